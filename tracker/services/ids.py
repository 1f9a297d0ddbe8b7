"""What an id looks like: anything else is not there, and never reaches the database."""

import uuid


def is_id(value: str) -> bool:
    """Tell whether a string is a UUID in canonical lower case."""
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False
