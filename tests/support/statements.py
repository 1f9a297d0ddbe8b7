"""What the store is asked, as a test hears it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.support.people import Someone
from tracker.extensions import db


@contextmanager
def heard(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent within."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def queries(person: Someone, path: str) -> int:
    """Return how often the store is asked for a page."""
    with heard(person.app) as statements:
        assert person.get(path).status_code == 200
    return len(statements)


@contextmanager
def driven(app: Flask) -> Iterator[list[str]]:
    """Collect the statements within as SQLite's driver hears them, prepared ones too."""
    said: list[str] = []

    def listen(raw: Any, *_: Any) -> None:
        raw.set_trace_callback(said.append)

    with app.app_context():
        engine = db.engine
    engine.dispose()  # connections that are kept are opened anew, and listened to
    event.listen(engine, "checkout", listen)
    try:
        yield said
    finally:
        event.remove(engine, "checkout", listen)
        engine.dispose()


def asked(said: list[str]) -> list[str]:
    """Return of what a driver heard all but what begins and ends transactions."""
    return [each for each in said if not each.startswith(("BEGIN", "COMMIT", "ROLLBACK"))]
