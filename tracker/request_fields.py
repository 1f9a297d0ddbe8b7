"""The header fields of a request, read strictly: what a proxy might read otherwise is refused."""

import re
from collections.abc import Iterator
from typing import BinaryIO

MOST = 100
LONGEST = 64 * 1024
"""Bytes a line may have."""
_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\r\n]*?)[ \t]*\r?\n")
"""RFC 9112, 5: no blank before the colon, no line that goes on in the next."""
_END = (b"\r\n", b"\n")
_ONCE = frozenset({"content-length", "host", "transfer-encoding"})


class Fields:
    """What pywsgi asks of a `MessageClass` (see docs/decisions/request-fields.md)."""

    def __init__(self, file: BinaryIO, _seekable: int) -> None:
        self.status = ""
        """What is wrong with them; pywsgi then answers 400 and closes."""
        self._lines: list[str] = []
        self._first: dict[str, str] = {}
        while (line := file.readline(LONGEST + 1)) not in _END:
            match = _LINE.fullmatch(line)
            if match is None or len(line) > LONGEST or len(self._lines) == MOST:
                self.status = "malformed"
                return
            name, value = match[1].decode("ascii"), match[2].decode("latin-1")
            key = name.lower()
            if key in _ONCE and key in self._first:
                self.status = "repeated"
                return
            self._first.setdefault(key, value)
            self._lines.append(f"{name}: {value}")

    @property
    def headers(self) -> Iterator[str]:
        """Return each as a line."""
        return iter(self._lines)

    @property
    def typeheader(self) -> str | None:
        """Return the content type."""
        return self._first.get("content-type")

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return a field's first value."""
        return self._first.get(name.lower(), default)

    getheader = get

    def __delitem__(self, name: str) -> None:
        del self._first[name.lower()]
