"""What Today says of a talk: at most that one goes on, or that one may be ticked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import render_template_string

from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.talking import press, start
from tracker import clock
from tracker.extensions import db
from tracker.services import day
from tracker.web.pages import talk_suggestion
from tracker.web.pages.talk_suggestion import TalkSuggestion

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
TWENTY = timedelta(minutes=20)
CARD = """{% import "_partials/fields.html" as fields with context %}
{% include "today/_suggests_talk.html" %}"""


@pytest.fixture(autouse=True)
def _evening(time_machine: Any, couple: str) -> None:
    time_machine.move_to(NOW, tick=False)


def suggested(person: Someone, cookie: str = "") -> TalkSuggestion | None:
    with person.app.test_request_context("/today", headers={"Cookie": cookie}):
        now = clock.now()
        found = talk_suggestion.suggestion(day.read(person.id, None, now), now)
        if found is not None:
            card = render_template_string(CARD, page={"suggestion": found})
            assert found.heading in card
        db.session.remove()
        return found


def test_without_a_talk_there_is_nothing_to_say(ana: Someone) -> None:
    assert suggested(ana) is None


def test_both_read_that_they_are_talking_and_until_when(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    ben.patch("/api/me", {"timezone": "Asia/Tokyo"})
    talk = start(ana)
    time_machine.shift(timedelta(minutes=8))
    for person, until in ((ana, "18:50"), (ben, "03:50")):
        found = suggested(person)
        assert found is not None
        assert (found.kind, found.heading) == ("running", "You two are talking")
        assert found.words.replace("\u202f", " ") == f"The clock runs until {until}."
    press(ben, talk, "pause")
    found = suggested(ana)
    assert found is not None
    assert found.words == "The clock waits for you."


def test_once_it_has_ended_each_is_asked_until_they_have_ticked(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY)
    talk = start(ana, habit=habit)
    time_machine.shift(TWENTY)
    press(ana, talk, "end")
    assert ana.put(f"/api/habits/{habit}/ticks/{TODAY}").status_code == 200
    assert suggested(ana) is None
    found = suggested(ben)
    assert found is not None
    assert (found.kind, found.heading) == ("tick", "You talked for 20 minutes")


@pytest.mark.parametrize("mode", ["turns", "together"])
def test_where_the_two_have_kept_it_as_one_nobody_is_asked_for_another_tick(
    ana: Someone, ben: Someone, couple: str, time_machine: Any, mode: str
) -> None:
    habit = agreed(ana, couple, TODAY, mode=mode, unit="week")
    talk = start(ana, habit=habit)
    time_machine.shift(TWENTY)
    press(ana, talk, "end")
    assert suggested(ana) is not None
    assert ana.put(f"/api/habits/{habit}/ticks/{TODAY}").status_code == 200
    assert suggested(ben) is None


def test_who_left_it_at_that_is_not_asked_again_on_this_device(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    talk = start(ana, habit=agreed(ana, couple, TODAY))
    time_machine.shift(TWENTY)
    press(ana, talk, "end")
    assert suggested(ana) is not None
    assert suggested(ana, f"woven_talk_left={talk['id']}") is None


@pytest.mark.parametrize("days", [0, 1])
def test_a_talk_that_counts_for_nothing_or_was_yesterday_is_not_brought_up(
    ana: Someone, couple: str, time_machine: Any, days: int
) -> None:
    habit = agreed(ana, couple, TODAY)
    talk = start(ana, habit=habit if days else None)
    time_machine.shift(TWENTY)
    press(ana, talk, "end")
    time_machine.shift(timedelta(days=days))
    assert suggested(ana) is None


def test_a_stranger_reads_nothing_of_it(ana: Someone, eva: Someone) -> None:
    start(ana)
    assert suggested(eva) is None
