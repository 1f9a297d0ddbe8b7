"""Finding marks in bytes: as they are, and as other ways of writing would hide them."""

import base64
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from pypdf import PdfReader

Mark = tuple[str, str]
"""Whose, and what: `mk-ana-note` is ("ana", "note")."""
WRITTEN = re.compile(rb"mk-([a-z]+)-([a-z]+)")
HASHED = re.compile(rb"\$argon2|[0-9a-f]{64}")
PDF = b"%PDF-"


class Finder:
    """Knows all marks: the words, and what is a secret and cannot be a word."""

    def __init__(self, owners: Iterable[str]) -> None:
        self.literals: dict[bytes, Mark] = {}
        """What stands for a mark: a zone, a key, a secret that the server drew."""
        self.times: dict[bytes, Mark] = {}
        """Times of day, of which a part of an instant is none."""
        self.digests: set[bytes] = set()
        """What is kept of secrets and passwords: for nobody, not even for whose they are."""
        self._hidden = {
            form: owner for owner in owners for form in _hidden(f"mk-{owner}-".encode())
        }

    def know(self, secrets: Mapping[str, Mark]) -> None:
        """Look for these as well."""
        self.literals |= {text.encode(): mark for text, mark in secrets.items()}

    def find(self, data: bytes) -> set[Mark]:
        """Return the marks that some bytes hold."""
        if data.startswith(PDF):
            data += _text_of(data)
        return set(self._all(data))

    def _all(self, data: bytes) -> Iterator[Mark]:
        for owner, what in WRITTEN.findall(data):
            yield owner.decode(), what.decode()
        for literal, mark in self.literals.items():
            if literal in data:
                yield mark
        for form, owner in self._hidden.items():
            if form in data:
                yield owner, "hidden"
        for clock, mark in self.times.items():
            if clock in data and re.search(rb"(?<![\d:])" + clock + rb"(?!:?\d)", data):
                yield mark
        for found in HASHED.findall(data):
            if found == b"$argon2" or (found in self.digests and found not in self.literals):
                yield "", "digest"


def _hidden(mark: bytes) -> set[bytes]:
    """Return how a mark begins in hexadecimal, and in base 64 wherever it stands."""
    forms = {mark.hex().encode(), mark.hex().upper().encode()}
    for ahead in range(3):
        # What shares a letter with the bytes around it is left out.
        coded = base64.b64encode(b"\0" * ahead + mark)
        forms.add(coded[-(-ahead * 8 // 6) : (ahead + len(mark)) * 8 // 6])
    return forms


def _text_of(pdf: bytes) -> bytes:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages).encode()
