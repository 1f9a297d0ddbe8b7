"""When this one is to be: set, moved and cleared by either, and never judged."""

from datetime import date, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, problem
from tests.web.api.evening import NOW, Clock

pytestmark = pytest.mark.usefixtures("evening")

MONDAY = date(2026, 5, 18)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str, time_machine: Clock) -> str:
    """Return a weekly habit, agreed on two weeks ago on a Wednesday."""
    time_machine.move_to(NOW - timedelta(days=14), tick=False)
    habit = agree(ana, ben, cadence={"unit": "week"})["id"]
    time_machine.move_to(NOW, tick=False)
    return habit


def put(person: Someone, habit: str, start: Any, body: Any) -> TestResponse:
    return person.put(f"/api/habits/{habit}/occasions/{start}", body)


def clear(person: Someone, habit: str, start: Any) -> TestResponse:
    path = f"/api/habits/{habit}/occasions/{start}"
    return person.call("PUT", path, data="null", content_type="application/json")


def test_it_is_set_moved_and_cleared_by_either(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    body = {"day": "2026-05-22", "time": "21:30", "words": "after bedtime\nSitter: MARKER"}
    response = put(ana, habit, MONDAY, body)
    assert (response.status_code, response.get_json()["occasion"]) == (200, body)
    assert ben.get(f"/api/habits/{habit}").get_json()["occasion"] == body
    moved = put(ben, habit, MONDAY, {"day": "2026-05-23"}).get_json()["occasion"]
    assert moved == {"day": "2026-05-23", "time": None, "words": None}
    for _ in range(2):
        assert clear(ana, habit, MONDAY).get_json()["occasion"] is None
    for person in (ana, ben):
        items = [item for item in person.stream() if item["kind"] == "occasion"]
        assert [(item["data"]["day"], item["by"]) for item in items] == [
            ("2026-05-22", ana.id),
            ("2026-05-23", ben.id),
            (None, ana.id),
        ]
        assert items[0]["data"] == {
            "habit": habit,
            "period_start": "2026-05-18",
            "day": "2026-05-22",
        }
        assert "MARKER" not in str(items)
    assert dev.stream() == eva.stream() == []


def test_a_habit_shows_the_one_of_its_running_period(
    ana: Someone, habit: str, time_machine: Clock
) -> None:
    for start in ("2026-05-06", "2026-05-11", "2026-05-25", "2026-06-01"):
        assert put(ana, habit, start, {"day": start}).get_json()["occasion"] is None
    assert put(ana, habit, MONDAY, {"day": "2026-05-20"}).status_code == 200
    items = ana.get("/api/habits").get_json()["items"]
    assert [item["occasion"]["day"] for item in items] == ["2026-05-20"]
    time_machine.move_to(NOW + timedelta(days=7), tick=False)
    assert ana.get(f"/api/habits/{habit}").get_json()["occasion"]["day"] == "2026-05-25"


@pytest.mark.parametrize(
    "start",
    [
        "2026-05-04",  # the week began then, but the terms on the 6th
        "2026-05-19",
        "2026-04-27",
        "2025-05-12",
        "2027-06-28",  # a Monday more than 400 days ahead
        "2199-12-30",
        "1970-01-05",
        "soon",
        "2026-5-18",
        "2026-05-18T00:00",
        "2026-02-30",
    ],
)
def test_there_is_none_where_no_period_starts(ana: Someone, habit: str, start: str) -> None:
    before = ana.stream()
    for body in ({"day": "2026-05-20"}, {"day": "x"}, {}):
        problem(put(ana, habit, start, body), 404, "not_found")
    problem(clear(ana, habit, start), 404, "not_found")
    assert ana.stream() == before


def test_a_year_ahead_can_be_planned(ana: Someone, habit: str) -> None:
    assert put(ana, habit, "2027-06-21", {"day": "2027-06-26"}).status_code == 200


def test_a_habit_without_terms_has_no_periods(ana: Someone, ben: Someone, couple: str) -> None:
    for other in (ask(ana), say(ben, ask(ana), "decline", version=1)):
        problem(put(ana, other["id"], "2026-05-20", {"day": "2026-05-20"}), 404, "not_found")


def test_after_its_last_day_a_habit_has_no_periods(ana: Someone, habit: str) -> None:
    say(ana, habit, "retire")
    problem(put(ana, habit, "2026-05-25", {"day": "2026-05-25"}), 404, "not_found")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"day": None}, "invalid", "day"),
        ({"day": "x"}, "invalid", "day"),
        ({"time": "24:00"}, "invalid", "time"),
        ({"time": "9:00"}, "invalid", "time"),
        ({"time": "09:00\n"}, "invalid", "time"),
        ({"time": "٠٩:00"}, "invalid", "time"),
        ({"time": 9}, "invalid", "time"),
        ({"words": "x" * 501}, "invalid", "words"),
        ({"words": "a\0b"}, "invalid", "words"),
        ({"who": "x"}, "invalid", "who"),
        ({"day": "2027-05-20"}, "bad_day", "day"),
        ({"day": "2025-05-16"}, "bad_day", "day"),
    ],
)
def test_a_bad_value_is_named(
    ana: Someone, habit: str, change: dict[str, Any], code: str, field: str
) -> None:
    answer = put(ana, habit, MONDAY, {"day": "2026-05-20", **change})
    assert list(problem(answer, 422, code)["errors"]) == [field]


def test_an_empty_body_is_not_null(ana: Someone, habit: str) -> None:
    problem(ana.call("PUT", f"/api/habits/{habit}/occasions/{MONDAY}"), 422, "invalid")
    for data in ("[]", "3", "false", '"null"'):
        path = f"/api/habits/{habit}/occasions/{MONDAY}"
        answer = ana.call("PUT", path, data=data, content_type="application/json")
        problem(answer, 422, "invalid")
