"""Requests of the rows of the matrix, good and flawed, and what a refusal looks like."""

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from tests.security.matrix import API, Row
from tests.security.world import World

ABSENT = "00000000-0000-4000-8000-00000000abcd"
WRITES = [row for row in API if row.method != "GET"]
TICK = next(row for row in API if row.name.startswith("PUT") and "ticks" in row.rule)
SYNC = next(row for row in API if row.rule == "/api/sync")
JSON: dict[str, str | None] = {"Content-Type": "application/json"}


def asker(row: Row) -> str | None:
    """Return somebody for whom there is something at a row's address."""
    roles = ("self", "partner", "coach")
    return row.player(next((role for role in roles if row.expect[role] != 404), "self"))


def send(
    world: World,
    row: Row,
    person: str | None = "ana",
    credential: str = "token",
    headers: Mapping[str, str | None] | None = None,
    ids: Mapping[str, Any] | None = None,
    path: str | None = None,
    **kwargs: Any,
) -> TestResponse:
    """Send a row's request; a header that is None is left out."""
    ids = {**world.ids, **(ids or {})}
    if "data" not in kwargs and "json" not in kwargs and row.body is not None:
        kwargs["json"] = row.body(ids)
    sent = {**world.headers(person, credential), **(headers or {})}
    if credential == "token":
        sent = {name: sent[name] for name in sent if name not in ("Origin", "X-CSRF-Token")}
    return world.client().open(
        path or row.path(ids),
        method=row.method,
        headers={name: value for name, value in sent.items() if value is not None},
        **kwargs,
    )


def refused(response: TestResponse, status: int, code: str | None = None) -> None:
    """Assert that an answer is a problem document as the contract has it."""
    text = response.get_data(as_text=True)
    assert response.status_code == status, text
    assert response.headers["Content-Type"] == "application/problem+json"
    document = json.loads(text)
    assert set(document) - {"errors"} == {"type", "title", "status", "detail", "code"}
    assert document["status"] == status
    assert all(isinstance(document[name], str) for name in ("type", "title", "detail", "code"))
    assert "" not in document.values()
    assert ("errors" in document) == (status == 422)
    assert response.headers["Cache-Control"] == "no-store"
    if code is not None:
        assert document["code"] == code
