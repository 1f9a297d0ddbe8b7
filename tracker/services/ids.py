"""What an id looks like: anything else is not there, and never reaches the database."""

import re

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_id(value: str) -> bool:
    """Tell whether a string is a UUID in canonical lower case."""
    return _ID.fullmatch(value) is not None
