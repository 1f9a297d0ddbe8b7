"""Dates off: either partner takes them, either gives them back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, link, problem
from tests.web.api.evening import NOW, Clock, day

pytestmark = pytest.mark.usefixtures("evening")

MISSING = "6f1f3a52-6d0f-4d55-8a3a-0d8a1c1d2e3f"


def pause(person: Someone, first: int, last: int | None = None, **more: Any) -> dict[str, Any]:
    body = {"first": day(first), "last": None if last is None else day(last), **more}
    response = person.post("/api/pauses", body)
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def listed(person: Someone) -> list[dict[str, Any]]:
    return person.get("/api/pauses").get_json()["items"]


def test_either_takes_dates_off_and_both_see_them(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = agree(ana, ben)["id"]
    of_all = pause(ana, 1, 9)
    of_one = pause(ben, -30, habit=habit)
    assert of_all == {
        "id": of_all["id"],
        "habit": None,
        "first": day(1),
        "last": day(9),
        "by": ana.id,
    }
    assert (of_one["habit"], of_one["last"], of_one["by"]) == (habit, None, ben.id)
    by_id = sorted([of_all, of_one], key=lambda each: each["id"])
    assert listed(ana) == listed(ben) == by_id
    for person in (ana, ben):
        assert [item["data"] for item in person.stream()[-2:]] == [
            {"id": of_all["id"], "habit": None, "first": day(1), "last": day(9)},
            {"id": of_one["id"], "habit": habit, "first": day(-30), "last": None},
        ]
        assert person.stream()[-1]["kind"] == "pause"
    assert listed(eva) == []
    assert dev.stream() == eva.stream() == []


def test_a_list_comes_in_pages(ana: Someone, couple: str) -> None:
    made = sorted(pause(ana, offset, offset)["id"] for offset in range(3))
    page = ana.get("/api/pauses?limit=2").get_json()
    rest = ana.get(f"/api/pauses?limit=2&after={page['next']}").get_json()
    assert [item["id"] for item in page["items"] + rest["items"]] == made
    assert rest["next"] is None
    for query in ("limit=0", "limit=x", "after=x"):
        problem(ana.get(f"/api/pauses?{query}"), 422, "invalid")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "invalid", "first"),
        ({"first": None}, "invalid", "first"),
        ({"first": "x"}, "invalid", "first"),
        ({"first": day(3), "last": day(2)}, "invalid", "last"),
        ({"first": day(3), "last": "x"}, "invalid", "last"),
        ({"first": day(3), "habit": "x"}, "invalid", "habit"),
        ({"first": day(3), "why": "x"}, "invalid", "why"),
        ({"first": day(-31)}, "too_old", "first"),
        ({"first": "1970-01-01", "last": day(3)}, "too_old", "first"),
        ({"first": day(367)}, "too_far", "first"),
        ({"first": "2199-12-31"}, "too_far", "first"),
    ],
)
def test_a_bad_value_is_named(
    ana: Someone, couple: str, body: dict[str, Any], code: str, field: str
) -> None:
    assert field in problem(ana.post("/api/pauses", body), 422, code)["errors"]
    assert listed(ana) == [] == ana.stream()


def test_the_edges_of_what_can_be_taken_off(ana: Someone, couple: str) -> None:
    for first, last in ((-30, -30), (366, 366), (0, None), (0, 20000)):
        pause(ana, first, last)


def test_only_a_habit_in_force_rests(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    theirs = agree(dev, eva)["id"]
    before = dev.stream()
    for habit in (theirs, MISSING):
        problem(ana.post("/api/pauses", {"habit": habit, "first": day(-99)}), 404, "not_found")
    for other in (ask(ana), say(ana, agree(ana, ben), "retire")):
        body = {"habit": other["id"], "first": day(-99)}
        problem(ana.post("/api/pauses", body), 409, "not_active")
    assert dev.stream() == before
    assert len(eva.stream()) == len(before)
    assert listed(ana) == listed(dev) == []


def test_a_pause_is_given_back(ana: Someone, ben: Someone, couple: str, dev, eva) -> None:
    for first in (-30, 0, 300):
        one = pause(ana, first)
        response = ben.delete(f"/api/pauses/{one['id']}")
        assert (response.status_code, response.data) == (204, b"")
        for person in (ana, ben):
            assert person.stream()[-1]["data"] == {"id": one["id"], "habit": None, "removed": True}
        problem(ben.delete(f"/api/pauses/{one['id']}"), 404, "not_found")
    assert listed(ana) == []
    assert dev.stream() == eva.stream() == []


@pytest.mark.parametrize("last", [None, 31, 500])
def test_an_older_one_that_still_runs_ends_yesterday(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock, last: int | None
) -> None:
    one = pause(ana, 0, last)
    time_machine.move_to(NOW + timedelta(days=31), tick=False)
    assert ben.delete(f"/api/pauses/{one['id']}").status_code == 204
    shorter = {**one, "last": day(30)}
    assert listed(ana) == [shorter]
    data = {"id": one["id"], "habit": None, "first": day(0), "last": day(30)}
    assert ana.stream()[-1]["data"] == ben.stream()[-1]["data"] == data
    before = ana.stream()
    problem(ana.delete(f"/api/pauses/{one['id']}"), 409, "too_old")
    assert (listed(ana), ana.stream()) == ([shorter], before)


def test_an_older_one_that_is_over_stays(ana: Someone, couple: str, time_machine: Clock) -> None:
    one = pause(ana, 0, 30)
    time_machine.move_to(NOW + timedelta(days=31), tick=False)
    problem(ana.delete(f"/api/pauses/{one['id']}"), 409, "too_old")
    assert listed(ana) == [one]


def test_strangers_learn_nothing(
    ana: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    one = pause(ana, 0)
    bodies: list[dict[str, Any]] = [{}, {"nonsense": True}]
    for stranger in (dev, max_):
        for body in bodies:
            theirs = stranger.delete(f"/api/pauses/{one['id']}", json=body)
            missing = stranger.delete(f"/api/pauses/{MISSING}", json=body)
            problem(theirs, 404, "not_found")
            assert theirs.data == missing.data
            for nonsense in ("x", one["id"].upper(), "%00"):
                problem(stranger.delete(f"/api/pauses/{nonsense}", json=body), 404, "not_found")
    for path in ("", "?limit=0"):
        problem(max_.get(f"/api/pauses{path}"), 404, "not_found")
    for body in ({"first": day(0)}, {"first": "x"}):
        problem(max_.post("/api/pauses", body), 404, "not_found")
    assert dev.stream() == eva.stream() == max_.stream() == []
    assert listed(ana) == [one]


def test_a_pause_is_gone_with_the_couple(ana: Someone, ben: Someone, couple: str) -> None:
    one = pause(ana, 0, habit=agree(ana, ben)["id"])
    ben.post("/api/couple/unlink")
    problem(ana.delete(f"/api/pauses/{one['id']}"), 410, "unlinked")
    link(ana, ben)
    problem(ana.delete(f"/api/pauses/{one['id']}"), 410, "unlinked")
    problem(ana.post("/api/pauses", {"first": day(0), "habit": one["habit"]}), 410, "unlinked")
    assert listed(ana) == []


def test_a_hundred_pauses_are_enough_while_they_can_be_given_back(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    made = [pause(ana, 0, 5)["id"] for _ in range(100)]
    problem(ben.post("/api/pauses", {"first": day(-99)}), 409, "too_many")
    ben.delete(f"/api/pauses/{made[0]}")
    pause(ben, 0, 5)
    problem(ben.post("/api/pauses", {"first": day(0)}), 409, "too_many")
    time_machine.move_to(NOW + timedelta(days=31), tick=False)
    pause(ben, 31)
