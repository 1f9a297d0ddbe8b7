"""What schemas and use cases say in English, in the reader's language."""

import re
from collections.abc import Mapping

from flask_babel import gettext

from tracker.spoken import N_

FILLED = (
    N_("At most %(most)s characters."),
    N_("At least %(least)s characters."),
    N_("A whole number from %(low)s to %(high)s."),
    N_("You have %(number)s habits. Let one go first."),
    N_("Must be one of: %(choices)s."),
    N_("Must be greater than or equal to %(least)s and less than or equal to %(most)s."),
    N_("Longer than maximum length %(most)s."),
    N_("Shorter than minimum length %(least)s."),
)
"""What is said with something put in: by then it is English, and is taken apart again."""
OF_MARSHMALLOW = (
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Unknown field."),
    N_("Not a valid string."),
    N_("Not a valid integer."),
    N_("Not a valid boolean."),
    N_("Not a valid list."),
    N_("Invalid value."),
)


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", text)
    named = [f"(?P<{part}>.+)" for part in parts[1::2]]
    parts[0::2], parts[1::2] = map(re.escape, parts[0::2]), named
    return re.compile("".join(parts))


_PATTERNS: Mapping[str, re.Pattern[str]] = {text: _pattern(text) for text in FILLED}


def said(detail: str) -> str:
    """Return a refusal's words, or what a schema finds wrong, to be read on a page."""
    for text, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(detail):
            return gettext(text, **found.groupdict())
    return gettext(detail)
