"""Ticks of one moment share one commit, and nothing else: kept, refused and answered one by one."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import gevent
import pytest
from flask import Flask
from gevent.lock import BoundedSemaphore
from sqlalchemy import event

from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker import clock, joint, store
from tracker.extensions import db
from tracker.models import Tick
from tracker.services import errors, ticks, transaction
from tracker.services.transaction import Committed
from tracker.store import StoreBusy

pytestmark = pytest.mark.store("sqlite")

Ending = str | type[BaseException]


@pytest.fixture(autouse=True)
def in_greenlets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint.monkey, "is_module_patched", lambda _name: True)
    monkeypatch.setattr(store, "sqlite_writer", BoundedSemaphore())


@pytest.fixture
def today() -> date:
    return clock.now().date()


@pytest.fixture
def commits(app: Flask) -> Iterator[list[int]]:
    """Count the commits, and with each the ticks that others can see just before it."""
    seen: list[int] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object) -> None:
        with engine.connect() as other:
            seen.append(other.scalar(db.select(db.func.count()).select_from(Tick)) or 0)

    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Note who hears of what is committed, and how many ticks can be seen by then."""
    told: list[tuple[str, int]] = []

    def hear(done: Committed) -> None:
        with db.engine.connect() as other:
            count = other.scalar(db.select(db.func.count()).select_from(Tick)) or 0
        told.extend((item.person_id, count) for item in done.items)

    monkeypatch.setattr(transaction, "listeners", [hear])
    return told


def at_once(app: Flask, *acts: Callable[[], object]) -> list[Ending]:
    """Do things in greenlets of one moment; return how each ended."""

    def end_of(act: Callable[[], object]) -> Ending:
        try:
            with app.app_context():
                act()
        except BaseException as error:
            return type(error)
        return "kept"

    greenlets = [gevent.spawn(end_of, act) for act in acts]
    return [greenlet.get(timeout=10) for greenlet in greenlets]


def ticking(person: Someone, habit: str, day: date) -> Callable[[], object]:
    return lambda: ticks.tick(person.id, habit, day, clock.now())


def stored(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Tick)) or 0


@pytest.fixture
def habits(ana: Someone, couple: str, app: Flask, dev: Someone, today: date) -> tuple[str, str]:
    theirs = link(dev, Someone(app, "eva"))
    return agreed(ana, couple, today), agreed(dev, theirs, today)


def test_ticks_of_one_moment_share_one_commit_and_are_handed_on_after_it(
    app: Flask,
    ana: Someone,
    ben: Someone,
    dev: Someone,
    habits: tuple[str, str],
    today: date,
    commits: list[int],
    heard: list[tuple[str, int]],
) -> None:
    ours, theirs = habits
    acts = [ticking(ana, ours, today), ticking(dev, theirs, today), ticking(ben, ours, today)]
    assert at_once(app, *acts) == ["kept"] * 3
    assert commits == [0]  # until then nobody else saw any of it
    assert [count for _, count in heard] == [3] * 6
    assert sorted(who for who, _ in heard).count(ana.id) == 2


def test_what_is_refused_is_taken_back_alone(
    app: Flask,
    ana: Someone,
    ben: Someone,
    dev: Someone,
    habits: tuple[str, str],
    today: date,
    commits: list[int],
) -> None:
    ours, theirs = habits

    def torn() -> None:
        with transaction.writing_core() as session:
            session.execute(db.delete(Tick))
            raise errors.Conflict("torn", "After it wrote something.")

    acts = [
        ticking(ana, ours, today),
        ticking(dev, theirs, today + timedelta(days=3)),
        torn,
        ticking(ben, ours, today),
    ]
    assert at_once(app, *acts) == ["kept", errors.Invalid, errors.Conflict, "kept"]
    assert len(commits) == 1
    assert stored(app) == 2


def test_who_comes_while_a_part_lets_others_run_is_not_taken_back_with_it(
    app: Flask,
    ana: Someone,
    ben: Someone,
    habits: tuple[str, str],
    today: date,
) -> None:
    def slow() -> None:
        with transaction.writing_core() as session:
            session.execute(db.delete(Tick))
            gevent.sleep(0)
            raise errors.Conflict("slow", "After it let others run.")

    acts = [ticking(ana, habits[0], today), slow, ticking(ben, habits[0], today)]
    assert at_once(app, *acts) == ["kept", errors.Conflict, "kept"]
    assert stored(app) == 2


def test_alone_nobody_waits_and_each_has_a_commit(
    app: Flask, ana: Someone, habits: tuple[str, str], today: date, commits: list[int]
) -> None:
    for _ in range(2):
        assert at_once(app, ticking(ana, habits[0], today)) == ["kept"]
    assert len(commits) == 2


def test_where_the_commit_fails_nobody_is_told_that_anything_is_kept(
    app: Flask,
    ana: Someone,
    ben: Someone,
    habits: tuple[str, str],
    today: date,
    heard: list[tuple[str, int]],
) -> None:
    def fail(_connection: object) -> None:
        raise StoreBusy

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", fail)
    ended = at_once(app, ticking(ana, habits[0], today), ticking(ben, habits[0], today))
    event.remove(engine, "commit", fail)
    assert ended == [StoreBusy, StoreBusy]
    assert (stored(app), heard) == (0, [])
    assert at_once(app, ticking(ben, habits[0], today)) == ["kept"]


def test_where_sqlite_rolls_all_of_it_back_nobody_is_told_that_anything_is_kept(
    app: Flask,
    ana: Someone,
    ben: Someone,
    habits: tuple[str, str],
    today: date,
    heard: list[tuple[str, int]],
) -> None:
    def full() -> None:
        with transaction.writing_core() as session:
            # As SQLite does by itself where there is no room.
            session.connection().exec_driver_sql("ROLLBACK")
            raise errors.Conflict("full", "No room.")

    acts = [ticking(ana, habits[0], today), full, ticking(ben, habits[0], today)]
    ended = at_once(app, *acts)
    assert ended[:2] == [StoreBusy, errors.Conflict]
    # Who came after that had a transaction of their own.
    assert (ended[2], stored(app), {who for who, _ in heard}) == ("kept", 1, {ana.id, ben.id})
