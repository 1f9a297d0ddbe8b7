"""Strings that texts were not meant to be: made up from a number, the same for the same number."""

import itertools
import random
import unicodedata
from collections.abc import Callable, Sequence

from tests.security.hostile import CHARACTERS, LOOKALIKES, PROSE

LENGTHS = (0, 1, 2, 15, 16, 17, 79, 80, 81, 159, 160, 161, 499, 500, 501, 1999, 2000, 2001, 9000)
"""Bounds of texts, and beside them."""
KNOWN = (*CHARACTERS, *PROSE, *LOOKALIKES)
RANGES = (
    (0x20, 0x7F),
    (0xA0, 0x250),
    (0x300, 0x370),  # marks that join the letter before
    (0x590, 0x700),  # right to left
    (0x900, 0xE00),
    (0x1100, 0x1200),  # what composes
    (0x2000, 0x2070),  # spaces, joiners, directions
    (0x2E80, 0x3100),
    (0xAC00, 0xD7A4),
    (0xE000, 0xF900),  # private
    (0xFB00, 0xFE10),  # ligatures; what decomposes
    (0xFE00, 0xFFFE),
    (0x1F000, 0x1FA00),
    (0xE0000, 0xE01F0),  # tags, variants
    (0x10FF00, 0x110000),
)
SEPARATORS = ("", " ", "\n", "\r\n", "\t", "\u200b", "\u2028", "\u202e", "\ufeff", "'", '"', "\\")
PIECES = (
    *("<script>x()</script>", "<svg/onload=x()>", "javascript:x()", "]]>", "<!--", "</textarea>"),
    *("'; DROP TABLE ticks; --", "\" OR ''='", "\\'; --", "LIKE '%_'", "$1", ":name", "%(x)s", "?"),
    *("{{ config }}", "{% if %}", "${x}", "#{x}", "{0}", "%n", "\\u0000", "\\x00", "&#0;", "&amp;"),
    *("=HYPERLINK(1)", "@x", "+1", "-1", "\\N", "NULL", "nan", "0x1", "1_000", "1e309", "٣٤"),
    *("BEGIN:VEVENT", "X-Y;Z=1:a", "\\,\\;", "Bcc: a@example.org", "../..", "C:\\x", "file:///"),
    *("null", "[]", "{}", '{"a":1}', "true", "Infinity"),
)


def strings(count: int, chance: int = 0) -> list[str]:
    """Return so many different strings: those known, then ones that are drawn."""
    dice = random.Random(f"hostile {chance}")
    drawn = (make(dice) for make in itertools.cycle((_letters, _joined, _bound, _broken, _marked)))
    found: dict[str, None] = {}
    for text in itertools.chain(KNOWN, drawn):
        found.setdefault(text)
        if len(found) >= count:
            break
    return list(found)


def _letter(dice: random.Random) -> str:
    return chr(dice.randrange(*dice.choice(RANGES)))


def _letters(dice: random.Random) -> str:
    """Return letters from anywhere."""
    return "".join(_letter(dice) for _ in range(dice.choice(LENGTHS[:9])))


def _joined(dice: random.Random) -> str:
    """Return what means something elsewhere."""
    pieces = dice.choices((*PIECES, *PROSE[:30], *LOOKALIKES), k=dice.randint(2, 4))
    return dice.choice(SEPARATORS).join(pieces)


def _bound(dice: random.Random) -> str:
    """Return a text about as long as may be, by what it is before it is composed or after."""
    length = dice.choice(LENGTHS)
    grown: Sequence[Callable[[str], str]] = (
        lambda text: text,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f" {text}\n",
    )
    return dice.choice(grown)(dice.choice(("x", "é", "💚", "각", "\u0344", "ﷺ", "ß")) * length)


def _broken(dice: random.Random) -> str:
    """Return a text with something in it that is none."""
    wrong = dice.choice(
        ("\0", "\x08", "\x1b", "\x7f", "\x85", "\ud800", "\udbff", "\udc00", "\x1f")
    )
    text = _letters(dice) or "x"
    at = dice.randrange(len(text) + 1)
    return text[:at] + wrong + text[at:]


def _marked(dice: random.Random) -> str:
    """Return letters with marks upon marks, in no order that is their own."""
    marks = [chr(dice.randrange(0x300, 0x370)) for _ in range(dice.randint(1, 30))]
    return dice.choice(("e", "ᄒ", "ا", "\u0958", "🏳", "")) + "".join(marks)
