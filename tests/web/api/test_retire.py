"""Ending a habit: it takes one."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.agreeing import agree, say, spans
from tests.support.people import Someone, link, problem
from tests.web.api.evening import NOW, Clock, day

pytestmark = pytest.mark.usefixtures("evening")


def test_either_ends_a_habit_with_the_couples_day(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habit = agree(ana, ben)
    say(ana, habit, "amend", mode="each")
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    after = say(ben, habit, "retire")
    assert (after["state"], after["retired_on"], after["proposal"]) == ("retired", day(3), None)
    assert spans(after) == [(day(0), day(3)), None]
    problem(ana.post(f"/api/habits/{habit['id']}/accept", {"version": 2}), 409, "no_proposal")
    history = ana.get(f"/api/habits/{habit['id']}/history").get_json()["items"]
    assert [item["status"] for item in history] == ["accepted", "withdrawn"]
    time_machine.move_to(NOW + timedelta(days=300), tick=False)
    assert ana.get(f"/api/habits/{habit['id']}").get_json() == after


def test_terms_that_would_come_later_end_with_the_habit(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, cadence={"unit": "month"})
    say(ana, habit, "amend", mode="each")
    say(ben, habit, "accept", version=2)
    after = say(ana, habit, "retire")
    assert spans(after) == [(day(0), day(0)), None]
    unbegun = say(ana, agree(ana, ben, starts_on=day(5)), "retire")
    assert spans(unbegun) == [None, None]
    assert (unbegun["starts_on"], unbegun["retired_on"]) == (None, day(0))
    path = f"/api/habits/{unbegun['id']}/progress"
    assert ana.get(path).get_json()["periods"] == []


def test_the_partner_who_is_ahead_does_not_stretch_the_last_day(app, time_machine: Clock) -> None:
    ana, ben = Someone(app, "ana", "Pacific/Auckland"), Someone(app, "ben", "America/Los_Angeles")
    link(ana, ben)
    time_machine.move_to(datetime(2026, 5, 21, 2, tzinfo=UTC), tick=False)
    after = say(ana, agree(ana, ben), "retire")
    assert after["retired_on"] == "2026-05-20"
    assert spans(after) == [("2026-05-20", "2026-05-20"), None]
