"""Looking at habits: one, all, and how their agreements came about."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, link, problem
from tests.web.api.evening import NOW, Clock

pytestmark = pytest.mark.usefixtures("evening")

MISSING = "6f1f3a52-6d0f-4d55-8a3a-0d8a1c1d2e3f"


def titles(person: Someone, query: str = "") -> list[str]:
    return [habit["title"] for habit in person.get(f"/api/habits{query}").get_json()["items"]]


def test_both_see_the_same_habit(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(ana, title="Read to each other")
    path = f"/api/habits/{habit['id']}"
    assert ana.get(path).get_json() == ben.get(path).get_json() == habit


def test_a_list_holds_every_state_and_can_be_narrowed(
    ana: Someone, ben: Someone, couple: str
) -> None:
    ask(ana, title="asked")
    agree(ana, ben, title="agreed")
    say(ben, ask(ana, title="refused"), "decline", version=1)
    say(ana, ask(ana, title="taken back"), "withdraw", version=1)
    say(ana, agree(ana, ben, title="ended"), "retire")
    assert sorted(titles(ben)) == ["agreed", "asked", "ended", "refused", "taken back"]
    for state, title in (
        ("proposed", "asked"),
        ("active", "agreed"),
        ("declined", "refused"),
        ("withdrawn", "taken back"),
        ("retired", "ended"),
    ):
        assert titles(ana, f"?state={state}") == [title]


def test_a_list_comes_in_pages_that_leave_nothing_out(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    for number in range(5):
        time_machine.move_to(NOW.replace(minute=number // 2), tick=False)
        ask(ana, title=str(number))
    found, after = [], ""
    for size in (2, 2, 1):
        page = ben.get(f"/api/habits?limit=2{after}").get_json()
        assert len(page["items"]) == size
        found += [habit["title"] for habit in page["items"]]
        after = f"&after={page['next']}"
    assert after == "&after=None"
    assert sorted(found) == list("01234")
    assert titles(ben) == found


@pytest.mark.parametrize(
    "query", ["state=gone", "limit=0", "limit=101", "after=x", "after=WyIxIl0=", "after="]
)
def test_a_query_that_makes_no_sense_is_refused(ana: Someone, couple: str, query: str) -> None:
    problem(ana.get(f"/api/habits?{query}"), 422, "invalid")


def test_the_history_holds_every_version(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(ana, mode="each", why="For us")
    say(ben, habit, "counter", version=1, title="Walk", grace=False)
    say(ana, habit, "accept", version=2)
    say(ben, habit, "amend", cadence={"unit": "week", "times": 3})
    path = f"/api/habits/{habit['id']}/history"
    page = ana.get(path).get_json()
    assert [(item["version"], item["by"], item["status"]) for item in page["items"]] == [
        (1, ana.id, "countered"),
        (2, ben.id, "accepted"),
        (3, ben.id, "open"),
    ]
    assert [item["answered_on"] for item in page["items"]] == ["2026-05-20", "2026-05-20", None]
    assert page["items"][1]["why"] == "For us"
    first = ana.get(f"{path}?limit=2").get_json()
    rest = ana.get(f"{path}?limit=2&after={first['next']}").get_json()
    assert first["items"] + rest["items"] == page["items"]
    problem(ana.get(f"{path}?after=eA=="), 422, "invalid")


CALLS = [
    ("GET", "", None),
    ("GET", "/history", None),
    ("GET", "/history?after=x", None),
    *[
        ("POST", f"/{word}", body)
        for word in ("accept", "counter", "decline", "withdraw")
        for body in ({"version": 1}, {"version": "x"}, {})
    ],
    ("POST", "/amend", {}),
    ("POST", "/amend", {"nonsense": True}),
    ("POST", "/retire", {}),
    ("POST", "/retire", {"nonsense": True}),
    ("PUT", "/occasions/2026-05-20", {"day": "2026-05-20"}),
    ("PUT", "/occasions/2026-05-20", {"nonsense": True}),
    ("PUT", "/occasions/soon", {"day": "2026-05-20"}),
]


def call(person: Someone, method: str, habit_id: str, path: str, body: Any) -> TestResponse:
    kwargs = {} if body is None else {"json": body}
    return person.call(method, f"/api/habits/{habit_id}{path}", **kwargs)


def test_strangers_learn_nothing(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    habit = agree(ana, ben)["id"]
    before = ana.stream()
    for method, path, body in CALLS:
        for stranger in (dev, max_):
            theirs = call(stranger, method, habit, path, body)
            missing = call(stranger, method, MISSING, path, body)
            problem(theirs, 404, "not_found")
            assert theirs.data == missing.data
            for nonsense in ("x", habit.upper(), "%00", "½"):
                problem(call(stranger, method, nonsense, path, body), 404, "not_found")
    assert ana.stream() == before
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_what_was_shared_is_gone_after_leaving(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben)["id"]
    ana.post("/api/couple/unlink")
    before = ben.stream()
    for linked_again in (False, True):
        if linked_again:
            link(ana, ben)
        for one in (ana, ben):
            assert titles(one) == []
            for method, path, body in CALLS:
                problem(call(one, method, habit, path, body), 410, "unlinked")
    assert ben.stream() == before


def test_strangers_lists_are_empty(ana: Someone, ben: Someone, couple: str, dev, eva, max_) -> None:
    agree(ana, ben)
    ask(ana)
    for stranger in (dev, eva, max_):
        assert stranger.get("/api/habits").get_json() == {"items": [], "next": None}
