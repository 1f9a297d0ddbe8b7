"""Heads of requests: what is well-formed is read, everything else is refused."""

from io import BytesIO

import pytest

from tracker.request_fields import LONGEST, MOST, Fields


def read(head: bytes) -> Fields:
    return Fields(BytesIO(head + b"\r\n"), 0)


def test_fields_are_found_by_any_case_and_kept_in_their_order() -> None:
    fields = read(
        b"Host: a\r\ncontent-TYPE:text/plain \t\r\nX-Odd:\t\xfc: 1\r\nX-None:\r\nx-odd: 2\n"
    )
    assert fields.status == ""
    assert fields.get("HOST") == "a"
    assert fields.typeheader == "text/plain"
    assert fields.get("x-odd") == "\xfc: 1"
    assert fields.getheader("X-None") == ""
    assert fields.get("other") is None
    assert fields.get("other", "") == ""
    assert list(fields.headers) == [
        "Host: a",
        "content-TYPE: text/plain",
        "X-Odd: \xfc: 1",
        "X-None: ",
        "x-odd: 2",
    ]


def test_what_follows_the_head_is_left_for_the_body() -> None:
    file = BytesIO(b"Host: a\r\n\r\nbody: 1\r\n")
    assert list(Fields(file, 0).headers) == ["Host: a"]
    assert file.read() == b"body: 1\r\n"


def test_a_field_that_was_taken_out_is_gone() -> None:
    fields = read(b"Content-Length: 5\r\n")
    del fields["content-length"]
    assert fields.get("Content-Length") is None
    with pytest.raises(KeyError):
        del fields["content-length"]


@pytest.mark.parametrize(
    "line",
    [
        b"no field at all",
        b": nameless",
        b"Content-Length : 5",
        b" Content-Length: 5",
        b"X-Long: begun\r\n and gone on",
        b"X-Split: a\rContent-Length: 5",
        b"X-Zero: a\0b",
        b"X-\xfc: 1",
        b"Content-Length: 5\r\ncontent-length: 5",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"Host: evil.example",
        b"X-Long: " + b"a" * LONGEST,
        b"\r\n".join(b"X-%d: 1" % number for number in range(MOST)),
    ],
)
def test_what_might_be_read_otherwise_is_refused(line: bytes) -> None:
    assert read(b"Host: a\r\n" + line + b"\r\n").status


def test_a_head_without_an_end_is_refused() -> None:
    assert Fields(BytesIO(b"Host: a\r\n"), 0).status
    assert Fields(BytesIO(b"Host: a"), 0).status
