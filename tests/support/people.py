"""The cast: ana and ben (a couple), cleo (their coach), dev and eva (strangers), max (nobody's)."""

import secrets
from datetime import UTC, datetime
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from tracker import clock
from tracker.models import Clock, Consent, Couple, Credential, Membership, Person, StreamHead
from tracker.services import consents, principal, transaction

PASSWORD = "a quiet walk after dinner"
FROM_A_PAGE = {"Referer": "http://127.0.0.1:8000/today"}
"""What a browser says of where it comes from, when a page of ours has led it on."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP_HASH = CHEAP.hash(PASSWORD)


class Someone:
    """A person with an account, who speaks to the API as a program does."""

    def __init__(self, app: Flask, name: str, timezone: str = "UTC") -> None:
        self.app = app
        self.name = name
        self.email = f"{name}@example.org"
        self.secret = secrets.token_urlsafe(32)
        now = clock.now()
        with app.app_context(), transaction.writing() as session:
            person = Person(
                email=self.email,
                address_key=self.email,
                password_hash=CHEAP_HASH,
                name=name.title(),
                timezone=timezone,
                day_ends_at=0,
                created_at=now,
            )
            session.add(person)
            session.flush()
            self.id = person.id
            session.add_all(
                [
                    # Time may be moved freely afterwards: nobody's history starts today.
                    Clock(person_id=self.id, since=LONG_AGO, timezone=timezone, day_ends_at=0),
                    StreamHead(person_id=self.id, head=0, floor=0),
                    Credential(
                        person_id=self.id,
                        kind="token",
                        secret_digest=principal.digest(self.secret),
                        label="test",
                        created_at=now,
                        last_used_at=now,
                        expires_at=None,
                    ),
                ]
            )

    def call(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """Send one request with this person's token; `json=` is the body."""
        headers = {"Authorization": f"Bearer {self.secret}", **kwargs.pop("headers", {})}
        return self.app.test_client().open(path, method=method, headers=headers, **kwargs)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """GET."""
        return self.call("GET", path, **kwargs)

    def post(self, path: str, json: Any = None, **kwargs: Any) -> TestResponse:
        """POST."""
        return self.call("POST", path, json={} if json is None else json, **kwargs)

    def put(self, path: str, json: Any = None, **kwargs: Any) -> TestResponse:
        """PUT."""
        return self.call("PUT", path, json={} if json is None else json, **kwargs)

    def patch(self, path: str, json: Any, **kwargs: Any) -> TestResponse:
        """PATCH."""
        return self.call("PATCH", path, json=json, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> TestResponse:
        """DELETE."""
        return self.call("DELETE", path, **kwargs)

    def stream(self) -> list[dict[str, Any]]:
        """Return all of this person's changes so far."""
        items: list[dict[str, Any]] = []
        while True:
            after = items[-1]["seq"] if items else 0
            page = self.get(f"/api/changes?after={after}").get_json()["items"]
            if not page:
                return items
            items += page


def link(one: Someone, other: Someone, *, week_start: int = 1) -> str:
    """Make the two a couple, past the invitation, and return its id."""
    now = clock.now()
    with one.app.app_context(), transaction.writing() as session:
        couple = Couple(
            week_start=week_start, backfill_days=3, linked_on=now.date(), created_at=now
        )
        session.add(couple)
        session.flush()
        session.add_all(
            Membership(couple_id=couple.id, person_id=person.id, side=side)
            for side, person in enumerate((one, other))
        )
        session.add_all(
            Consent(
                person_id=person.id,
                subject="notice",
                version=consents.CURRENT["notice"],
                given_at=now,
            )
            for person in (one, other)
        )
        return couple.id


def problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Assert that a response is this problem document, and return it."""
    document = response.get_json()
    assert (response.status_code, document.get("code")) == (status, code), document
    assert response.mimetype == "application/problem+json"
    return document
