"""Asking for a habit by the form: the API's names, plain choices, nothing lost when refused."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import ask, say
from tests.support.people import Someone
from tests.web.pages.agree_forms import page, read, sent, words

NEW = "/habits/new"


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 5, 20, 18, 30, tzinfo=UTC), tick=False)  # a Wednesday


def asked(person: Someone) -> list[dict[str, Any]]:
    return list(person.get("/api/habits").get_json()["items"])


def propose(person: Someone, **changed: Any) -> dict[str, Any]:
    before = asked(person)
    response = sent(person, page(person, NEW), NEW, **{"title": "Tea for two", **changed})
    assert (response.status_code, response.headers.get("Location")) == (303, "/habits?said=asked")
    (habit,) = [each for each in asked(person) if each not in before]
    return habit


def refused(person: Someone, **changed: Any) -> str:
    before = person.stream()
    response = sent(person, page(person, NEW), NEW, **{"title": "Tea for two", **changed})
    assert response.status_code == 422
    assert person.stream() == before
    return read(response)


def test_a_title_is_all_that_has_to_be_said(ana: Someone, ben: Someone, couple: str) -> None:
    habit = propose(ana)
    assert habit["title"] == "Tea for two"
    assert habit["state"] == "proposed"
    terms = habit["proposal"]["terms"]
    assert terms["cadence"] == {"unit": "day", "every": 1, "times": 1, "weekdays": None}
    assert (terms["mode"], terms["grace"], terms["starts_on"]) == ("together", True, None)
    assert (habit["why"], habit["emoji"]) == (None, None)
    assert [change["kind"] for change in ben.stream()] == ["habit"]


@pytest.mark.parametrize(
    ("fields", "cadence"),
    [
        ({"unit": "weekdays", "weekdays": [5, 1]}, ("day", 1, 1, [1, 5])),
        ({"unit": "day", "weekdays": [7]}, ("day", 1, 1, [7])),  # as the API reads it
        ({"unit": "day", "times": 3}, ("day", 1, 3, None)),
        ({"unit": "week", "times": " 2 "}, ("week", 1, 2, None)),
        ({"unit": "week", "every": 2}, ("week", 2, 1, None)),
        ({"unit": "month", "every": "", "times": ""}, ("month", 1, 1, None)),
    ],
)
def test_how_often_is_chosen_in_plain_words(
    ana: Someone, couple: str, fields: dict[str, Any], cadence: tuple[Any, ...]
) -> None:
    unit, every, times, weekdays = cadence
    assert propose(ana, **fields)["proposal"]["terms"]["cadence"] == {
        "unit": unit,
        "every": every,
        "times": times,
        "weekdays": weekdays,
    }


def test_turns_begin_with_whoever_was_chosen(ana: Someone, ben: Someone, couple: str) -> None:
    assert propose(ana, mode="turns")["proposal"]["terms"]["first_turn"] == ana.id
    assert propose(ana, mode="turns", first_turn=ben.id)["proposal"]["terms"]["first_turn"] == (
        ben.id
    )
    # Out of sight in another mode, and so it does not count there.
    assert propose(ana, mode="each", first_turn=ben.id)["proposal"]["terms"]["first_turn"] is None


def test_the_spare_thread_can_be_left_out(ana: Someone, couple: str) -> None:
    assert propose(ana, grace=["false"])["proposal"]["terms"]["grace"] is False
    assert propose(ana, grace=["false", "true"])["proposal"]["terms"]["grace"] is True
    tea = {"title": "Tea", "grace": None}
    assert propose(ana, **tea)["proposal"]["terms"]["grace"] is True


def test_pressing_twice_asks_once(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    wish = {"unit": "weekdays", "weekdays": [5, 1], "why": "Us", "grace": ["false"]}
    propose(ana, **wish)
    before = ben.stream()
    again = sent(ana, page(ana, NEW), NEW, title="Tea for two", **wish)
    assert (again.status_code, again.location) == (303, "/habits?said=asked")
    assert ben.stream() == before
    for changed in ({"title": "Tea"}, {"why": "Ours"}, {"weekdays": [5]}, {"grace": ["true"]}):
        propose(ana, **{**wish, **changed})
    propose(ben, **wish)
    time_machine.shift(61)
    propose(ana, **wish)


def test_before_there_is_a_partner_pressing_twice_asks_once_too(max_: Someone) -> None:
    propose(max_)
    assert sent(max_, page(max_, NEW), NEW, title="Tea for two").status_code == 303
    assert len(asked(max_)) == 1


def test_programs_may_ask_for_the_same_twice(ana: Someone, couple: str) -> None:
    assert ask(ana, title="Tea")["id"] != ask(ana, title="Tea")["id"]


def test_it_begins_with_the_yes_next_week_or_on_a_date(ana: Someone, couple: str) -> None:
    def first(**fields: str) -> str | None:
        day: str | None = propose(ana, **fields)["proposal"]["terms"]["starts_on"]
        return day

    assert 'value="2026-05-25"' in page(ana, NEW)
    assert first(starts="agreed", starts_on="2026-06-01") is None
    assert first(starts="2026-05-25") == "2026-05-25"
    assert first(starts="date", starts_on="2026-06-01") == "2026-06-01"


def test_an_idea_fills_the_form(ana: Someone, couple: str) -> None:
    text = page(ana, f"{NEW}?idea=walk-after-dinner")
    assert sent(ana, text, NEW).status_code == 303
    habit = asked(ana)[0]
    assert (habit["title"], habit["emoji"]) == ("Walk after dinner", "👟")
    assert habit["why"].startswith("Side by side")
    assert habit["proposal"]["terms"]["cadence"]["times"] == 3
    assert "Ask for a habit" in page(ana, f"{NEW}?idea=no-such-thing")


def test_asking_again_begins_with_what_was_asked_last(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = ask(ana, title="Tea")["id"]
    say(ben, habit, "counter", version=1, title="Coffee")
    say(ana, habit, "decline", version=2)
    assert 'value="Coffee"' in page(ana, f"{NEW}?again={habit}")


def test_what_was_put_aside_can_be_asked_again(
    ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    before = propose(ana, unit="week", times=2, why="So that", starts="2026-05-25")
    say(ben, before, "decline", version=1)
    again = f"{NEW}?again={before['id']}"
    assert sent(ben, page(ben, again), NEW).status_code == 303
    (habit,) = ben.get("/api/habits?state=proposed").get_json()["items"]
    assert (habit["why"], habit["proposal"]["by"]) == ("So that", ben.id)
    assert habit["proposal"]["terms"]["cadence"]["times"] == 2
    assert habit["proposal"]["terms"]["starts_on"] is None
    assert dev.get(again).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "may not be empty"),
        ({"title": "x" * 81}, "At most 80 characters"),
        ({"unit": "week", "times": 8}, "whole number from 1 to 7"),
        ({"unit": "day", "every": 2, "times": 2}, "it can only be 1"),
        ({"unit": "month", "every": "two"}, "Write a whole number"),
        ({"unit": "weekdays"}, "Tick at least one weekday"),
        ({"unit": "week", "weekdays": [2]}, "“On some weekdays”"),
        ({"unit": "year"}, "Choose how often"),
        ({"unit": None, "every": None, "times": None}, "Choose how often"),
        ({"starts": "date", "starts_on": ""}, "Choose the day"),
        ({"starts": "date", "starts_on": "2026-05-01"}, "At most 3 days back"),
        ({"starts": "soon"}, "A date as"),
        ({"mode": "turns", "first_turn": "00000000-0000-4000-8000-000000000000"}, "One of you two"),
        ({"mode": "alone"}, "Must be one of"),
        ({"grace": "perhaps"}, "Not a valid boolean"),
        ({"version": 1}, "Unknown field"),
        ({"more": "x"}, "Unknown field"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_nothing_typed_is_lost(
    ana: Someone, couple: str, fields: dict[str, Any], said: str
) -> None:
    text = refused(ana, why="Because\nof you", **fields)
    assert said in words(text)
    assert 'role="alert"' in text
    assert "Because\nof you" in text
    if said.startswith(("whole", "Write", "Tick", "Choose", "At most", "“On")):
        assert 'aria-invalid="true"' in text


def test_without_a_partner_it_waits(max_: Someone) -> None:
    text = page(max_, NEW)
    assert "waits here until your partner has joined" in words(text)
    assert 'name="first_turn"' not in text
    assert propose(max_, mode="turns")["proposal"]["terms"]["first_turn"] == max_.id


def test_strangers_hear_nothing_of_it(
    ana: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    propose(ana, title="Only ours")
    for person in (dev, eva, max_):
        assert person.stream() == []
        assert "Only ours" not in page(person, "/habits")


def test_who_is_not_signed_in_is_asked_to(app: Flask) -> None:
    response = app.test_client().get(NEW)
    assert response.headers["Location"] == "/sign-in?next=/habits/new"
