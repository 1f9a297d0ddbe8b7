"""What has become of those who listen.

Everybody is asked for every two seconds, and for hardly anybody something has changed: the store
compares, and names the few.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import BigInteger, Connection, bindparam, cast, exists, func, or_, select

from tracker.models import Credential, StreamHead
from tracker.models.columns import UuidText
from tracker.prepared import Prepared

# A list as one parameter, whatever its length: one statement, prepared once.
_PAIRS = {"sqlite": func.json_each, "postgresql": func.json_each_text}
_VALUES = {"sqlite": func.json_each, "postgresql": func.json_array_elements_text}


def _moved(dialect: str) -> Prepared:
    asked = _PAIRS[dialect](bindparam("asked")).table_valued("key", "value")
    return Prepared(
        select(StreamHead.person_id, StreamHead.head)
        .select_from(asked)
        .join(StreamHead, StreamHead.person_id == cast(asked.c.key, UuidText))
        .where(StreamHead.head != cast(asked.c.value, BigInteger))
    )


def _ended(dialect: str) -> Prepared:
    asked = _VALUES[dialect](bindparam("asked")).table_valued("value")
    asked_id = cast(asked.c.value, UuidText)
    now = bindparam("now", type_=Credential.expires_at.type)
    alive = exists().where(
        Credential.id == asked_id,
        or_(Credential.expires_at.is_(None), Credential.expires_at > now),
    )
    return Prepared(select(asked_id).select_from(asked).where(~alive))


_MOVED = {dialect: _moved(dialect) for dialect in _PAIRS}
_ENDED = {dialect: _ended(dialect) for dialect in _VALUES}


def moved(connection: Connection, reached: Mapping[str, int]) -> dict[str, int]:
    """Return where the streams of these people reach that do not reach to the given item."""
    values = {"asked": json.dumps(reached)}
    rows = _MOVED[connection.dialect.name].rows(connection, values)
    return dict(rows)


def ended(connection: Connection, credential_ids: Collection[str], now: datetime) -> set[str]:
    """Return those of the credentials, seen earlier at a socket's connect, that do not count now.

    The other side of `principal.still_valid`.
    """
    values = {"asked": json.dumps(list(credential_ids)), "now": now}
    return {row[0] for row in _ENDED[connection.dialect.name].rows(connection, values)}
