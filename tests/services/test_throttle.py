"""Fixed windows in the store."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tracker.extensions import db
from tracker.models import Throttle
from tracker.services import throttle
from tracker.services.errors import TooMany

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def tried(subject: str, at: datetime = NOW, limit: int = 2) -> None:
    throttle.hit("guess", subject, limit=limit, window=HOUR, now=at)


def test_tries_beyond_the_limit_are_refused_until_the_window_is_over(app: Flask) -> None:
    with app.app_context():
        tried("one")
        tried("one", NOW + timedelta(minutes=10))
        with pytest.raises(TooMany) as refused:
            tried("one", NOW + timedelta(minutes=20))
        assert refused.value.retry_after == 40 * 60
        tried("one", NOW + HOUR)


def test_each_subject_and_each_name_is_counted_apart(app: Flask) -> None:
    with app.app_context():
        tried("one", limit=1)
        tried("other", limit=1)
        throttle.hit("look", "one", limit=1, window=HOUR, now=NOW)


def test_a_forgiven_try_does_not_count(app: Flask) -> None:
    with app.app_context():
        for _ in range(5):
            tried("one")
            throttle.forgive("guess", "one")
        throttle.forgive("guess", "nobody")


def test_windows_that_are_over_are_swept_away(app: Flask) -> None:
    with app.app_context():
        for number in range(5):
            tried(str(number))
        tried("later", NOW + HOUR)
        assert db.session.query(Throttle).count() == 1


def test_the_table_names_nobody(app: Flask) -> None:
    with app.app_context():
        tried("ana@example.org")
        row = db.session.query(Throttle).one()
        assert "ana" not in row.key_digest
        assert len(row.key_digest) == 64
