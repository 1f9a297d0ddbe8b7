"""Thirty days after leaving what the two shared is gone, and each keeps their own ticks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support import coaching_rows, together
from tests.support.agreeing import agree, ask
from tests.support.people import PASSWORD, Someone, link, problem
from tracker.extensions import db
from tracker.models import Couple, KeptTick, StreamHead
from tracker.services import left_couples, transaction

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
DAY = timedelta(days=1)
LEFT_ROWS = {"couples", "memberships", "persons", "clocks", "credentials", "stream_heads"}
HER_OWN = {"coaches", "practices", "coach_codes", "coach_notes", "second_factors", "recovery_codes"}
Clock = time_machine.TimeMachineFixture


def live(ana: Someone, ben: Someone, time_machine: Clock, days: int = 5) -> dict[str, Any]:
    """Let the two do something, agree, plan and pause; return a habit of theirs."""
    time_machine.move_to(START, tick=False)
    habit = agree(ana, ben, title="Walk", why="ANAWROTE why")
    agree(ben, ana, title="Never done")
    ask(ana, title="ANAWROTE asked")
    today = START.date()
    for number in range(days):
        time_machine.move_to(START + number * DAY, tick=False)
        today = (START + number * DAY).date()
        for person, words in ((ana, "ANAWROTE"), (ben, "BENWROTE")):
            path = f"/api/habits/{habit['id']}/ticks/{today}"
            assert person.put(path, {"note": f"{words} {number}"}).status_code == 200
    ben.delete(f"/api/habits/{habit['id']}/ticks/{today}")
    ana.put(f"/api/habits/{habit['id']}/occasions/{today}", {"day": str(today), "words": "Mum"})
    ana.post("/api/pauses", {"habit": None, "first": str(today + DAY), "last": None})
    ana.patch("/api/couple", {"title": "ANAWROTE ours"})
    ana.get("/api/progress")
    couple, now = ana.get("/api/me").get_json()["couple"], datetime.now(UTC)
    together.fill(ana.app, ana, ben, couple, habit["id"], now)
    cleo = Someone(ana.app, "cleo")
    coaching_rows.fill(ana.app, ana, ben, cleo, couple, habit["id"], now)
    return habit


def leave(person: Someone, time_machine: Clock, days: float = 30) -> None:
    """Let one leave, and so many days go by."""
    assert person.post("/api/couple/unlink").status_code == 204
    time_machine.shift(timedelta(days=days))


def purge(app: Flask, most: int = 100) -> int:
    """Do all steps there are; return how many."""
    with app.app_context():
        for number in range(most):
            if not left_couples.purge(datetime.now(UTC)):
                return number
    return most


def stored(app: Flask) -> dict[str, list[Any]]:
    with app.app_context():
        tables = db.metadata.sorted_tables
        found = {table.name: list(db.session.execute(table.select())) for table in tables}
        del found["undone"]  # ids of what is no more: see test_undone.py
        return {name: rows for name, rows in found.items() if rows}


def export(person: Someone) -> dict[str, Any]:
    response = person.post("/api/me/export", {"password": PASSWORD})
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def test_after_thirty_days_and_not_before(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    leave(ana, time_machine, days=29.99)
    before = stored(app)
    assert purge(app) == 0
    assert stored(app) == before
    time_machine.shift(timedelta(minutes=30))
    assert purge(app) > 0
    assert purge(app) == 0  # once is enough


def test_nothing_is_left_but_ones_own_ticks_and_that_they_were_linked(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habit = live(ana, ben, time_machine)
    leave(ben, time_machine)
    purge(app)
    rows = stored(app)
    own = {"kept_ticks", "checkin_answers", "card_wishes", "recaps_seen", "consents", "passkeys"}
    own |= {"passkey_challenges", "passkey_news"}
    own |= HER_OWN
    assert set(rows) == LEFT_ROWS | own | {"changes"}
    assert {row.kind for row in rows["changes"]} == {"unlinked"}
    text = str({name: rows[name] for name in rows if name not in own})
    assert "WROTE" not in text
    for person, mine, count in ((ana, "ANAWROTE", 5), (ben, "BENWROTE", 4)):
        document = export(person)
        assert document["couples"][0]["habits"] == document["couples"][0]["pauses"] == []
        assert document["kept_ticks"] == [
            {
                "habit": habit["id"],
                "title": "Walk",
                "date": str(date(2026, 1, 5) + number * DAY),
                "slot": 0,
                "note": f"{mine} {number}",
            }
            for number in range(count)
        ]
        # Two answers of check-ins are theirs as well, and ana's own coaching.
        document.pop("coaching")
        assert str(document).count("WROTE") == str(document).count(mine) == count + 2


def test_an_old_phone_still_hears_that_it_is_over(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    leave(ana, time_machine)
    purge(app)
    body = {
        "couple": couple,
        "device": "00000000-0000-4000-8000-000000000002",
        "sent_at": "2026-02-10T18:00:00Z",
        "ops": [],
    }
    for person in (ana, ben):
        problem(person.post("/api/sync", body), 410, "unlinked")
        page = person.get("/api/changes?after=1").get_json()
        assert page["reset"]
        (last,) = person.get(f"/api/changes?after={page['cursor'] - 1}").get_json()["items"]
        assert (last["kind"], last["data"]) == ("unlinked", {"couple": couple})
        assert person.get("/api/changes").get_json()["reset"]
    problem(dev.post("/api/sync", body), 404, "not_found")


def test_who_is_linked_anew_loses_nothing_of_it(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
    time_machine: Clock,
) -> None:
    live(ana, ben, time_machine)
    theirs = agree(dev, eva, title="theirs")
    leave(ana, time_machine, days=0)
    again = link(ana, ben)
    habit = agree(ana, ben, title="Read")
    time_machine.shift(timedelta(days=31))
    path = f"/api/habits/{habit['id']}/ticks/{datetime.now(UTC).date()}"
    assert ana.put(path, {"note": "new"}).status_code == 200
    cursor = ana.get("/api/couple").get_json()["cursor"]
    purge(app)
    assert ana.get("/api/couple").get_json()["id"] == again
    assert ana.get("/api/couple").get_json()["cursor"] == cursor
    kinds = [
        item["kind"] for item in ana.get(f"/api/changes?after={cursor - 3}").get_json()["items"]
    ]
    assert kinds[-1] == "tick"
    (one,) = ben.get(f"{path.rpartition('/')[0]}").get_json()["items"]
    assert one["note"] == "new"
    assert eva.get(f"/api/habits/{theirs['id']}").status_code == 200
    assert dev.stream()[0]["seq"] == 1


def test_broken_off_at_any_step_it_goes_on_and_nothing_is_doubled_or_lost(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    time_machine: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live(ana, ben, time_machine, days=9)
    leave(ana, time_machine)
    monkeypatch.setattr(left_couples, "TICKS", 4)
    real, rounds = transaction.changes.flush, 0
    while True:
        rounds += 1

        def broken(session: Any) -> Any:
            real(session)
            raise RuntimeError("pulled the plug")

        monkeypatch.setattr(transaction.changes, "flush", broken)
        before = stored(app)
        with app.app_context(), pytest.raises(RuntimeError):
            left_couples.purge(datetime.now(UTC))
        assert stored(app) == before
        both = export(ana)
        own = [tick for one in both["couples"][0]["habits"] for tick in one["ticks"]]
        dates = sorted(tick["date"] for tick in [*own, *both["kept_ticks"]])
        assert dates == [str(date(2026, 1, 5) + number * DAY) for number in range(9)]
        monkeypatch.setattr(transaction.changes, "flush", real)
        if not purge(app, 1):
            break
        if rounds > 50:
            pytest.fail("it never ends")
        with app.app_context():
            if db.session.scalar(db.select(Couple.purged_at)) is not None:
                break
    assert rounds > 4
    assert [len(export(one)["kept_ticks"]) for one in (ana, ben)] == [9, 8]


def test_many_ticks_of_one_date_do_not_stop_it(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    time_machine: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    time_machine.move_to(START, tick=False)
    habit = agree(ana, ben, title="Water", cadence={"unit": "day", "times": 8})
    for slot in range(8):
        path = f"/api/habits/{habit['id']}/ticks/2026-01-05"
        assert ana.put(path, {"slot": slot}).status_code == 200
    leave(ana, time_machine)
    monkeypatch.setattr(left_couples, "TICKS", 3)
    purge(app)
    assert [one["slot"] for one in export(ana)["kept_ticks"]] == list(range(8))


def test_one_erased_before_it_takes_nothing_from_the_other(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    leave(ana, time_machine)
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    purge(app)
    assert [one["note"] for one in export(ben)["kept_ticks"]] == [
        f"BENWROTE {number}" for number in range(4)
    ]
    assert ben.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    rows = stored(app)
    assert len(rows.pop("persons")) == 1  # their coach
    assert set(rows) == {"clocks", "credentials", "stream_heads", "changes"}


def test_erased_after_it_ones_kept_ticks_are_gone_and_the_others_stay(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    leave(ana, time_machine)
    purge(app)
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    with app.app_context():
        assert set(db.session.scalars(db.select(KeptTick.person_id))) == {ben.id}
        assert db.session.get(StreamHead, ana.id) is None
    assert ana.id not in str(stored(app))


def test_neither_finds_anything_of_the_others(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
    time_machine: Clock,
) -> None:
    habit = live(ana, ben, time_machine)
    leave(ana, time_machine)
    purge(app)
    for person in (ana, ben, dev):
        problem(person.get(f"/api/habits/{habit['id']}"), 404, "not_found")
        problem(person.get(f"/api/habits/{habit['id']}/ticks"), 404, "not_found")
    assert "BENWROTE" not in str(export(ana))
    assert "ANAWROTE" not in str(export(ben))
    assert "WROTE" not in str(export(dev))
    assert dev.stream() == eva.stream() == []
