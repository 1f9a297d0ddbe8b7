"""What somebody pasted where a code is asked for: a code, an address, a message with one."""

import re

_LINK = re.compile(r"#([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
_MOST = 2000


def secret(text: str) -> str:
    """Return the token out of an address, else the text as it is."""
    link = _LINK.search(text[:_MOST])
    return link[1] if link else text.strip()
