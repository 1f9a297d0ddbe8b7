"""What people wrote, within a line that may run the other way."""

import re
from typing import Any

from markupsafe import Markup

ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
"""As <bdi> does, also within an attribute, a mail or a push."""
_TO_THE_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_TO_THE_RIGHT = re.compile("[A-Za-z\u00aa-\u02b8\u0370-\u058f\u0900-\u1fff\u2c00-\ufb1c]")
_AGAINST = {"ltr": _TO_THE_LEFT, "rtl": _TO_THE_RIGHT}


def own(text: Any, direction: str) -> Any:
    """Return text so that it keeps its order within a line of a direction, `ltr` or `rtl`.

    What runs along with the line stays as it is, and so does HTML, whose elements isolate.
    """
    if (
        not isinstance(text, str)
        or isinstance(text, Markup)
        or not _AGAINST[direction].search(text)
    ):
        return text
    return f"{ISOLATE}{text}{END}"
