"""What phones that were offline send: up to a hundred operations, taken one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import bindparam, insert, select

from tracker import metrics
from tracker.extensions import db
from tracker.models import Operation
from tracker.prepared import Prepared, PreparedAmong
from tracker.services import changes, clocks, habit_rows, transaction
from tracker.services import seat as seats
from tracker.services.cell import Op
from tracker.services.errors import Invalid, NotFound, Refusal
from tracker.services.instants import micros
from tracker.services.seat import Seat
from tracker.services.standing import BEGINNING
from tracker.services.tick_writer import TickWriter

OFFLINE = timedelta(days=30)
"""How long a phone may keep an operation to itself."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SyncOp:
    """One operation as a device wrote it down; `at` is by the device's clock.

    `refused`: the code of what is wrong with its form; the other fields are then of no use.
    `digest` stands for its whole body.
    """

    op: str | None
    refused: str | None = None
    habit: str = ""
    date: date = BEGINNING
    slot: int = 0
    done: bool = True
    note: str | None = None
    carries_note: bool = False
    at: datetime = NEVER
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an operation: applied, duplicate, superseded or rejected with a code."""

    op: str | None
    status: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """The results in the order asked, and what the device has missed up to `cursor`."""

    results: Sequence[Result]
    changes: Sequence[changes.Item]
    cursor: int
    more: bool
    reset: bool
    now: datetime


def sync(
    person_id: str,
    couple_id: str,
    sent_at: datetime,
    after: int,
    ops: Sequence[SyncOp],
    now: datetime,
) -> Synced:
    """Apply the operations, each by itself, all in one transaction; then catch up.

    Raises NotFound where the couple was never one's own, Gone where it was.
    """
    results: list[Result] = []
    with transaction.writing_core() as session:
        seat = seats.find(session, person_id, lock=True)
        if seat is None or seat.couple_id != couple_id:
            raise habit_rows.left_behind(session, person_id, couple_id)
        if ops:
            batch = _Batch(TickWriter(session, seat, now), seat, sent_at, now)
            batch.remember(ops)
            results = [batch.take(op) for op in ops]
            batch.close()
    metrics.SYNCS.inc()
    for result in results:
        metrics.SYNCED[result.status].inc()
    page = changes.since(person_id, after)
    return Synced(
        results,
        page.items,
        page.cursor,
        not page.reset and page.cursor < changes.cursor(person_id),
        page.reset,
        now,
    )


def require(person_id: str, couple_id: str) -> None:
    """Raise NotFound where the couple was never the person's, Gone where it was."""
    session = db.session()
    seat = seats.find(session, person_id)
    if seat is None or seat.couple_id != couple_id:
        raise habit_rows.left_behind(session, person_id, couple_id)


_KNOWN = PreparedAmong(
    lambda keys: select(Operation.op, Operation.body_digest).where(
        Operation.person_id == bindparam("me"), Operation.op.in_(keys)
    ),
    Operation.op,
)
_FRESH = Prepared(insert(Operation))


class _Batch:
    """The operations of one envelope."""

    def __init__(self, writer: TickWriter, seat: Seat, sent_at: datetime, now: datetime) -> None:
        self.writer = writer
        self.me = seat.me.id
        self.now = now
        self.skew = now - sent_at
        self.clocks = clocks.history(writer.connection, self.me)
        self.known: dict[str, str] = {}
        self.fresh: list[dict[str, object]] = []

    def remember(self, ops: Sequence[SyncOp]) -> None:
        """Look up which of these were sent before, and with what body."""
        ids = {op.op for op in ops if op.refused is None}
        self.known = dict(_KNOWN.rows(self.writer.connection, list(ids), {"me": self.me}))

    def take(self, sent: SyncOp) -> Result:
        """Apply one operation, or say why not."""
        if sent.refused is not None or sent.op is None:
            return Result(sent.op, "rejected", sent.refused)
        if sent.op in self.known:
            if self.known[sent.op] == sent.digest:
                return Result(sent.op, "duplicate")
            return Result(sent.op, "rejected", "op_reused")
        try:
            status = self._apply(sent, sent.op)
        except Refusal as refusal:
            return Result(sent.op, "rejected", refusal.code)
        self.known[sent.op] = sent.digest
        self.fresh.append(
            {
                "person_id": self.me,
                "op": sent.op,
                "body_digest": sent.digest,
                "status": status,
                "received_at": self.now,
            }
        )
        return Result(sent.op, status)

    def _apply(self, sent: SyncOp, op_id: str) -> str:
        # The device's clock may be off by any amount; how long it waited to send is not.
        eff = min(sent.at + self.skew, self.now)
        if eff < self.now - OFFLINE:
            raise Invalid("too_old", "That was too long ago.", "at")
        place = (sent.habit, sent.date, sent.slot)
        try:
            self.writer.judge(place, clocks.date_at(self.clocks, eff))
        except NotFound:
            habit_rows.require(self.me, sent.habit)
            raise
        op = Op(sent.done, micros(eff), op_id, sent.note, sent.carries_note)
        return "applied" if self.writer.apply(place, op).is_held_by(op) else "superseded"

    def close(self) -> None:
        """Write everything, and remember the operations."""
        self.writer.close()
        if self.fresh:
            _FRESH.run(self.writer.connection, self.fresh)
