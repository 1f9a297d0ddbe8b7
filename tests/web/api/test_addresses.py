"""Addresses and methods that are not there, and ids that are none."""

import pytest

from tests.conftest import ORIGIN
from tests.security.matrix import API, Row
from tests.security.world import World
from tests.web.api.requests import refused, send


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/me/",
        "/api/habits/",
        "/api/ME",
        "/api/me/x",
        "/api/me%00",
        "/api/%ff%fe",
        "/api/..%2fsign-in",
        "/api/.",
        "/api/me;x=1",
        "/api/" + "x" * 4000,
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS", "PROPFIND"])
def test_what_is_nowhere_is_a_problem_document(world: World, path: str, method: str) -> None:
    for headers in ({}, world.headers("ana", "token")):
        refused(world.client().open(path, method=method, headers=headers), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/me"),
        ("POST", "/api/me"),
        ("GET", "/api/accounts"),
        ("GET", "/api/sync"),
        ("PATCH", "/api/habits"),
        ("DELETE", "/api/habits/x"),
        ("TRACE", "/api/me"),
        ("CONNECT", "/api/me"),
        ("BREW", "/api/me"),
    ],
)
def test_a_method_that_is_not_taken_is_a_problem_document(
    world: World, method: str, path: str
) -> None:
    for person, credential in ((None, "none"), ("ana", "token")):
        headers = world.headers(person, credential)
        response = world.client().open(path, method=method, headers=headers)
        refused(response, 405, "method_not_allowed")
        assert response.headers["Allow"]
        assert method not in response.headers["Allow"].split(", ")


STRANGE = [
    "x",
    "0",
    "%00",
    "a%00b",
    "%ff%fe",
    "%ed%a0%80",
    "%F0%9F%8C%BF",
    "..",
    "%2e%2e",
    "%2F",
    "'%20OR%201=1--",
    "%25s",
    "null",
    "None",
    "9" * 400,
    "{ID}",
    "{id}%20",
    "%20{id}",
    "{id}%0a",
    "{id}%00",
    "urn:uuid:{id}",
    "%7B{id}%7D",
    "{hex}",
    "*",
    "%",
    "%zz",
    "%EF%BC%91",
]
NAMED = [row for row in API if row.at and row.rule != "/static/<path:filename>"]


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.name)
def test_a_strange_id_is_simply_not_there(world: World, row: Row) -> None:
    player = row.player("self")
    first = next(iter(row.at.values()))
    real = str(world.ids[first])
    before = world.digest()
    for strange in STRANGE:
        if first == "invite" and "{id}" in strange:
            continue  # a code may be typed with spaces
        spelled = strange.format(id=real, ID=real.upper(), hex=real.replace("-", ""))
        if first == "invite" and spelled.lower() in (real.lower(), real.replace("-", "")):
            continue
        if spelled == real:  # a secret without a hyphen
            continue
        path = row.path({**world.ids, first: spelled})
        response = send(world, row, player, path=path)
        assert response.status_code in (404, 405) or response.status_code == 308, (path, response)
        if response.status_code == 404:
            refused(response, 404, "not_found")
    assert world.digest() == before


@pytest.mark.parametrize("path", ["/api//me", "/%2fevil.example/api/me", "/api/%2f%2fevil.example"])
def test_doubled_slashes_never_lead_away(world: World, path: str) -> None:
    response = world.client().get(path, headers=world.headers("ana", "token"))
    assert response.status_code in (308, 404)
    assert response.headers.get("Location", ORIGIN).startswith((f"{ORIGIN}", "/"))
