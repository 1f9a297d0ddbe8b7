from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from tests.support.people import Someone, link, problem
from tests.support.waiting import TERMS, propose
from tracker.extensions import db
from tracker.models import (
    Couple,
    CoupleCheckpoint,
    Habit,
    Invite,
    Membership,
    Proposal,
    SettledWeek,
)
from tracker.services import transaction


def test_a_couple_shows_both_but_only_ones_own_zone(app: Flask, dev: Someone, eva: Someone) -> None:
    ana, ben = Someone(app, "ana", "Asia/Tokyo"), Someone(app, "ben", "Europe/Berlin")
    couple_id = link(ana, ben, week_start=7)
    with time_machine.travel(datetime(2026, 5, 6, 18, tzinfo=UTC), tick=False):
        couple = ana.get("/api/couple").get_json()
        his = ben.get("/api/couple").get_json()
    assert couple == {
        "id": couple_id,
        "partners": [
            {"id": ana.id, "name": "Ana", "timezone": "Asia/Tokyo", "local_date": "2026-05-07"},
            {"id": ben.id, "name": "Ben", "timezone": None, "local_date": "2026-05-06"},
        ],
        "title": None,
        "week_start": 7,
        "backfill_days": 3,
        "today": "2026-05-06",
        "latest": "2026-05-07",
        "linked_on": couple["linked_on"],
        "cursor": 0,
    }
    assert [partner["timezone"] for partner in his["partners"]] == [None, "Europe/Berlin"]
    assert "Asia/Tokyo" not in str(his)
    assert dev.get("/api/couple").get_json()["id"] != couple_id


def test_the_cursor_is_the_head_of_ones_own_stream(couple: str, ana: Someone, ben: Someone) -> None:
    ana.patch("/api/couple", {"backfill_days": 5})
    for person in (ana, ben):
        assert person.get("/api/couple").get_json()["cursor"] == 1 == person.stream()[-1]["seq"]


@pytest.mark.parametrize("body", [{}, {"backfill_days": 0}, {"x": 1}])
def test_who_is_not_linked_has_no_couple_whatever_they_send(max_: Someone, body: dict) -> None:
    problem(max_.get("/api/couple"), 404, "not_found")
    problem(max_.patch("/api/couple", body), 404, "not_found")
    problem(max_.post("/api/couple/unlink", json=body), 404, "not_found")


def test_without_signing_in_there_is_nothing(app: Flask) -> None:
    client = app.test_client()
    problem(client.get("/api/couple"), 401, "not_signed_in")
    problem(client.patch("/api/couple", json={}), 401, "not_signed_in")
    problem(client.post("/api/couple/unlink"), 401, "not_signed_in")


def test_either_sets_what_the_two_set_together(
    couple: str, ana: Someone, ben: Someone, dev: Someone, eva: Someone
) -> None:
    assert ana.patch("/api/couple", {"backfill_days": 30}).get_json()["backfill_days"] == 30
    assert ben.patch("/api/couple", {"week_start": 7}).get_json()["week_start"] == 7
    changed = ana.get("/api/couple").get_json()
    assert (changed["backfill_days"], changed["week_start"]) == (30, 7)
    for person in (ana, ben):
        assert [(item["kind"], item["by"], item["data"]) for item in person.stream()] == [
            ("couple", ana.id, {"id": couple}),
            ("couple", ben.id, {"id": couple}),
        ]
    assert dev.stream() == eva.stream() == []
    assert dev.get("/api/couple").get_json()["backfill_days"] == 3


def test_either_gives_the_two_a_name_or_takes_it_away(
    couple: str, ana: Someone, ben: Someone, dev: Someone, eva: Someone
) -> None:
    assert ana.patch("/api/couple", {"title": " The Nest "}).get_json()["title"] == "The Nest"
    assert ana.patch("/api/couple", {"backfill_days": 5}).get_json()["title"] == "The Nest"
    assert ben.patch("/api/couple", {"title": "Nest"}).get_json()["title"] == "Nest"
    assert ben.patch("/api/couple", {"title": None}).get_json()["title"] is None
    noted = ana.get("/api/couple/history").get_json()["items"]
    assert [(one["by"], one["data"]) for one in reversed(noted) if one["what"] == "title"] == [
        (ana.id, {"was": False, "value": True}),
        (ben.id, {"was": True, "value": True}),
        (ben.id, {"was": True, "value": False}),
    ]
    assert [item["data"] for item in ben.stream()] == [{"id": couple}] * 4
    assert dev.stream() == eva.stream() == []
    document = problem(ana.patch("/api/couple", {"title": "x" * 81}), 422, "invalid")
    assert list(document["errors"]) == ["title"]


@pytest.mark.parametrize("body", [{}, {"backfill_days": 3}, {"week_start": 1, "backfill_days": 3}])
def test_what_is_so_already_is_no_change(couple: str, ana: Someone, body: dict) -> None:
    assert ana.patch("/api/couple", body).status_code == 200
    assert ana.stream() == []


@pytest.mark.parametrize("field", ["backfill_days", "week_start"])
@pytest.mark.parametrize("value", [0, 31, -1, 2**70, 3.0, "3", True, None, [], {}])
def test_a_bad_value_is_named(couple: str, ana: Someone, field: str, value: object) -> None:
    document = problem(ana.patch("/api/couple", {field: value}), 422, "invalid")
    assert list(document["errors"]) == [field]


@pytest.mark.parametrize(
    "body", ['{"id": "x"}', '{"linked_on": "2026-01-01"}', "[]", '"x"', "null"]
)
def test_nothing_else_can_be_set(couple: str, ana: Someone, body: str) -> None:
    response = ana.call("PATCH", "/api/couple", data=body, content_type="application/json")
    problem(response, 422, "invalid")


@pytest.mark.parametrize("state", ["active", "retired"])
def test_the_week_is_fixed_once_a_habit_was_active(
    app: Flask, couple: str, ana: Someone, ben: Someone, state: str
) -> None:
    propose(app, ana.id, couple_id=couple, state=state)
    body = {"week_start": 7, "backfill_days": 9}
    problem(ben.patch("/api/couple", body), 409, "week_is_fixed")
    assert ben.get("/api/couple").get_json()["backfill_days"] == 3
    assert ben.patch("/api/couple", {"week_start": 1}).status_code == 200
    assert ana.stream() == []
    problem(ben.patch("/api/couple", {"week_start": 8}), 422, "invalid")


def test_a_proposal_fixes_no_week_nor_does_another_couples_habit(
    app: Flask, couple: str, ana: Someone, dev: Someone, eva: Someone
) -> None:
    propose(app, ana.id, couple_id=couple)
    propose(app, ana.id, couple_id=couple, state="declined")
    propose(app, dev.id, couple_id=dev.get("/api/couple").get_json()["id"], state="active")
    assert ana.patch("/api/couple", {"week_start": 7}).get_json()["week_start"] == 7


def test_another_first_weekday_drops_what_was_settled_under_the_old_one(
    app: Flask, couple: str, ana: Someone, dev: Someone, eva: Someone
) -> None:
    theirs = dev.get("/api/couple").get_json()["id"]
    monday = date(2026, 1, 5)
    with app.app_context(), transaction.writing() as session:
        for couple_id in (couple, theirs):
            session.add(CoupleCheckpoint(couple_id=couple_id, before=monday, streak=0))
            session.add(SettledWeek(couple_id=couple_id, start=monday, state="quiet"))
    ana.patch("/api/couple", {"week_start": 7})
    with app.app_context():
        for table in (CoupleCheckpoint, SettledWeek):
            assert db.session.scalars(db.select(table.couple_id)).all() == [theirs]


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_leaves_at_once_and_both_hear_it_last(
    app: Flask, couple: str, ana: Someone, ben: Someone, dev: Someone, eva: Someone, who: str
) -> None:
    proposed = propose(app, ana.id, couple_id=couple)
    active = propose(app, ana.id, couple_id=couple, state="active")
    theirs = propose(app, dev.id, couple_id=dev.get("/api/couple").get_json()["id"])
    with app.app_context(), transaction.writing() as session:
        amendment = {**TERMS, "title": "A walk"}
        session.add(
            Proposal(
                habit_id=active, version=2, status="open", made_on=date(2026, 5, 1), **amendment
            )
        )
    leaver = {"ana": ana, "ben": ben}[who]
    response = leaver.post("/api/couple/unlink")
    assert (response.status_code, response.data) == (204, b"")
    for person in (ana, ben):
        problem(person.get("/api/couple"), 404, "not_found")
        problem(person.post("/api/couple/unlink"), 404, "not_found")
        problem(person.patch("/api/couple", {"backfill_days": 4}), 404, "not_found")
        last = person.stream()[-1]
        assert (last["kind"], last["data"]) == ("unlinked", {"couple": couple})
        # To the day for the one who was left, to the instant for the one who left.
        assert ("T" in last["at"]) == (person is leaver)
    with app.app_context():
        assert db.session.get_one(Habit, proposed).state == "withdrawn"
        assert db.session.get_one(Habit, active).state == "active"
        assert db.session.get_one(Proposal, (proposed, 1)).status == "withdrawn"
        assert db.session.get_one(Proposal, (active, 1)).status == "accepted"
        assert db.session.get_one(Proposal, (active, 2)).status == "withdrawn"
        ended = db.session.get_one(Couple, couple).ended_at
        assert ended is not None
        memberships = db.session.scalars(db.select(Membership).filter_by(couple_id=couple)).all()
        assert [row.ended_at for row in memberships] == [ended, ended]
        assert db.session.get_one(Habit, theirs).state == "proposed"
        assert db.session.get_one(Proposal, (theirs, 1)).status == "open"
    assert dev.stream() == eva.stream() == []
    assert dev.get("/api/couple").status_code == 200


def test_leaving_voids_open_invitations_of_both(
    app: Flask, ana: Someone, ben: Someone, max_: Someone
) -> None:
    url = ana.post("/api/invites").get_json()["url"]
    max_.post("/api/invites")
    link(ana, ben)  # past the invitation, which stays open
    ben.post("/api/couple/unlink")
    problem(max_.post(f"/api/invites/{url.partition('#')[2]}/accept"), 404, "not_found")
    with app.app_context():
        assert db.session.scalars(db.select(Invite.person_id)).all() == [max_.id]


def test_unlinking_takes_no_fields(couple: str, ana: Someone) -> None:
    problem(ana.post("/api/couple/unlink", json={"reason": "x"}), 422, "invalid")
    assert ana.get("/api/couple").status_code == 200
