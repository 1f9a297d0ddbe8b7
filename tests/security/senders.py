"""Send a row's request with hostile values in it, and see what became of the words."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from werkzeug.test import TestResponse

from tests.security.hostile import Way, kept, put
from tests.security.row import Row
from tests.security.words import INSTEAD, WORDS
from tests.security.world import World
from tests.support.passkeys import Authenticator
from tests.support.people import PASSWORD, Someone

STATES = (401, 403, 404, 409, 410)
"""Refusals that may come of what was taken before."""
READABLE = ("/api/habits", "/api/progress", "/api/changes")
LOOK_EVERY = 10
"""Of so many times that the world is put back they are looked at before one, and at the end."""
Values = Mapping[Way, Any]
"""What is to stand where."""


def who_asks(world: World, row: Row) -> Someone:
    """Return somebody for whom the row's own request would succeed, where there is anybody."""
    return world.people[row.player(row.asker) or "ana"]


STANDING: dict[int, str] = {}
"""By world the state that it was left in: to look, or to put it back, takes longest of all."""


class Sender:
    """Sends a row's request, with other values in other places each time."""

    def __init__(self, world: World, row: Row) -> None:
        self.world = world
        self.row = row
        self.person = who_asks(world, row)
        self.changed = False
        self.kept = 0
        """How many words came back."""
        self.outcome: Any = None
        """What came of the last: the words that are there now, or status and code."""
        self._version: int | None = None
        self.sent = 0
        self._resets = 0
        if STANDING.pop(id(world), None) != row.within:
            world.reset(row.within)

    def leave(self) -> str | None:
        """Say what is unreadable now; to be called after the last."""
        if not self.changed:
            STANDING[id(self.world)] = self.row.within
        return self.unreadable()

    def complaint(self, values: Values, refused: set[str] | None = None) -> str | None:
        """Send the values; say what was wrong with the answer.

        With `refused` it must be a refusal of these fields, and without it none of the shape;
        what stands in the way of a value may refuse it in either case.
        """
        try:
            response = self._send(values)
            if response.status_code in STATES and self.changed:
                # Not the values' fault but that of those before, which were taken.
                if self._resets % LOOK_EVERY == 0 and (said := self.unreadable()) is not None:
                    return said
                self._resets += 1
                self.world.reset(self.row.within)
                self.changed, self._version = False, None
                response = self._send(values)
            if response.status_code >= 400:
                return self._judge_refusal(response, refused)
            if refused:
                return f"{response.status_code}, though {sorted(refused)} should be refused"
            return self._judge_words(response, values)
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:300]

    def unreadable(self) -> str | None:
        """Say which list or page one of the two cannot read any more."""
        for path in READABLE if self.changed else ():
            try:
                status = self.world.people["ana"].get(path).status_code
            except Exception as error:
                return f"then {path}: {type(error).__name__}"
            if status not in (200, 401, 404):  # the account or the couple may be gone by now
                return f"then {path}: {status}"
        return None

    def _send(self, values: Values) -> TestResponse:
        self.sent += 1
        body = None if self.row.body is None else self.row.body(self.world.ids)
        if self._version is not None and isinstance(body, dict) and "version" in body:
            body = {**body, "version": self._version}
        if self.row.name in FRESH:
            body = FRESH[self.row.name](self, body)
        for way, value in values.items():
            body = put(body, way, value)
        path = self.row.path(self.world.ids)
        kwargs = {"data": json.dumps(body), "content_type": "application/json"}
        was, self.changed = self.changed, True
        response = self.person.call(self.row.method, path, **kwargs)
        # What a passkey is asked, or a phone's failure, is written though the answer is a refusal.
        self.changed = was or response.status_code < 400 or self.row.name in FRESH
        return response

    def _judge_refusal(self, response: TestResponse, refused: set[str] | None) -> str | None:
        shown = response.get_data(as_text=True)
        self.outcome = (response.status_code, (response.get_json(silent=True) or {}).get("code"))
        if response.status_code >= 500 or response.mimetype != "application/problem+json":
            return shown
        if refused and response.status_code == 422:
            named = set(response.get_json()["errors"])
            return None if named == refused else f"{named} refused and not {refused}"
        return None

    def _judge_words(self, response: TestResponse, values: Values) -> str | None:
        words = WORDS.get(self.row.name)
        self.outcome = response.status_code
        answer = response.get_json(silent=True) or {}
        # What is written by version goes on from the one that was just written.
        self._version = answer.get("version") if self.row.method == "PUT" else None
        sent = {
            str(way[-1]): value
            for way, value in values.items()
            if words is not None and way[-1] in words.fields and isinstance(value, str)
        }
        if words is None or not sent:
            return None
        shown = words.back(self.person, answer, self.world)
        if shown is None:
            return None
        self.outcome = {name: shown[name] for name in sent}
        for name, value in sent.items():
            if (shown[name] or None) != (kept(value) or INSTEAD.get(name)):
                return f"{name} came back as {shown[name]!r}"
            self.kept += 1
        return None


def another_operation(sender: Sender, body: Any) -> Any:
    """Return an envelope with an operation of its own, a moment later than the one before."""
    at = f"2026-05-06T11:00:00.{sender.sent:06}Z"
    return {**body, "ops": [{**body["ops"][0], "op": str(uuid4()), "at": at}]}


def another_passkey(sender: Sender, body: Any) -> Any:
    """Return what a new authenticator answers to a new question."""
    answer = sender.person.post("/api/passkeys/options", {"password": PASSWORD})
    if answer.status_code != 201:  # there is no room for another
        return body
    question = answer.get_json()
    made = Authenticator().make(question["options"])
    return {**body, "challenge": question["challenge"], **made}


FRESH: dict[str, Callable[[Sender, Any], Any]] = {
    "POST /api/sync": another_operation,
    "POST /api/passkeys": another_passkey,
}
"""Bodies that are taken once."""
