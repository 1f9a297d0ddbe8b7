"""What every request passes first, and in which order it is refused."""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import ORIGIN
from tests.security.matrix import API, Row
from tests.security.operations import documented, operations
from tests.security.world import World, a_world
from tests.support.agreeing import say
from tests.support.people import PASSWORD
from tracker.web.api.door import BODY, DEEPEST, SYNC_BODY

ABSENT = "00000000-0000-4000-8000-00000000abcd"
WRITES = [row for row in API if row.method != "GET"]
PROTECTED = [row for row in WRITES if row.expect["anonymous"] == 401]
WITH_BODY = [
    row for row in WRITES if not (row.method == "DELETE" and row.name.endswith("<string:day>"))
]
TICK = next(row for row in API if row.name.startswith("PUT") and "ticks" in row.rule)
SYNC = next(row for row in API if row.rule == "/api/sync")


@pytest.fixture(scope="module")
def whole_world(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, once."""
    with a_world(template, tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def world(whole_world: World) -> World:
    """The world as it was built."""
    whole_world.restore("linked")
    return whole_world


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


# The order. Each flaw below is what the door finds wrong first when everything after it is wrong
# as well; where two flaws exclude each other (nobody is signed in, and has no right token), the
# later one is there in the weaker form that is possible.

FLAWS = ("401", "csrf", "413", "415", "400", "404")


def flawed(world: World, row: Row, flaws: tuple[str, ...]) -> TestResponse:
    """Send a request with these flaws and no other."""
    ids = {}
    if "404" in flaws:
        ids = dict.fromkeys(("habit", "proposal", "pause", "other_ana", "couple"), ABSENT)
        ids["invite"] = "A" * 22
    body = json.dumps(row.body({**world.ids, **ids}) if row.body else {})
    headers: dict[str, str | None] = {"Content-Type": "application/json"}
    if "400" in flaws:
        body = "{" + body
    if "415" in flaws:
        headers["Content-Type"] = "text/plain"
    if "413" in flaws:
        body += " " * (SYNC_BODY if row is SYNC else BODY)
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
    ids = {**dict.fromkeys(("habit", "proposal", "pause", "other_ana"), ABSENT), "invite": "A" * 22}
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


# Size.


def padded(row: Row, world: World, size: int) -> bytes:
    """Return a good body of just this many bytes."""
    body = json.dumps(row.body(world.ids) if row.body else {}).encode()
    return body + b" " * (size - len(body))


JSON: dict[str, str | None] = {"Content-Type": "application/json"}


@pytest.mark.parametrize(("row", "most"), [(TICK, 64 * 1024), (SYNC, 512 * 1024)])
def test_a_body_of_the_bound_is_taken_and_one_byte_more_is_not(
    world: World, row: Row, most: int
) -> None:
    assert most in (BODY, SYNC_BODY)
    before = world.digest()
    for extra in (1, 1024 * 1024):
        refused(
            send(world, row, data=padded(row, world, most + extra), headers=JSON), 413, "too_large"
        )
    assert world.digest() == before
    response = send(world, row, data=padded(row, world, most), headers=JSON)
    assert response.status_code == 200


def chunked(world: World, data: bytes, length: str | None = None) -> TestResponse:
    """Send a body without a length, as a server hands on a chunked one; or with a lying one."""
    headers: dict[str, str | None] = {**JSON, "Transfer-Encoding": "chunked"}
    environ: dict[str, Any] = {"wsgi.input_terminated": True}
    if length is not None:
        environ = {"CONTENT_LENGTH": length}
        del headers["Transfer-Encoding"]
    return send(
        world,
        TICK,
        headers=headers,
        input_stream=io.BytesIO(data),
        environ_overrides=environ,
        data=None,
    )


def test_a_body_without_a_length_is_bounded_as_well(world: World) -> None:
    assert chunked(world, padded(TICK, world, BODY)).status_code == 200
    refused(chunked(world, padded(TICK, world, BODY + 1)), 413, "too_large")


@pytest.mark.parametrize(
    ("length", "status"),
    [("70000", 413), ("5", 400), ("-1", 200), ("x", 200), ("9" * 5000, 200), ("0", 200)],
)
def test_a_length_that_lies_is_no_way_in(world: World, length: str, status: int) -> None:
    response = chunked(world, b'{"note": "a note that is longer"}', length)
    assert response.status_code == status
    assert response.status_code < 500


# Form.


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/octet-stream",
        "application/xml",
        "ÿ",
    ],
)
def test_what_is_not_called_json_is_not_read(world: World, kind: str | None) -> None:
    response = send(world, TICK, data=b"{}", headers={"Content-Type": kind})
    refused(response, 415, "not_json")


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/merge-patch+json",
        "application/json;charset=latin-1",
    ],
)
def test_what_is_called_json_is_read(world: World, kind: str) -> None:
    response = send(world, TICK, data=b'{"note": "\xc3\xa9"}', headers={"Content-Type": kind})
    assert response.get_json()["tick"]["note"] == "é"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"note":',
        b'{"note": "a}',
        b"{} {}",
        b"{}x",
        b"   ",
        b"nul",
        b"{'note': 1}",
        b'{"note": 01}',
        b'{"slot": +1}',
        b'{"note": "\x01"}',
        b'{"note": "\xff"}',
        b'{"note": "\xed\xa0\x80"}',
        b'{"note": "\xc0\x80"}',
        b"\x00",
        b"{}\x00",
        b'\xef\xbb\xbf{"slot": 0}',
        '{"slot": 0}'.encode("utf-16"),
        '{"slot": 0}'.encode("utf-16-le"),
        b'{"slot": NaN}',
        b'{"slot": Infinity}',
        b'{"slot": -Infinity}',
        b'{"note": "\\ud8"}',
        b'{"slot": ' + b"9" * 4400 + b"}",
        b'{"slot": -' + b"1" * 60000 + b"}",
        b"[" * 60000,
        b'{"a":' * 10000,
        b"[" * 30000 + b"]" * 30000,
        b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_cannot_be_read_is_said(world: World, body: bytes) -> None:
    before = world.digest()
    refused(send(world, TICK, data=body, headers=JSON), 400, "bad_request")
    assert world.digest() == before


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"1",
        b'"text"',
        b"[]",
        b"true",
        b"[[]]",
        b'{"slot": 1e400}',
        b'{"slot": ' + b"9" * 4299 + b"}",
        b'{"slot": 9223372036854775808}',
        b'{"note": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"\\u0000": 1}',
        b'{"__proto__": {}}',
        b'{"note": ' + b"[" * 20 + b"]" * 20 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_can_be_read_and_is_no_tick_is_said_by_field(world: World, body: bytes) -> None:
    refused(send(world, TICK, data=body, headers=JSON), 422, "invalid")


def test_of_a_key_said_twice_the_last_word_counts(world: World) -> None:
    response = send(world, TICK, data=b'{"note": "one", "note": "two"}', headers=JSON)
    assert response.get_json()["tick"]["note"] == "two"


def test_as_deep_as_allowed_is_read(world: World) -> None:
    body = b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1)
    refused(send(world, TICK, data=body, headers=JSON), 422)


FIELDLESS = [row for row in WRITES if row.rule.endswith(("/unlink", "/retire", "/invites"))]


@pytest.mark.parametrize("row", FIELDLESS, ids=lambda row: row.name)
@pytest.mark.parametrize("body", [b"", b"{}", b" {}\n"])
def test_what_has_no_fields_takes_an_empty_body(world: World, row: Row, body: bytes) -> None:
    headers = JSON if body else {"Content-Type": None}
    person = "max" if row.rule == "/api/invites" else "ana"
    response = send(world, row, person, data=body, headers=headers)
    assert response.status_code in (200, 201, 204)


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_an_unknown_field_is_refused_wherever_there_is_a_body(world: World, row: Row) -> None:
    operation = operations(world)[documented(row)]
    if "requestBody" not in operation:
        return
    body = row.body(world.ids) if row.body else {}
    before = world.digest()
    response = send(world, row, row.player("self"), json={**body, "colour": "green"})
    refused(response, 422, "invalid")
    assert list(response.get_json()["errors"]) == ["colour"]
    assert world.digest() == before


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
@pytest.mark.parametrize("body", [[], "text", 1, True, [{}], None])
def test_what_is_no_object_is_refused_wherever_there_is_a_body(
    world: World, row: Row, body: object
) -> None:
    operation = operations(world)[documented(row)]
    if "requestBody" not in operation or (body is None and "occasions" in row.rule):
        return  # null clears an occasion
    response = send(world, row, row.player("self"), data=json.dumps(body), headers=JSON)
    refused(response, 422, "invalid")


def test_the_document_names_every_route_but_those_that_serve_it(world: World) -> None:
    named = {documented(row) for row in API}
    assert named - set(operations(world)) <= {"GET /api/openapi.json", "GET /api/docs"}
    assert set(operations(world)) <= named


# Addresses and methods.


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
