"""How large a body may be, and what form it must have."""

import io
import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.security.matrix import API, Row
from tests.security.operations import documented, operations
from tests.security.world import World
from tests.web.api.requests import JSON, SYNC, TICK, WRITES, asker, refused, send
from tracker.web.api.door import BODY, DEEPEST, SYNC_BODY

# Size.


def padded(row: Row, world: World, size: int) -> bytes:
    """Return a good body of just this many bytes."""
    body = json.dumps(row.body(world.ids) if row.body else {}).encode()
    return body + b" " * (size - len(body))


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
    response = send(world, row, asker(row), json={**body, "colour": "green"})
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
    response = send(world, row, asker(row), data=json.dumps(body), headers=JSON)
    refused(response, 422, "invalid")


def test_the_document_names_every_route_but_those_that_serve_it(world: World) -> None:
    named = {documented(row) for row in API}
    assert named - set(operations(world)) <= {"GET /api/openapi.json", "GET /api/docs"}
    assert set(operations(world)) <= named
