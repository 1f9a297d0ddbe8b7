"""What couple and coach prepare for when they meet: goals, questions to bring, days."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.coached import let_in
from tests.support.people import Someone, problem
from tests.web.api.evening import Clock, day
from tracker.services.coaching import goals, sessions

pytestmark = pytest.mark.usefixtures("evening")

WORDS = "Put the phones away"


@pytest.fixture
def ana(app: Flask) -> Someone:
    return Someone(app, "ana", "Pacific/Kiritimati")


@pytest.fixture
def strangers(dev: Someone, eva: Someone) -> str:
    coach = Someone(dev.app, "lea")
    return let_in(coach, dev.get("/api/couple").get_json()["id"], dev, eva)


def coachs(client: str, rest: str) -> str:
    return f"/api/coaching/clients/{client}/{rest}"


def couples(client: str, rest: str) -> str:
    return f"/api/couple/coach/{client}/{rest}"


def items(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.get_json()
    return list(answer.get_json()["items"])


def said(person: Someone) -> list[dict[str, Any]]:
    return [one["data"] for one in person.stream() if one["kind"] == "coach"]


def test_the_coach_writes_goals_and_both_partners_read_them(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = cleo.post(coachs(client, "goals"), {"text": f" {WORDS}\r\nat dinner "})
    assert made.status_code == 201
    goal = made.get_json()
    assert goal | {"id": 0} == {
        "id": 0,
        "text": f"{WORDS}\nat dinner",
        "made_on": day(0),
        "done_on": None,
    }
    second = cleo.post(coachs(client, "goals"), {"text": "Another"}).get_json()
    done = cleo.patch(coachs(client, f"goals/{goal['id']}"), {"done": True})
    assert done.get_json() == goal | {"done_on": day(0)}
    for answer in (
        ana.get(couples(client, "goals")),
        ben.get(couples(client, "goals")),
        cleo.get(coachs(client, "goals")),
    ):
        assert items(answer) == [second, goal | {"done_on": day(0)}]
    undone = cleo.patch(coachs(client, f"goals/{goal['id']}"), {"done": False})
    assert undone.get_json() == goal
    assert cleo.delete(coachs(client, f"goals/{second['id']}")).status_code == 204
    assert items(ben.get(couples(client, "goals"))) == [goal]


def test_streams_say_that_goals_changed_and_hold_no_word_of_them(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    goal = cleo.post(coachs(client, "goals"), {"text": WORDS}).get_json()["id"]
    for done in (True, True):  # saying it again changes nothing
        cleo.patch(coachs(client, f"goals/{goal}"), {"done": done})
    for person in (ana, ben):
        assert said(person) == [{"id": client, "state": "active"}] * 2
        assert all(one["by"] is None and "T" not in one["at"] for one in person.stream())
    assert said(cleo) == [{"client": client, "what": "goal"}] * 2


def test_questions_are_seen_by_both_and_by_the_coach_without_whose_they_are(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = ana.post(couples(client, "questions"), {"text": "About money"})
    assert made.status_code == 201
    hers = made.get_json()
    his = ben.post(couples(client, "questions"), {"text": "About time"}).get_json()
    # It is the 21st for ana already: both bear the couple's date.
    assert hers | {"id": 0} == {"id": 0, "text": "About money", "made_on": day(0), "mine": True}
    in_order = sorted((hers, his), key=lambda one: one["id"])
    assert items(ben.get(couples(client, "questions"))) == [
        one | {"mine": one is his} for one in in_order
    ]
    bare = [{name: one[name] for name in ("id", "text", "made_on")} for one in in_order]
    assert items(cleo.get(coachs(client, "questions"))) == bare
    assert said(cleo) == [{"client": client, "what": "question"}] * 2
    assert {(one["at"], one["by"]) for one in cleo.stream()} == {(day(0), None)}
    problem(ben.delete(couples(client, f"questions/{hers['id']}")), 404, "not_found")
    assert ana.delete(couples(client, f"questions/{hers['id']}")).status_code == 204
    assert [one["id"] for one in items(cleo.get(coachs(client, "questions")))] == [his["id"]]


def test_each_brings_twenty_questions_whatever_the_other_brings(
    ana: Someone, ben: Someone, client: str
) -> None:
    path = couples(client, "questions")
    for number in range(20):
        assert ana.post(path, {"text": f"Number {number}"}).status_code == 201
    problem(ana.post(path, {"text": "One more"}), 409, "too_many")
    assert ben.post(path, {"text": "The first of mine"}).status_code == 201


def test_the_coach_writes_down_when_they_met_and_when_they_meet(
    ana: Someone, cleo: Someone, client: str, time_machine: Clock
) -> None:
    for offset in (-21, -7, 0, 14):
        assert cleo.put(coachs(client, f"sessions/{day(offset)}")).status_code == 200
    seen = {"last": day(-7), "next": day(0), "all": [day(14), day(0), day(-7), day(-21)]}
    assert cleo.put(coachs(client, f"sessions/{day(0)}")).get_json() == seen
    assert ana.get(couples(client, "sessions")).get_json() == seen
    assert cleo.delete(coachs(client, f"sessions/{day(14)}")).status_code == 204
    problem(cleo.delete(coachs(client, f"sessions/{day(14)}")), 404, "not_found")
    time_machine.shift(timedelta(days=1))
    seen = cleo.get(coachs(client, "sessions")).get_json()
    assert (seen["last"], seen["next"]) == (day(0), None)
    problem(cleo.put(coachs(client, f"sessions/{day(-366)}")), 422, "too_old")
    problem(cleo.put(coachs(client, f"sessions/{day(368)}")), 422, "too_far")
    problem(cleo.put(coachs(client, "sessions/soon")), 422, "invalid")
    assert said(cleo) == [{"client": client, "what": "session"}] * 5


def test_there_is_an_end_to_goals_and_sessions(
    cleo: Someone, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(goals, "MOST", 1)
    monkeypatch.setattr(sessions, "MOST", 1)
    assert cleo.post(coachs(client, "goals"), {"text": "One"}).status_code == 201
    problem(cleo.post(coachs(client, "goals"), {"text": "Two"}), 409, "too_many")
    assert cleo.put(coachs(client, f"sessions/{day(1)}")).status_code == 200
    problem(cleo.put(coachs(client, f"sessions/{day(2)}")), 409, "too_many")


def test_lines_of_a_wrong_shape_are_refused(ana: Someone, cleo: Someone, client: str) -> None:
    for body in ({}, {"text": ""}, {"text": " \n"}, {"text": "x" * 501}, {"text": "a", "by": "b"}):
        problem(cleo.post(coachs(client, "goals"), body), 422, "invalid")
        problem(ana.post(couples(client, "questions"), body), 422, "invalid")
    goal = cleo.post(coachs(client, "goals"), {"text": "x" * 500}).get_json()["id"]
    problem(cleo.patch(coachs(client, f"goals/{goal}"), {"done": "yes"}), 422, "invalid")


def test_strangers_and_their_coach_neither_see_nor_change_anything(
    ana: Someone, cleo: Someone, client: str, dev: Someone, eva: Someone, strangers: str
) -> None:
    goal = cleo.post(coachs(client, "goals"), {"text": WORDS}).get_json()["id"]
    question = ana.post(couples(client, "questions"), {"text": WORDS}).get_json()["id"]
    for person in (dev, eva, ana):
        for method, rest, body in (
            ("GET", "goals", None),
            ("POST", "goals", {"text": "Mine"}),
            ("PATCH", f"goals/{goal}", {"done": True}),
            ("DELETE", f"goals/{goal}", None),
            ("GET", "questions", None),
            ("GET", "sessions", None),
            ("PUT", f"sessions/{day(0)}", None),
            ("DELETE", f"sessions/{day(0)}", None),
        ):
            problem(person.call(method, coachs(client, rest), json=body), 404, "not_found")
    for person in (dev, eva, cleo):
        for rest in ("goals", "questions", "sessions"):
            problem(person.get(couples(client, rest)), 404, "not_found")
        problem(person.post(couples(client, "questions"), {"text": "Mine"}), 404, "not_found")
        problem(person.delete(couples(client, f"questions/{question}")), 404, "not_found")
    # A goal of another client is not there, even where one coaches both.
    other = let_in_too(cleo, dev, eva, strangers)
    problem(cleo.patch(coachs(other, f"goals/{goal}"), {"done": True}), 404, "not_found")
    assert said(eva) == [{"id": strangers, "state": "ended"}]


def let_in_too(coach: Someone, one: Someone, other: Someone, link_id: str) -> str:
    assert one.delete(f"/api/couple/coach/{link_id}").status_code == 204
    couple = one.get("/api/couple").get_json()["id"]
    return let_in(coach, couple, one, other)


def test_after_the_end_it_is_there_for_nobody(ana: Someone, cleo: Someone, client: str) -> None:
    cleo.post(coachs(client, "goals"), {"text": WORDS})
    ana.delete(f"/api/couple/coach/{client}")
    for rest in ("goals", "questions", "sessions", "report"):
        problem(cleo.get(coachs(client, rest)), 404, "not_found")
        problem(ana.get(couples(client, rest)), 404, "not_found")
