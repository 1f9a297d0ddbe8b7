"""Who asks the guard too often: counted in memory, locked out in the store.

The guard stands before everything else, and what nobody has signed in for must not cost a commit
each time. So a process counts by itself; but once somebody is locked out the store knows, and
neither a restart nor another process forgives it.
"""

import contextlib
import hashlib
import hmac
from datetime import datetime, timedelta

from flask import Flask
from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import exc

from tracker import store
from tracker.services import throttle

OUT_OF_REACH = (store.StoreBusy, exc.OperationalError, exc.TimeoutError)


class Lockouts:
    """One kind of asking, and how often it may be done in a window."""

    def __init__(self, flask: Flask, name: str, most: RateLimitItem) -> None:
        self._flask = flask
        self._name = name
        self._most = most
        self._window = timedelta(seconds=most.get_expiry())
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, subject: str, now: datetime) -> bool:
        """Count that somebody asks; tell whether they may.

        The first time in a window the store is asked whether they are locked out, and the last
        time it is told.
        """
        left = self._limiter.get_window_stats(self._most, subject).remaining
        if left == self._most.amount and self._is_locked(subject, now):
            self._limiter.hit(self._most, subject, cost=self._most.amount)
            return False
        may = self._limiter.hit(self._most, subject)
        if may and self._limiter.get_window_stats(self._most, subject).remaining == 0:
            self._lock(subject, now)
        return may

    # Without its store this process counts all the same.

    def _is_locked(self, subject: str, now: datetime) -> bool:
        with self._flask.app_context(), contextlib.suppress(*OUT_OF_REACH):
            return throttle.is_locked(self._name, self._keyed(subject), now)
        return False

    def _lock(self, subject: str, now: datetime) -> None:
        with self._flask.app_context(), contextlib.suppress(*OUT_OF_REACH):
            throttle.lock(self._name, self._keyed(subject), now + self._window)

    def _keyed(self, subject: str) -> str:
        secret = str(self._flask.config["SECRET_KEY"]).encode()
        return hmac.digest(secret, f"lockout:{subject}".encode(), hashlib.sha256).hex()
