"""The one place that shapes and numbers a row of a person's stream."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, delete, insert, select, update

from tracker.extensions import db
from tracker.models import Change, StreamHead
from tracker.prepared import Prepared, Row
from tracker.store import AnySession

PAGE = 100
_PENDING = "woven_pending_changes"


@dataclass(frozen=True, slots=True)
class Item:
    """One committed item of one person's stream, as clients receive it."""

    person_id: str
    seq: int
    kind: str
    at: str
    by: str | None
    text: str
    """Its data as JSON, written once for the streams and the sockets of both partners."""

    @property
    def data(self) -> Any:
        """Return what it says."""
        return json.loads(self.text)

    @property
    def ends_rights(self) -> bool:
        """Tell whether its person may not go on hearing what an open socket was let hear."""
        return self.kind == "unlinked" or (
            self.kind == "coach" and self.data.get("what") == "ended"
        )

    def written(self) -> str:
        """Return the item as JSON; what it puts together is ids and dates, which need no escape."""
        by = "null" if self.by is None else f'"{self.by}"'
        return (
            f'{{"seq":{self.seq},"kind":"{self.kind}","at":"{self.at}","by":{by},'
            f'"data":{self.text}}}'
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a stream. `reset`: load everything afresh and go on from `cursor`."""

    items: Sequence[Item]
    cursor: int
    reset: bool


@dataclass(frozen=True, slots=True)
class _Pending:
    person_id: str
    kind: str
    at: str
    by: str | None
    text: str


def add(
    session: AnySession,
    recipients: Mapping[str, date],
    kind: str,
    data: Mapping[str, Any],
    *,
    by: str | None,
    now: datetime,
) -> None:
    """Note a change for each recipient; it is numbered and written at the end of the transaction.

    `recipients` maps a person's id to their local date: the day is all that a person learns of
    when their partner did something. `data` is JSON and never holds free text.
    """
    pending = session.info.setdefault(_PENDING, [])
    text = _write(data)
    for person_id, local_date in recipients.items():
        at = instant(now) if person_id == by else local_date.isoformat()
        pending.append(_Pending(person_id, kind, at, by, text))


def instant(moment: datetime) -> str:
    """Return an aware UTC instant as RFC 3339 with `Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def flush(session: AnySession) -> list[Item]:
    """Number and write what was noted, and return it.

    Last in the transaction, so that a head is locked for as short as can be, and in one order.
    """
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return []
    session.flush()
    connection = session.connection()
    by_person: dict[str, list[_Pending]] = defaultdict(list)
    for row in pending:
        by_person[row.person_id].append(row)
    items: list[Item] = []
    for person_id, head in _bump(connection, {key: len(rows) for key, rows in by_person.items()}):
        rows = by_person[person_id]
        items += [
            Item(person_id, seq, row.kind, row.at, row.by, row.text)
            for seq, row in enumerate(rows, head - len(rows) + 1)
        ]
    if items:
        _INSERT.run(
            connection,
            [
                {
                    "person_id": item.person_id,
                    "seq": item.seq,
                    "kind": item.kind,
                    "at": item.at,
                    "by_id": item.by,
                    "data": item.text,
                }
                for item in items
            ],
        )
    return items


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_INSERT = Prepared(insert(Change))
_REACH = Prepared(
    select(StreamHead.head, StreamHead.floor).where(StreamHead.person_id == bindparam("person"))
)
_SINCE = Prepared(
    select(Change.seq, Change.kind, Change.at, Change.by_id, Change.data)
    .where(Change.person_id == bindparam("person"), Change.seq > bindparam("after"))
    .order_by(Change.seq)
    .limit(bindparam("most", type_=Integer))
)


_BUMP = Prepared(
    update(StreamHead)
    .where(StreamHead.person_id.in_((bindparam("one"), bindparam("other"))))
    .values(head=StreamHead.head + bindparam("count"))
    .returning(StreamHead.person_id, StreamHead.head)
)


def _bump(connection: Connection, counts: Mapping[str, int]) -> Iterator[Row]:
    """Move heads on, and yield whose and where to; people with as many new rows in one statement.

    Somebody who is being erased in this very transaction has no head any more.
    """
    # By id: who is told in one couple's transaction, a coach, may be a partner in another's.
    people = sorted(counts)
    while people:
        one = people.pop(0)
        # A couple in one statement; in two, a tick would wait twice.
        other = people.pop(0) if people and counts[people[0]] == counts[one] else one
        values = {"one": one, "other": other, "count": counts[one]}
        yield from _BUMP.rows(connection, values)


def cut(session: AnySession, person_id: str, through: int) -> None:
    """Take a stream's items up to and with `through` out of it.

    A stream is dense, so items cannot go one by one: who has not caught up loads afresh.
    """
    session.connection().execute(
        update(StreamHead)
        .where(StreamHead.person_id == person_id, StreamHead.floor < through)
        .values(floor=through)
    )
    session.connection().execute(
        delete(Change).where(Change.person_id == person_id, Change.seq <= through)
    )


def discard(session: AnySession) -> None:
    """Forget what was noted: the transaction failed."""
    session.info.pop(_PENDING, None)


def cursor(person_id: str) -> int:
    """Return how far a person's stream reaches."""
    row = _REACH.row(db.session.connection(), {"person": person_id})
    return 0 if row is None else int(row[0])


def heads(person_ids: Collection[str]) -> dict[str, int]:
    """Return how far each of these people's streams reaches."""
    query = select(StreamHead.person_id, StreamHead.head).where(
        StreamHead.person_id.in_(person_ids)
    )
    return {row.person_id: row.head for row in db.session.execute(query)}


def since(person_id: str, after: int, limit: int = PAGE) -> Page:
    """Return the items after `after`, oldest first, at most `limit` (1 to 100)."""
    connection, person = db.session.connection(), {"person": person_id}
    head, floor = _REACH.row(connection, person) or (0, 0)
    if after > head or after < floor:
        return Page((), head, True)
    rows = _SINCE.rows(connection, {**person, "after": after, "most": limit})
    items = [Item(person_id, *row) for row in rows]
    return Page(items, items[-1].seq if items else after, False)
