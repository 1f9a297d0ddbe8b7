"""Who was erased, who has left and which coach was shown out stays so when a backup is put back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from tests.security.stored import Stored, stored_by
from tests.support import jobs
from tests.support.agreeing import agree
from tests.support.coached import let_in
from tests.support.people import PASSWORD, Someone, link
from tracker.extensions import db
from tracker.models import CoachLink, Couple, Membership, Person, Undone
from tracker.services import couples, transaction, undone, undone_again, undone_list
from tracker.services.undone_again import Figures

THEN = datetime(2026, 3, 1, 18, tzinfo=UTC)
DAY = timedelta(days=1)
Clock = time_machine.TimeMachineFixture


def where(app: Flask) -> Path:
    path: Path = app.config["WOVEN"].undone_list
    return path


def again(app: Flask) -> Figures:
    with app.app_context():
        return undone_again.again(where(app), datetime.now(UTC))


def listed(app: Flask) -> list[tuple[str, str]]:
    return [entry.what for entry in undone_list.read(where(app))]


@pytest.fixture
def stored(app: Flask) -> Iterator[Stored]:
    """What is stored, to be kept as a backup would keep it and put back later."""
    stored = stored_by(app)
    yield stored
    stored.close()


def test_nothing_that_was_undone_comes_back_with_a_backup(
    app: Flask,
    stored: Stored,
    ana: Someone,
    ben: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
    cleo: Someone,
    time_machine: Clock,
) -> None:
    time_machine.move_to(THEN, tick=False)
    theirs = dev.get("/api/me").get_json()["couple"]
    client = let_in(cleo, theirs, dev, eva)
    fay, gus = Someone(app, "fay"), Someone(app, "gus")
    kept = link(fay, gus)
    agree(ana, ben, title="Walk")
    backup = stored.rows()

    time_machine.shift(DAY)
    assert eva.delete(f"/api/couple/coach/{client}").status_code == 204
    assert ana.post("/api/couple/unlink").status_code == 204
    assert ben.call("DELETE", "/api/me", json={"password": PASSWORD}).status_code == 204
    assert jobs.run_errands(app) >= 1
    expected = [("coach", client), ("couple", couple), ("person", ben.id)]
    assert sorted(listed(app)) == sorted(expected)
    assert again(app) == Figures(3, 0, 0, 0, 0)

    time_machine.shift(DAY)
    stored.put_back(backup)
    assert ben.get("/api/couple").status_code == 200  # as it would be, without the list
    strangers = [len(one.stream()) for one in (fay, gus)]
    assert again(app) == Figures(3, couples=1, coachings=1, people=1, left=0)
    assert (ben.get("/api/me").status_code, ana.get("/api/couple").status_code) == (401, 404)
    head = ana.get("/api/changes").get_json()["cursor"]
    (last,) = ana.get(f"/api/changes?after={head - 1}").get_json()["items"]
    assert (last["kind"], last["by"], last["data"]) == ("unlinked", None, {"couple": couple})
    assert cleo.get(f"/api/coaching/clients/{client}").status_code == 404
    assert cleo.stream()[-1]["data"] == {"client": client, "what": "ended"}
    assert dev.get("/api/couple/coach").status_code == 404
    assert dev.get("/api/couple").get_json()["id"] == theirs
    assert fay.get("/api/couple").get_json()["id"] == kept
    assert [len(one.stream()) for one in (fay, gus)] == strangers
    with app.app_context():
        assert db.session.get(Person, ben.id) is None
        # As of then: what is deleted 30 days after leaving goes on that day.
        assert db.session.get_one(Couple, couple).ended_at == THEN + DAY
        rows = db.session.execute(select(Undone.kind, Undone.id, Undone.at)).all()
    assert sorted(row[:2] for row in rows) == sorted(expected)
    assert {row.at for row in rows} == {THEN + DAY}
    assert again(app) == Figures(3, 0, 0, 0, 0)


def test_whoever_coaches_and_was_erased_takes_their_coaching_along(
    app: Flask, stored: Stored, ana: Someone, cleo: Someone, client: str
) -> None:
    backup = stored.rows()
    assert cleo.call("DELETE", "/api/me", json={"password": PASSWORD}).status_code == 204
    jobs.run_round(app, "undone")
    stored.put_back(backup)
    jobs.run_round(app, "undone")
    assert cleo.get("/api/me").status_code == 401
    assert ana.get("/api/couple/coach").status_code == 404
    assert ana.get("/api/couple").status_code == 200


def test_what_a_crash_kept_from_the_list_is_in_it_with_the_next_round(
    app: Flask, ana: Someone, couple: str
) -> None:
    assert ana.post("/api/couple/unlink").status_code == 204
    assert listed(app) == []  # the errand has not run
    jobs.run_round(app, "undone")
    jobs.run_round(app, "undone")
    assert listed(app) == [("couple", couple)]


def test_after_ninety_days_it_is_forgotten_on_both_sides(
    app: Flask, ana: Someone, couple: str, time_machine: Clock
) -> None:
    time_machine.move_to(THEN, tick=False)
    assert ana.post("/api/couple/unlink").status_code == 204
    jobs.run_round(app, "undone")
    time_machine.shift(undone.KEPT - timedelta(seconds=1))
    jobs.run_round(app, "undone")
    assert listed(app) == [("couple", couple)]
    time_machine.shift(timedelta(seconds=1))
    assert again(app).listed == 0  # also where no round has come by yet
    jobs.run_round(app, "undone")
    assert listed(app) == []
    with app.app_context():
        assert db.session.scalars(select(Undone.id)).all() == []


def test_one_that_cannot_be_undone_again_holds_up_no_other(
    app: Flask,
    ana: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = eva.get("/api/me").get_json()["couple"]
    for one in (ana, dev):
        assert one.post("/api/couple/unlink").status_code == 204
    jobs.run_round(app, "undone")
    with app.app_context(), transaction.writing() as session:
        for table in (Couple, Membership):
            session.execute(update(table).values(ended_at=None))
    undo = couples.end

    def end(session: Any, seat: Any, by: Any, now: datetime) -> None:
        if seat.couple_id == couple:
            raise RuntimeError("as if it were broken")
        undo(session, seat, by, now)

    monkeypatch.setattr(couples, "end", end)
    assert again(app) == Figures(2, couples=1, coachings=0, people=0, left=1)
    monkeypatch.undo()
    assert dev.get("/api/couple").status_code == 404
    assert ana.get("/api/couple").get_json()["id"] == couple
    assert again(app) == Figures(2, couples=1, coachings=0, people=0, left=0)
    assert other != couple


def test_a_link_that_was_only_asked_for_does_not_come_back_either(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    asked = ana.post("/api/couple/coach", {"scopes": []}).get_json()["id"]
    assert ana.delete(f"/api/couple/coach/{asked}").status_code == 204
    jobs.run_round(app, "undone")
    with app.app_context(), transaction.writing() as session:
        session.execute(update(CoachLink).values(state="asked", ended_on=None))
    assert again(app).coachings == 1
    assert ben.get("/api/couple/coach").status_code == 404
