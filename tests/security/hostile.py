"""Values that clients were not meant to send, and where in a body each can stand."""

import base64
import copy
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

NO_TEXT: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    -0.0,
    1e308,
    2**31,
    2**63,
    -(2**63) - 1,
    10**30,
    10**4000,
    [],
    {},
    [[]],
    [None],
    ["x"],
    [1, True],
    {"a": {"b": []}},
    {"$ne": None},
    {"__class__": "x"},
)
CHARACTERS = (
    "\0",
    "a\0b",
    "\x01",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\ud800",
    "a\udfff",
    "\udfff\ud800",
)
"""These are no text, anywhere."""
PROSE = (
    "",
    " ",
    "\u00a0\u2003",
    "\n",
    " padded ",
    "two\nlines",
    "two\r\nlines\rthree",
    "tab\tbed",
    "\u202eright to left\u202c",
    "שלום",
    "\u200b",
    "zero\u200bwidth\u200d",
    "\u2066isolated\u2069",
    "\ufeffmarked",
    "\uffff",
    "\U0010ffff",
    "\U000e0041",
    "👩\u200d👩\u200d👧\u200d👦",
    "🏳\ufe0f\u200d🌈",
    "e\u0301",
    "\u0301leading",
    "\u0344",
    "a" + "\u0316\u0301" * 39,
    "\u1112\u1161\u11ab",
    "\u0958" * 80,
    "ﷺ" * 80,
    "İstanbul",
    "ß" * 79,
    "x" * 16,
    "x" * 80,
    "x" * 81,
    "💚" * 80,
    "x" * 500,
    "x" * 501,
    "x" * 30_000,
    "\u0301" * 30_000,
    "' OR 1=1 --",
    'Robert"); DROP TABLE persons;--',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\\",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "%s%n%(x)s",
    "{0.__class__}",
    "../../etc/passwd",
    "http://169.254.169.254/",
)
LOOKALIKES = (
    "null",
    "true",
    "NaN",
    "1",
    "1e5",
    "0x10",
    "\uff11\uff12",
    "٣",
    "2026-02-30",
    "2026-05-06T00:00:00",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "2026-W19-3",
    "20260506",
    "2026-05-06T11:00:00+99:99",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-05-06T24:00:00Z",
    "2026-05-06T23:59:60Z",
    "24:00",
    "９:00",
    "Europe/../UTC",
    "/etc/localtime",
    "UTC\n",
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "ana@example.org\r\nBcc: x@example.org",
    "a@b",
    '"a b"@example.org',
    "x@" + "y" * 300 + ".org",
    "пример@пример.рф",
)
VALUES: tuple[Any, ...] = (*NO_TEXT, *CHARACTERS, *PROSE, *LOOKALIKES)
FEW: tuple[Any, ...] = (*NO_TEXT, *CHARACTERS[:3], *PROSE[:3], *LOOKALIKES)
"""For a field that takes no free text."""


def cursor(text: str) -> str:
    """Return a text as a cursor would be written."""
    return base64.urlsafe_b64encode(text.encode()).decode()


CURSORS = (
    cursor("[" * 5000),
    cursor('{"a":' * 1000),
    cursor("[]"),
    cursor("{}"),
    cursor("null"),
    cursor("NaN"),
    cursor('["1"]'),
    cursor('["-1"]'),
    cursor('["99999999999999999999"]'),
    cursor('["1", "2"]'),
    cursor('["1", "00000000-0000-0000-0000-000000000000"]'),
    cursor('["9999999999999999", "00000000-0000-0000-0000-000000000000"]'),
    cursor('["-1", "00000000-0000-0000-0000-000000000000"]'),
    cursor('["1", "\\u0000"]'),
    cursor('["1", "\\ud800"]'),
    cursor('["2026-05-06", "00000000-0000-0000-0000-000000000000", "0"]'),
    cursor('["0001-01-01", "00000000-0000-0000-0000-000000000000", "-1"]'),
    cursor('["9999-12-31", "00000000-0000-0000-0000-000000000000", "99999"]'),
    cursor(f'["2026-05-06", "00000000-0000-0000-0000-000000000000", "{"9" * 40}"]'),
    cursor(f'["2026-05-06", "00000000-0000-0000-0000-000000000000", "{"9" * 4400}"]'),
    cursor(f'["2026-05-06", "00000000-0000-0000-0000-000000000000", {"9" * 4400}]'),
    cursor('["2026-05-06", "00000000-0000-0000-0000-000000000000", "1_0"]'),
    cursor('["2026-W19-3", "00000000-0000-0000-0000-000000000000", "0"]'),
    cursor('[["2026-05-06"], {}, null]'),
    cursor('["3"]')[:-1],
    "=" * 10,
    "A" * 4000,
)
"""In the place of a cursor; those of some are as one of ours."""

Way = tuple[Any, ...]


def places(
    document: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[tuple[Way, Mapping[str, Any]]]:
    """Yield the way to each field, into objects and first items of lists, with its shape."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for choice in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from places(document, choice)
    for name, inner in schema.get("properties", {}).items():
        yield (name,), inner
        for rest, shape in places(document, inner):
            yield (name, *rest), shape
    if "items" in schema:
        yield (0,), schema["items"]
        for rest, shape in places(document, schema["items"]):
            yield (0, *rest), shape


def put(body: Any, way: Way, value: Any) -> Any:
    """Return a copy of a body in which this value stands at that place."""
    body = copy.deepcopy(body)
    spot = body
    for step, following in pairwise(way):
        if isinstance(step, int):
            while len(spot) <= step:
                spot.append({} if isinstance(following, str) else [])
        elif not isinstance(spot.get(step), list if isinstance(following, int) else dict):
            spot[step] = [] if isinstance(following, int) else {}
        spot = spot[step]
    if isinstance(way[-1], int):
        spot[way[-1] :] = [value]
    else:
        spot[way[-1]] = value
    return body


def kept(text: str) -> str | None:
    """Return what is to come back of a text that was taken."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip() or None
