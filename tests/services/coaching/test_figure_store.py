"""Figures of the day: whatever happens, they move once a day, after the couple's day."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.support.adherence import plainly
from tests.support.coached import let_in
from tests.support.jobs import run_round
from tests.support.lives import Life, couples
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.models import ClientFigures, Couple, Person
from tracker.services import seat, transaction
from tracker.services.coaching import clients, figure_store, figures
from tracker.store import StoreFull

EVENING = datetime(2026, 5, 20, 21, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VIEW = "/api/couple/coach/{}/view"
Move = Callable[[datetime], None]


@pytest.fixture
def move(time_machine: Any) -> Move:
    """Return a function that moves the clock."""

    def to(now: datetime) -> None:
        time_machine.move_to(now, tick=False)

    to(EVENING)
    return to


@pytest.fixture
def life(app: Flask, move: Move) -> Life:
    """Return a couple who have lived through twenty weeks, in Berlin and in New York."""
    (life,) = couples(app, 1, seed=7)
    with app.app_context(), transaction.writing() as session:
        for someone, zone in ((life.one, "Europe/Berlin"), (life.other, "America/New_York")):
            session.get_one(Person, someone.id).timezone = zone
        session.get_one(Couple, life.couple).backfill_days = 3
    life.begin(140)
    return life


@pytest.fixture
def link(life: Life, cleo: Someone) -> str:
    """Let cleo coach them."""
    return let_in(cleo, life.couple, life.one, life.other, titles_since=EVENING.date() - 300 * DAY)


def seen(cleo: Someone, life: Life, link: str) -> list[bytes]:
    """Return every byte that is said of them."""
    answers = [
        cleo.get("/api/coaching/clients"),
        cleo.get(f"/api/coaching/clients/{link}"),
        life.one.get(f"/api/couple/coach/{link}/view"),
        life.other.get(f"/api/couple/coach/{link}/view"),
        cleo.get(f"/api/coaching/clients/{link}/report?from=2026-02-01"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    return [answer.data for answer in answers]


def late(life: Life, now: datetime) -> None:
    """Let a phone come back that was offline for twenty days."""
    ops = [
        {
            "op": str(uuid4()),
            "type": "tick",
            "habit": habit,
            "date": str((now - 19 * DAY).date() + number * DAY),
            "done": done,
            "at": (now - 18 * DAY + number * DAY).isoformat(),
        }
        for habit in life.habits
        for number, done in enumerate((True, False, True, True, False))
    ]
    envelope = {
        "couple": life.couple,
        "device": str(uuid4()),
        "sent_at": now.isoformat(),
        "after": 0,
        "ops": ops,
    }
    assert life.one.post("/api/sync", envelope).status_code == 200


def test_they_move_once_the_couples_day_is_over_and_at_nothing_else(
    cleo: Someone, life: Life, link: str, move: Move
) -> None:
    before = seen(cleo, life, link)
    for habit in life.habits:
        for day in range(4):
            path = f"/api/habits/{habit}/ticks/{EVENING.date() - day * DAY}"
            life.one.put(path)
            life.other.delete(path)
    late(life, EVENING)
    assert seen(cleo, life, link) == before
    for person in (life.one, life.other):
        person.get("/api/progress")
    # In Berlin it is the day after, and after this in New York too.
    for hours in (1, 6, 6.4):
        move(EVENING + hours * HOUR)
        assert seen(cleo, life, link) == before
    move(EVENING + 6.6 * HOUR)
    after = seen(cleo, life, link)
    assert all(one != other for one, other in zip(before, after, strict=True))
    with life.one.app.app_context():
        plain = plainly(db.session(), life.seat(db.session()), clock.now())
        (row,) = cleo.get("/api/coaching/clients").get_json()["items"]
        assert row["weeks"] == plain.figures()["weeks"]


def test_where_nothing_can_be_kept_those_of_the_day_before_stand(
    cleo: Someone, life: Life, link: str, move: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [cleo.get("/api/coaching/clients").data, life.one.get(VIEW.format(link)).data]

    def full(*_arguments: object) -> None:
        raise StoreFull

    monkeypatch.setattr(figure_store, "_renew", full)
    move(EVENING + 30 * HOUR)
    life.one.get("/api/progress")
    assert cleo.get("/api/coaching/clients").data == before[0]
    shown = life.one.get(VIEW.format(link)).get_json()
    assert shown["weeks"] == json.loads(before[1])["weeks"]
    with life.one.app.app_context(), transaction.writing() as session:
        session.execute(db.delete(ClientFigures))
    assert life.one.get(VIEW.format(link)).status_code == 503


def test_a_clock_set_back_moves_nothing(cleo: Someone, life: Life, link: str, move: Move) -> None:
    move(EVENING + 7 * HOUR)  # the 21st for both
    before = seen(cleo, life, link)[0]
    assert life.other.patch("/api/me", {"timezone": "Pacific/Pago_Pago"}).status_code == 200
    late(life, EVENING + 7 * HOUR)
    assert cleo.get("/api/coaching/clients").data == before
    # What a server's wrong clock made of days to come gives way.
    move(EVENING + 40 * DAY)
    wrong = cleo.get("/api/coaching/clients").get_json()["items"][0]
    move(EVENING + 8 * HOUR)
    right = cleo.get("/api/coaching/clients").get_json()["items"][0]
    assert right["as_of"] < wrong["as_of"]


def test_a_packet_of_days_that_were_settled_since_is_as_it_was_that_day(
    app: Flask, cleo: Someone, life: Life, link: str, move: Move
) -> None:
    path = f"/api/coaching/clients/{link}/report?from=2026-01-05"
    before = cleo.get(path).data
    late(life, EVENING)
    with app.app_context():
        client = clients.of_link(db.session(), link)
        through = EVENING.date() - 4 * DAY
        kept = figures.over(db.session(), client.seat, through - 90 * DAY, through, EVENING)
        with transaction.writing() as session:
            session.execute(db.delete(ClientFigures))
        anew = figures.over(db.session(), client.seat, through - 90 * DAY, through, EVENING)
    assert kept.total != anew.total  # or this would show nothing
    assert cleo.get(path).data != before


@pytest.mark.parametrize("detail", ["{}", "", '{"habits":[]}'])
def test_what_another_version_wrote_is_worked_out_anew(
    app: Flask, cleo: Someone, life: Life, link: str, detail: str
) -> None:
    before = seen(cleo, life, link)
    with app.app_context(), transaction.writing() as session:
        session.execute(db.update(ClientFigures).values(summary=detail, detail=detail))
    assert seen(cleo, life, link) == before


def test_a_couple_that_ended_in_between_is_left_out(
    app: Flask, cleo: Someone, life: Life, link: str
) -> None:
    with app.app_context():
        those = clients.of_coach(db.session(), cleo.id, EVENING)
        db.session.rollback()
    assert life.one.post("/api/couple/unlink").status_code == 204
    with app.app_context():
        assert figure_store.fresh(db.session(), those, EVENING) == {}
        assert db.session.query(ClientFigures).count() == 0
    assert cleo.get("/api/coaching/clients").get_json() == {"items": [], "next": None}


def test_two_who_look_at_once_see_the_same(
    app: Flask, cleo: Someone, life: Life, link: str
) -> None:
    found: list[str] = []

    def look() -> None:
        with app.app_context():
            those = clients.of_coach(db.session(), cleo.id, EVENING)
            for one in figure_store.fresh(db.session(), those, EVENING).values():
                found.append(one.text)
            db.session.remove()

    several = [Thread(target=look) for _ in range(4)]
    for each in several:
        each.start()
    for each in several:
        each.join()
    assert (len(found), len(set(found))) == (4, 1)


def worked_out(app: Flask) -> Sequence[Any]:
    with app.app_context():
        return db.session.scalars(db.select(ClientFigures.as_of)).all()


def test_a_round_works_them_out_ahead_of_the_coach(
    app: Flask, cleo: Someone, life: Life, link: str, move: Move
) -> None:
    run_round(app, "rosters")
    today = EVENING.date()
    assert worked_out(app) == [today]
    with app.app_context():
        assert figure_store.waiting(EVENING, None, 10) == ([], None)
    move(EVENING + 7 * HOUR)
    run_round(app, "rosters")
    assert worked_out(app) == [today + DAY]
    assert cleo.delete(f"/api/coaching/clients/{link}").status_code == 204
    run_round(app, "rosters")
    assert worked_out(app) == []  # nobody looks at them any more


def test_nothing_but_a_couples_own_is_in_them(app: Flask, life: Life, link: str) -> None:
    with app.app_context():
        place = seat.take(db.session(), life.one.id)
        other = figures.of(db.session(), seat.take(db.session(), life.other.id), EVENING)
        assert figures.of(db.session(), place, EVENING) == other
