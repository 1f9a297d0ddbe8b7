"""A yes is given by what one does, holds for the words of then, and is taken back by oneself."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from tests.support.checkins import CURRENT, agree, body, heard, running, seal
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import CheckinAnswer, Consent
from tracker.services import consents, transaction
from tracker.services.consents import Standing, Subject

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = NOW.date()
WEEK = timedelta(days=7)
Clock = time_machine.TimeMachineFixture


@pytest.fixture(autouse=True)
def _evening(time_machine: Clock) -> None:
    time_machine.move_to(NOW, tick=False)


def standing(person: Someone) -> Sequence[Standing]:
    with person.app.app_context():
        return consents.standing(person.id)


def held(person: Someone) -> list[Subject]:
    return [said.subject for said in standing(person) if said.withdrawn_on is None]


def due(person: Someone) -> Sequence[Subject]:
    with person.app.app_context():
        return consents.due(person.id)


def rows(person: Someone) -> int:
    with person.app.app_context():
        return len(db.session.scalars(select(Consent.id).filter_by(person_id=person.id)).all())


def forget_all(app: Flask) -> None:
    """Make it as if all had been before Woven asked for a yes."""
    with app.app_context(), transaction.writing() as session:
        session.execute(delete(Consent))


def kept(person: Someone) -> list[tuple[date, int | None]]:
    """Return the rounds in which something of somebody's is kept, with one number of each."""
    with person.app.app_context():
        query = select(CheckinAnswer.round_start, CheckinAnswer.heard).filter_by(
            person_id=person.id
        )
        return [(row[0], row[1]) for row in db.session.execute(query.order_by("round_start"))]


def withdraw(person: Someone, query: str = "") -> None:
    assert person.delete(f"/api/me/consents/checkins{query}").status_code == 204


def test_inviting_and_accepting_are_a_yes_which_ends_with_leaving(
    ana: Someone, ben: Someone, max_: Someone, time_machine: Clock
) -> None:
    assert [held(one) for one in (ana, ben)] == [[], []]
    code = ana.post("/api/invites").get_json()["code"]
    ana.post("/api/invites")
    assert (held(ana), rows(ana), held(ben)) == (["notice"], 1, [])
    code = ana.post("/api/invites").get_json()["code"]
    ben.get(f"/api/invites/{code}")
    assert held(ben) == []  # looking is no yes
    assert ben.post(f"/api/invites/{code}/accept").status_code == 200
    assert standing(ben) == [
        Standing("notice", 1, is_current=True, given_on=TODAY, withdrawn_on=None)
    ]
    time_machine.shift(WEEK)
    assert ben.post("/api/couple/unlink").status_code == 204
    for one in (ana, ben):
        assert standing(one)[0].withdrawn_on == TODAY + WEEK
        assert due(one) == []
    assert standing(max_) == []


def test_an_invitation_that_is_taken_back_takes_its_yes_along(max_: Someone) -> None:
    code = max_.post("/api/invites").get_json()["code"]
    assert held(max_) == ["notice"]
    assert max_.delete(f"/api/invites/{code}").status_code == 204
    assert held(max_) == []


def test_those_linked_before_are_asked_once_and_only_for_what_they_do(
    app: Flask, ana: Someone, ben: Someone, couple: str, max_: Someone
) -> None:
    agree(ana, ben)
    ana.put(CURRENT, body(ana))
    forget_all(app)
    assert [due(one) for one in (ana, ben, max_)] == [["notice", "checkins"], ["notice"], []]
    with app.app_context():
        consents.renew(ana.id, "notice", NOW)
        consents.renew(ana.id, "notice", NOW)
        consents.renew(ben.id, "checkins", NOW)  # not asked of ben
    assert (due(ana), rows(ana), held(ben)) == (["checkins"], 1, [])
    seal(ben)
    seal(ana)
    forget_all(app)
    withdraw(ana)  # what is opened stays, and yet nobody asks again
    assert (due(ana), due(ben)) == (["notice"], ["notice", "checkins"])
    assert [(one.version, one.withdrawn_on) for one in standing(ana)] == [(0, TODAY)]


def test_other_words_ask_again_and_the_old_yes_stays_on_record(
    ana: Someone, ben: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(ana, ben)
    ana.put(CURRENT, body(ana))
    ben.put(CURRENT, body(ben))
    withdraw(ben)
    monkeypatch.setattr(consents, "CURRENT", {"notice": 2, "checkins": 2})
    assert [said.is_current for said in standing(ana)] == [False, False]
    assert (due(ana), due(ben)) == (["notice", "checkins"], ["notice"])
    seal(ana)  # under the new words
    with ana.app.app_context():
        consents.renew(ana.id, "notice", NOW)
    assert due(ana) == []
    assert [(said.version, said.withdrawn_on) for said in standing(ana)] == [(2, None), (2, None)]
    assert rows(ana) == 4


def test_taking_back_deletes_what_nobody_else_has_read_and_tells_nobody(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    agree(ana, ben)
    seal(ana, heard=1)
    seal(ben, heard=2)
    opened = date.fromisoformat(running(ana)["start"])
    time_machine.shift(WEEK)
    ana.put(CURRENT, body(ana, heard=3))  # put away by next week
    time_machine.shift(WEEK)
    seal(ana, heard=4)
    assert held(ana) == ["notice", "checkins"]
    partner = ben.stream()
    withdraw(ana)
    assert (held(ana), kept(ana), kept(ben)) == (["notice"], [(opened, 1)], [(opened, 2)])
    assert running(ana)["state"] == "open"
    assert heard(ana)[-1] == {"round": running(ana)["start"], "state": "open"}
    assert ben.stream() == partner
    seal(ben, heard=5)
    assert running(ben)["state"] == "sealed"  # what ana had sealed opens no more
    told = heard(ana)
    withdraw(ana)  # twice is once
    assert heard(ana) == told
    seal(ana)
    assert held(ana) == ["notice", "checkins"]
    assert running(ben)["state"] == "opened"


def test_on_wish_what_both_have_read_goes_from_both_views_and_the_others_stays(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    agree(dev, eva)
    seal(dev)
    agree(ana, ben)
    seal(ana, heard=1, heard_words="mine")
    seal(ben, heard=2)
    partner = ben.stream()
    withdraw(ana, "?opened=true")
    for person, mine, theirs in ((ana, None, 2), (ben, 2, None)):
        shown = running(person)
        assert shown["state"] == "opened"
        assert (shown["mine"]["heard"], shown["theirs"]["heard"]) == (mine, theirs)
        assert "mine" not in person.get("/api/check-ins").get_data(as_text=True).replace(
            '"mine"', ""
        )
    assert ben.stream() == partner
    # Nobody answers anew what they have read the other's of.
    assert ana.put(CURRENT, body(ana)).status_code == 409
    assert [number for _, number in kept(dev)] == [7]


def test_who_is_linked_no_more_takes_back_what_they_kept(
    ana: Someone, ben: Someone, couple: str, max_: Someone
) -> None:
    agree(ana, ben)
    seal(ana)
    ben.put(CURRENT, body(ben))
    assert ben.post("/api/couple/unlink").status_code == 204
    assert (held(ana), len(kept(ana))) == (["checkins"], 1)
    withdraw(ana, "?opened=true")
    assert (held(ana), kept(ana), len(kept(ben))) == ([], [], 1)
    withdraw(max_)
