"""What every request passes first, and in which order it is refused."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import ORIGIN
from tests.security.matrix import API, Row
from tests.security.world import World
from tests.support.agreeing import say
from tests.support.people import PASSWORD
from tests.web.api.requests import ABSENT, JSON, SYNC, TICK, WRITES, refused, send
from tracker.web.api.door import BODY, SYNC_BODY

PROTECTED = [row for row in WRITES if row.expect["anonymous"] == 401]

# The order. Each flaw below is what the door finds wrong first when everything after it is wrong
# as well; where two flaws exclude each other (nobody is signed in, and has no right token), the
# later one is there in the weaker form that is possible.

FLAWS = ("401", "csrf", "413", "415", "400", "404")

DATES = {"day", "period_start", "week", "round_start"}
NAMED = {
    name
    for row in API
    for parameter, name in row.at.items()
    if parameter not in DATES and name != "invite"
}
"""What an address may name by its id."""


def flawed(world: World, row: Row, flaws: tuple[str, ...]) -> TestResponse:
    """Send a request with these flaws and no other."""
    ids = {}
    if "404" in flaws:
        ids = dict.fromkeys((*NAMED, "couple"), ABSENT)
        ids["invite"] = "A" * 22
    body = json.dumps(row.body({**world.ids, **ids}) if row.body else {})
    headers: dict[str, str | None] = {"Content-Type": "application/json"}
    if "400" in flaws:
        body = "{" + body
    if "415" in flaws:
        headers["Content-Type"] = "text/plain"
    if "413" in flaws:
        body += " " * (SYNC_BODY if row is SYNC or row.rule.startswith("/api/imports") else BODY)
    if "csrf" in flaws:
        headers["X-CSRF-Token"] = "0" * 64
    person, credential = ("ana", "session")
    if "401" in flaws:
        credential = "expired session"
    return send(world, row, person, credential, headers, ids, data=body.encode())


@pytest.mark.parametrize("row", PROTECTED, ids=lambda row: row.name)
@pytest.mark.parametrize("first", range(len(FLAWS)), ids=FLAWS)
def test_of_two_flaws_next_to_each_other_the_earlier_one_is_said(
    world: World, row: Row, first: int
) -> None:
    has_ids = bool(row.at) or row is SYNC
    flaws = [flaw for flaw in FLAWS[first:] if flaw != "404" or has_ids]
    if not flaws:
        return
    expected = {"csrf": (403, "csrf_failed"), "401": (401, "not_signed_in")}
    status, code = expected.get(flaws[0], (int(flaws[0][:3]) if flaws[0].isdigit() else 0, None))
    before = world.digest()
    for others in ((), flaws[1:2], flaws[1:]):
        refused(flawed(world, row, (flaws[0], *others)), status, code)
    assert world.digest() == before


SHAPES = [row for row in PROTECTED if row.at and row.body is not None]


@pytest.mark.parametrize("row", SHAPES, ids=lambda row: row.name)
def test_what_is_not_there_is_said_before_a_bad_shape(world: World, row: Row) -> None:
    player = row.player("self")
    ids = {**dict.fromkeys(NAMED, ABSENT), "invite": "A" * 22}
    refused(send(world, row, player, json={"unknown": 1}), 422, "invalid")
    refused(send(world, row, player, json={"unknown": 1}, ids=ids), 404, "not_found")
    refused(send(world, row, player, json=[], ids=ids), 404, "not_found")
    if row.expect["stranger"] == 404:
        refused(send(world, row, "eva", json={"unknown": 1}), 404, "not_found")


@pytest.mark.parametrize(
    "row", [row for row in SHAPES if row.expect["ex"] == 410], ids=lambda row: row.name
)
def test_what_is_gone_is_said_before_a_bad_shape(world: World, row: Row) -> None:
    world.restore("left")
    for person in ("ana", "ben"):
        refused(send(world, row, person), 410, "unlinked")
        refused(send(world, row, person, json={"unknown": 1}), 410, "unlinked")
    refused(send(world, row, "dev", json={"unknown": 1}), 404, "not_found")


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_who_is_not_linked_learns_no_shape(world: World, method: str) -> None:
    rule = "/api/couple" if method == "PATCH" else "/api/pauses"
    (row,) = [row for row in API if row.name == f"{method} {rule}"]
    refused(send(world, row, "max", json={"unknown": 1}), 404, "not_found")


def test_a_bad_query_is_said_after_what_is_not_there(world: World) -> None:
    for rule in ("ticks?limit=0", "history?limit=x", "progress?from=never"):
        row = Row("GET", "/api/habits", {})
        for habit, status in ((world.ids["habit"], 422), (ABSENT, 404)):
            refused(send(world, row, path=f"/api/habits/{habit}/{rule}"), status)


def answer(world: World, person: str, what: str, **body: Any) -> TestResponse:
    return world.people[person].post(f"/api/habits/{world.ids['proposal']}/{what}", body)


@pytest.mark.parametrize("what", ["accept", "decline", "counter"])
def test_a_shape_is_judged_before_a_role_and_a_role_before_a_state(world: World, what: str) -> None:
    refused(answer(world, "ana", what, version="one"), 422, "invalid")
    refused(answer(world, "ana", what, version=1), 403, "own_proposal")
    refused(answer(world, "ana", what, version=9), 403, "own_proposal")
    refused(answer(world, "ben", what, version=9), 409, "stale_proposal")
    refused(answer(world, "ben", "withdraw", version=0), 422, "invalid")
    refused(answer(world, "ben", "withdraw", version=9), 403, "not_your_proposal")


def test_a_state_is_judged_before_a_date(world: World) -> None:
    ben, ids = world.people["ben"], world.ids
    ended, asked = ids["habit"], ids["proposal"]
    say(ben, ended, "retire")
    for day in ("2026-05-08", "2026-01-01"):
        refused(ben.put(f"/api/habits/{asked}/ticks/{day}", {}), 409, "not_active")
    refused(ben.put(f"/api/habits/{ended}/ticks/2026-05-08", {}), 409, "retired")
    refused(ben.put(f"/api/habits/{ended}/ticks/2026-01-01", {"slot": 9}), 422, "too_old")
    for habit in (ended, asked):
        pause = {"habit": habit, "first": "2020-01-01"}
        refused(ben.post("/api/pauses", pause), 409, "not_active")
    refused(ben.post("/api/pauses", {"first": "2020-01-01"}), 422, "too_old")
    refused(ben.put(f"/api/habits/{ended}/ticks/2026-13-01", {}), 422, "invalid")


# Forged requests.


@pytest.mark.parametrize(
    ("headers", "ok"),
    [
        ({}, True),
        ({"Origin": "http://localhost:8000"}, True),
        ({"Origin": None}, False),
        ({"Origin": None, "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": None, "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": None, "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": None, "Sec-Fetch-Site": "none"}, False),
        ({"Origin": None, "Referer": f"{ORIGIN}/today"}, False),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": f"{ORIGIN}.evil.example"}, False),
        ({"Origin": f"{ORIGIN}/"}, False),
        ({"Origin": "https://127.0.0.1:8000"}, False),
        ({"Origin": "http://127.0.0.1:8001"}, False),
        ({"X-CSRF-Token": None}, False),
        ({"X-CSRF-Token": ""}, False),
        ({"X-CSRF-Token": "0" * 64}, False),
        ({"X-CSRF-Token": "ÿ" * 64}, False),
    ],
)
def test_a_browsers_write_comes_from_a_page_of_ours(
    world: World, headers: Mapping[str, str | None], ok: bool
) -> None:
    before = world.digest()
    response = send(world, TICK, credential="session", headers=headers)
    if ok:
        assert response.status_code == 200
        assert world.digest() != before
    else:
        refused(response, 403, "csrf_failed")
        assert world.digest() == before


def test_the_token_of_another_session_is_refused(world: World) -> None:
    others = [world.csrf(world.sessions["ben"].id), world.csrf("p" * 22)]
    others += [world.csrf(world.ids["other_ana"]), world.csrf(world.people["ana"].id)]
    for token in others:
        forged = {"X-CSRF-Token": token}
        refused(send(world, TICK, credential="session", headers=forged), 403, "csrf_failed")


def test_a_token_in_the_body_or_the_address_is_none(world: World) -> None:
    token = world.csrf(world.sessions["ana"].id)
    without = {"X-CSRF-Token": None}
    spots: list[dict[str, Any]] = [{"json": {"csrf_token": token}}]
    for kwargs in (*spots, {"query_string": {"csrf_token": token}}):
        response = send(world, TICK, credential="session", headers=without, **kwargs)
        refused(response, 403, "csrf_failed")


def test_reading_needs_no_token(world: World) -> None:
    row = Row("GET", "/api/me", {})
    without = {"X-CSRF-Token": None, "Origin": None}
    assert send(world, row, credential="session", headers=without).status_code == 200


@pytest.mark.parametrize("origin", [None, "https://evil.example"])
def test_a_programs_write_needs_none_of_it(world: World, origin: str | None) -> None:
    response = send(world, TICK, credential="token", headers={"Origin": origin})
    assert response.status_code == 200


def test_a_bearer_wins_over_a_cookie(world: World) -> None:
    row = Row("GET", "/api/me", {})
    bens = {"Authorization": f"Bearer {world.people['ben'].secret}"}
    asked = send(world, row, credential="session", headers=bens)
    assert asked.get_json()["id"] == world.people["ben"].id
    written = send(world, TICK, credential="session", headers={**bens, "X-CSRF-Token": None})
    assert written.get_json()["tick"]["person"] == world.people["ben"].id


@pytest.mark.parametrize(
    "header",
    ["Bearer wrong", "Bearer", "Bearer ", "bearer  ", "Basic YW5hOng=", "", "ÿÿ", "Token {secret}"],
)
def test_a_bad_authorization_is_not_made_good_by_a_cookie(world: World, header: str) -> None:
    headers = {"Authorization": header.format(secret=world.people["ana"].secret)}
    refused(send(world, TICK, credential="session", headers=headers), 401, "not_signed_in")


def test_a_session_is_no_bearer_and_a_token_is_no_cookie(world: World) -> None:
    row = Row("GET", "/api/me", {})
    session, token = world.sessions["ana"].secret, world.people["ana"].secret
    bearer = {"Authorization": f"Bearer {session}", "Cookie": None}
    refused(send(world, row, credential="session", headers=bearer), 401)
    cookie = {"Cookie": f"woven_session={token}"}
    refused(send(world, row, credential="session", headers=cookie), 401)


@pytest.mark.parametrize(
    "cookie",
    [
        "woven_session=ÿþ",
        "woven_session=%00",
        "woven_session=\x01\x02",
        'woven_session="\\377\\376"',
        "=;;=",
        "woven_session",
        "ÿ=ÿ",
        "x=" + "y" * 7000,
    ],
)
@pytest.mark.parametrize("path", ["/api/me", "/sign-in"])
def test_a_torn_cookie_is_nobodys(world: World, cookie: str, path: str) -> None:
    response = world.client().get(path, headers={"Cookie": cookie})
    assert response.status_code == (401 if path == "/api/me" else 200)


# All of them.


def test_every_kind_of_refusal_has_the_one_shape(world: World) -> None:
    seen = {}
    for row, kwargs in (
        (TICK, {"credential": "expired session"}),
        (TICK, {"credential": "session", "headers": {"Origin": None}}),
        (TICK, {"ids": {"habit": ABSENT}}),
        (TICK, {"json": {"slot": -1}}),
        (TICK, {"data": b"{", "headers": JSON}),
        (TICK, {"data": b" " * (BODY + 1), "headers": JSON}),
        (TICK, {"data": b"x", "headers": {"Content-Type": "text/plain"}}),
        (TICK, {"ids": {"yesterday": "2026-06-06"}}),
    ):
        response = send(world, row, **kwargs)
        refused(response, response.status_code)
        document = response.get_json()
        assert document["type"] == f"/api/docs#{document['code']}"
        seen[document["code"]] = response.status_code
    assert seen == {
        "not_signed_in": 401,
        "csrf_failed": 403,
        "not_found": 404,
        "invalid": 422,
        "bad_request": 400,
        "too_large": 413,
        "not_json": 415,
        "future_date": 422,
    }


def test_a_wrong_password_in_the_body_is_a_role_not_a_sign_in(world: World) -> None:
    (row,) = [row for row in API if row.rule == "/api/me/export"]
    refused(send(world, row, json={"password": "x" * 12}), 403, "wrong_password")
    assert send(world, row, json={"password": PASSWORD}).status_code == 200
