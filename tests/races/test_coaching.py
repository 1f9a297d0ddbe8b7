"""Letting a coach in and out at the same moment, from several sides."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.people import Someone, link
from tracker.extensions import db
from tracker.models import CoachCode, CoachLink


@pytest.fixture
def pair(app: Flask) -> tuple[Someone, Someone]:
    """Return ana and ben, linked."""
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    return ana, ben


def call(person: Someone, path: str, body: Any = None) -> tuple[int, str | None]:
    response = person.post(path, body)
    return response.status_code, response.get_json().get("code")


def look(person: Someone, path: str) -> tuple[int, str | None]:
    response = person.get(path)
    return response.status_code, response.get_json().get("code")


def revoke(person: Someone, link_id: str) -> tuple[int, str | None]:
    response = person.delete(f"/api/couple/coach/{link_id}")
    return response.status_code, None


def links(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(db.select(CoachLink.state)))


def lapses_at(app: Flask, link_id: str) -> datetime:
    with app.app_context():
        found = db.session.get_one(CoachLink, link_id).lapses_at
    assert found is not None
    return found


def agreed(ana: Someone, ben: Someone) -> tuple[str, str]:
    """Ask and agree; return the link's id and the coach's code."""
    asked = ana.post("/api/couple/coach").get_json()["id"]
    return asked, ben.post(f"/api/couple/coach/{asked}/agree").get_json()["code"]


def test_two_partners_who_ask_at_once_ask_once(app: Flask, pair: tuple[Someone, Someone]) -> None:
    for _ in range(ROUNDS):
        answers = together([partial(call, one, "/api/couple/coach") for one in pair * 3])
        assert Counter(answers) == {(201, None): 1, (409, "coach_open"): 5}
        (open_id,) = {one.get("/api/couple/coach").get_json()["id"] for one in pair}
        answers = together([partial(revoke, one, open_id) for one in pair])
        assert sorted(status for status, _ in answers) == [204, 404]
    assert links(app) == ["ended"] * ROUNDS


def test_of_many_who_accept_one_code_one_coaches(app: Flask, pair: tuple[Someone, Someone]) -> None:
    coaches = [Someone(app, f"coach{number}") for number in range(6)]
    for _ in range(ROUNDS):
        link_id, code = agreed(*pair)
        path = f"/api/coach-invites/{code}/accept"
        answers = together([partial(call, coach, path) for coach in coaches])
        assert Counter(status for status, _ in answers) == {200: 1, 404: 5}
        winner = coaches[[status for status, _ in answers].index(200)]
        assert pair[0].get("/api/couple/coach").get_json()["coach"]["id"] == winner.id
        revoke(pair[1], link_id)


def test_accepting_and_showing_out_at_once_ends_shown_out(
    app: Flask, pair: tuple[Someone, Someone]
) -> None:
    ana, ben = pair
    cleo = Someone(app, "cleo")
    for turn in range(ROUNDS * 2):
        link_id, code = agreed(ana, ben)
        out = partial(ben.delete, f"/api/couple/coach/{link_id}")
        if turn % 2:
            out = partial(ana.post, "/api/couple/unlink")
        accepted, _ = together([partial(cleo.post, f"/api/coach-invites/{code}/accept"), out])
        assert accepted.status_code in (200, 404)
        assert set(links(app)) == {"ended"}
        ends = [item for item in cleo.stream() if item["data"].get("client") == link_id]
        kinds = [(item["kind"], item["data"].get("what")) for item in ends]
        if accepted.status_code == 404:
            assert kinds == []
        else:
            last = ("unlinked", None) if turn % 2 else ("coach", "ended")
            assert kinds == [("coach", "consent"), last]
        if turn % 2:
            link(ana, ben)


def test_of_many_guesses_at_once_five_are_judged(app: Flask, pair: tuple[Someone, Someone]) -> None:
    _, code = agreed(*pair)
    crowd = [Someone(app, f"guest{number}") for number in range(8)]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    path = f"/api/coach-invites/{wrong}"
    guesses = [partial(call, guest, f"{path}/accept") for guest in crowd[:4]]
    guesses += [partial(look, guest, path) for guest in crowd[4:] * 2]
    assert set(together(guesses)) == {(404, "not_found")}
    with app.app_context():
        assert db.session.scalars(db.select(CoachCode.wrong_tries)).all() == [5]


def test_both_who_say_yes_again_at_once_are_both_heard(
    app: Flask, pair: tuple[Someone, Someone], time_machine: Any
) -> None:
    cleo = Someone(app, "cleo")
    link_id, code = agreed(*pair)
    assert cleo.post(f"/api/coach-invites/{code}/accept").status_code == 200
    for _ in range(ROUNDS):
        before = lapses_at(app, link_id)
        time_machine.move_to(before - timedelta(days=1), tick=False)
        answers = together(
            [partial(call, one, f"/api/couple/coach/{link_id}/renew") for one in pair * 2]
        )
        assert {status for status, _ in answers} == {200}
        assert lapses_at(app, link_id) - before == timedelta(days=90)


def test_a_new_code_and_an_acceptance_at_once_leave_no_code_that_opens(
    app: Flask, pair: tuple[Someone, Someone]
) -> None:
    cleo = Someone(app, "cleo")
    for _ in range(ROUNDS):
        link_id, code = agreed(*pair)
        accepted, renewed = together(
            [
                partial(cleo.post, f"/api/coach-invites/{code}/accept"),
                partial(pair[0].post, f"/api/couple/coach/{link_id}/code"),
            ]
        )
        assert (accepted.status_code, renewed.status_code) in {(200, 409), (404, 201)}
        with app.app_context():
            left = db.session.query(CoachCode).count()
        assert left == (accepted.status_code != 200)
        revoke(pair[0], link_id)
