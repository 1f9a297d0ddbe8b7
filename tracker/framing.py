"""The head of a request: refused where a proxy in front of us could have seen another end.

What the two see differently, one of them takes for the beginning of somebody else's request
(request smuggling). RFC 9112 says what is plain; pywsgi and the parser of mails that it takes for
heads read more than that: a length twice or with a sign, lines that end in CR alone, names with a
space. So heads are read here, which is also the quicker way.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*\r?\n")
_LENGTH = re.compile(r"[0-9]{1,12}")
_END = (b"\r\n", b"\n")
MOST, LONGEST = 100, 64 * 1024
"""Lines of a head, and bytes of each."""


class Reader(Protocol):
    """What lines are read from."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return the next line with its end."""


class Head:
    """The fields of a request, as pywsgi asks for them."""

    def __init__(self, fields: Sequence[tuple[str, str]], status: str = "") -> None:
        self.fields = fields
        """Names in lower case, and values, in the order they came."""
        self.status = status
        """Why the request is refused; empty where it is not."""
        self._first = dict(reversed(fields))

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the first field of a name, in whatever case that is written."""
        return self._first.get(name.lower(), default)

    getheader = get

    def __delitem__(self, name: str) -> None:
        """Refuse: pywsgi asks for it of a length beside chunks, and there is none."""
        raise KeyError(name)

    @property
    def typeheader(self) -> str | None:
        """Return the type of the body."""
        return self._first.get("content-type")

    @property
    def headers(self) -> Iterator[str]:
        """Return the lines that go into the environ."""
        return (f"{name}:{value}" for name, value in self.fields)


def read_head(reader: Reader) -> Head:
    """Read a head to its end; one that leaves doubt of where its request ends has a status."""
    fields: list[tuple[str, str]] = []
    while (line := reader.readline(LONGEST + 1)) not in _END:
        if not line:
            return Head((), "cut short")  # what would follow may be what matters
        if len(line) > LONGEST or len(fields) == MOST:
            return Head((), "more than is read")
        field = _FIELD.fullmatch(line.decode("latin-1"))
        if field is None:
            return Head((), "a line that is no field")
        fields.append((field[1].lower(), field[2]))
    return Head(fields, "" if _is_plain(fields) else "where it ends is not plain")


def _is_plain(fields: Sequence[tuple[str, str]]) -> bool:
    lengths = [value for name, value in fields if name == "content-length"]
    codings = [value.lower() for name, value in fields if name == "transfer-encoding"]
    if codings:
        return codings == ["chunked"] and not lengths
    return not lengths or (len(lengths) == 1 and _LENGTH.fullmatch(lengths[0]) is not None)
