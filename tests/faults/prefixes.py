"""Whether what a backup holds is a state that there was: a beginning of the log, and its fold."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, text

from tests.faults.pacing import Cell, Run, Spell, Written
from tests.faults.report import Report
from tests.support.server import LiveServer
from tracker.extensions import db
from tracker.services.backups import postgres_client, postgres_places
from tracker.services.backups.manifest import Manifest


def judge(report: Report, server: LiveServer, log: Run) -> None:
    """Compare each backup with the streams of the whole run, and with what was answered when."""
    with server.app.app_context():
        whole = streams(db.engine)
    damaged: list[Any] = []
    for number, each in enumerate(log.spells):
        if each.made is not None:
            with restored(server, each.made) as engine:
                found, cells = streams(engine), cells_of(engine)
            damaged += [(number, *wrong) for wrong in compare(found, whole, cells, each, log)]
    report.none("backups that are no state there was", damaged)


def compare(
    found: dict[str, list[Any]],
    whole: dict[str, list[Any]],
    cells: dict[Cell, str | None],
    backup: Spell,
    log: Run,
) -> Iterator[tuple[Any, ...]]:
    """Yield what is wrong with a state that was backed up."""
    for person_id, rows in found.items():
        if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
            yield "a stream with holes", person_id
        if rows != whole[person_id][: len(rows)]:
            yield "a stream that is not the beginning of the whole", person_id
    folds = [fold(found[person_id]) for person_id in {cell[1] for cell in cells}]
    for told in folds:
        done = {cell: note is not None for cell, note in cells.items()}
        if {cell for cell, is_done in told.items() if is_done} != {c for c in done if done[c]}:
            yield "cells that are not what the stream tells", told.items() ^ done.items()
    last: dict[Cell, Written] = {}
    for tick in log.written:
        if tick.sent < backup.ended:  # one person's own, so in the order in which they were sent
            last[tick.cell] = tick
    for cell, tick in last.items():
        if tick.answered < backup.began and cells.get(cell) != tick.note:
            yield "a tick that was answered before", tick, cells.get(cell)
    later = {
        (each.cell, each.note) for each in log.written if each.sent >= backup.ended and each.note
    }
    for cell, note in cells.items():
        if note is not None and (cell, note) in later:
            yield "a tick that was sent afterwards", cell, note


def fold(stream: list[Any]) -> dict[Cell, bool]:
    """Return what a stream tells of each cell last."""
    told: dict[Cell, bool] = {}
    for _, kind, data in stream:
        if kind == "tick":
            said = json.loads(data)
            cell = (said["habit"], said["person"], said["date"], said["slot"])
            told[cell] = said["done"]
    return told


@contextmanager
def restored(server: LiveServer, made: Manifest) -> Iterator[Engine]:
    """Open what a backup holds."""
    path = server.folder / "backups" / made.file
    url = server.environ["DATABASE_URL"]
    with ExitStack() as stack:
        if made.store == "sqlite":
            engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
        else:
            beside = postgres_places.restore_beside(path, url)
            stack.callback(postgres_places.drop, url, postgres_client.name_of(beside))
            engine = create_engine(beside)
        stack.callback(engine.dispose)
        yield engine


def streams(engine: Engine) -> dict[str, list[Any]]:
    """Return everybody's stream but the padding."""
    query = (
        "SELECT person_id, seq, kind, data FROM changes WHERE kind <> 'talk' "
        "ORDER BY person_id, seq"
    )
    found: dict[str, list[Any]] = {}
    with engine.connect() as connection:
        for person_id, *row in connection.execute(text(query)):
            found.setdefault(str(person_id), []).append(tuple(row))
    return found


def cells_of(engine: Engine) -> dict[Cell, str | None]:
    """Return the notes of all cells; None where one is cleared."""
    query = "SELECT habit_id, person_id, date, slot, done, note FROM ticks"
    with engine.connect() as connection:
        return {
            (str(habit), str(person), str(day), slot): note if done else None
            for habit, person, day, slot, done, note in connection.execute(text(query))
        }
