"""Where a request ends: refused where a proxy in front of us could have seen another end.

What the two see differently, one of them takes for the beginning of somebody else's request
(request smuggling). RFC 9112 says what is plain; pywsgi and the parser of mails beneath it take
more than that: a length twice or with a sign, lines that end in CR alone, names with a space.
"""

import re
from collections.abc import Sequence
from typing import Protocol

_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*\r?\n")
_LENGTH = re.compile(rb"[0-9]{1,12}")
_END = (b"\r\n", b"\n", b"")


class Reader(Protocol):
    """What lines are read from."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return the next line with its end."""


class Lines:
    """Lines that are read, and kept as they came."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.read: list[bytes] = []

    def readline(self, size: int = -1, /) -> bytes:
        """Return the next line with its end."""
        line = self._reader.readline(size)
        self.read.append(line)
        return line


def is_plain(lines: Sequence[bytes]) -> bool:
    """Tell whether the lines of a head leave no doubt of where its request ends."""
    lengths, codings = [], []
    for line in lines:
        if line in _END:
            continue
        field = _FIELD.fullmatch(line)
        if field is None:
            return False
        name = field[1].lower()
        if name == b"content-length":
            lengths.append(field[2])
        elif name == b"transfer-encoding":
            codings.append(field[2].lower())
    if codings:
        return codings == [b"chunked"] and not lengths
    return not lengths or (len(lengths) == 1 and _LENGTH.fullmatch(lengths[0]) is not None)
