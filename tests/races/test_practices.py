"""Coaches who come to a practice, leave it, hand it on and hand couples over, all at once."""

from collections import Counter
from functools import partial

from flask import Flask

from tests.races.conftest import together as at_once
from tests.support.coached import let_in
from tests.support.colleagues import PRACTICE, invite, join, together
from tests.support.people import PASSWORD, Someone
from tracker.extensions import db
from tracker.models import Coach, CoachGoal, CoachLink, Practice

TURNS = 4


def is_sound(app: Flask) -> bool:
    """Tell whether every practice has an owner who works there, and nobody's is empty."""
    with app.app_context():
        there = {
            coach.person_id: coach.practice_id for coach in db.session.scalars(db.select(Coach))
        }
        practices = db.session.scalars(db.select(Practice)).all()
        return all(
            practice.owner_id is not None and there.get(practice.owner_id) == practice.id
            for practice in practices
        ) and {practice.id for practice in practices} == set(there.values())


def test_of_many_who_join_by_one_code_one_is_in(app: Flask, cleo: Someone) -> None:
    crowd = [Someone(app, f"guest{number}") for number in range(8)]
    together(cleo)
    for turn in range(1, TURNS):
        code = invite(cleo)
        answers = at_once([partial(join, guest, code) for guest in crowd])
        assert Counter(one.status_code for one in answers)[200] == 1
        assert len(cleo.get(PRACTICE).get_json()["colleagues"]) == turn + 1
    assert is_sound(app)


def test_an_owner_who_goes_while_others_come_and_leave_leaves_it_to_somebody(app: Flask) -> None:
    for turn in range(TURNS):
        cleo, max_, dev, lea = (
            Someone(app, f"{name}{turn}") for name in ("cleo", "max", "dev", "lea")
        )
        together(cleo, max_, lea)
        code = invite(cleo)
        answers = at_once(
            [
                partial(cleo.delete, "/api/me", json={"password": PASSWORD}),
                partial(max_.delete, "/api/me", json={"password": PASSWORD}),
                partial(join, dev, code),
                partial(max_.post, f"{PRACTICE}/leave"),
                partial(cleo.put, f"{PRACTICE}/owner", {"id": lea.id}),
                partial(cleo.delete, f"{PRACTICE}/colleagues/{max_.id}"),
            ]
        )
        assert all(one.status_code < 500 or one.status_code == 503 for one in answers)
        assert is_sound(app)


def test_a_hand_over_that_begins_while_all_else_happens_leaves_one_coach(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    for turn in range(TURNS):
        cleo, max_ = (Someone(app, f"{name}{turn}") for name in ("cleo", "max"))
        together(cleo, max_)
        client = let_in(cleo, couple, ana, ben)
        path = f"/api/coaching/clients/{client}"
        link = cleo.post(f"{path}/handover", {"to": max_.id}).get_json()["id"]
        for one in (ana, ben):
            one.post(f"/api/couple/coach/{link}/agree")
        others = [
            partial(cleo.delete, f"{path}/handover"),
            partial(max_.post, f"{PRACTICE}/leave"),
            partial(cleo.post, f"{path}/goals", {"text": "An evening"}),
            partial(ana.delete, f"/api/couple/coach/{client}"),
        ]
        answers = at_once(
            [partial(max_.post, f"/api/coaching/asked/{link}/accept"), *others[: turn + 1]]
        )
        assert all(one.status_code < 500 or one.status_code == 503 for one in answers)
        with app.app_context():
            states = dict(db.session.execute(db.select(CoachLink.id, CoachLink.state)).all())
            assert (states[client], states[link]) in {
                ("active", "ended"),
                ("ended", "active"),
                ("ended", "ended"),
            }
            kept = set(db.session.scalars(db.select(CoachGoal.link_id)))
            if states[link] == "active":
                assert client not in kept
        for ended in (client, link):
            ana.delete(f"/api/couple/coach/{ended}")
    assert is_sound(app)
