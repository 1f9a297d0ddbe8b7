"""Shapes of what phones that were offline send."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from tracker.schemas.change import Change
from tracker.schemas.fields import (
    CURSOR,
    SMALL,
    AnyDay,
    Bool,
    Id,
    Instant,
    Int,
    Schema,
    Text,
    one_of,
)
from tracker.schemas.tick import NOTE

MOST_OPS = 100


class TickOp(Schema):
    """One operation, as the device wrote it down."""

    op = Id(required=True)
    type = ma.fields.String(required=True, validate=ma.validate.Equal("tick"))
    habit = Id(required=True)
    date = AnyDay(required=True)
    slot = Int(0, SMALL, load_default=0)
    done = Bool(required=True)
    note = Text(NOTE, lines=True, allow_none=True)
    at = Instant(required=True)


_op = TickOp()


class Ops(ma.fields.List[Any]):
    """A list of operations, each read by itself: a bad one is marked, not the whole refused.

    Loads to dicts as `services.sync.SyncOp` takes them.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ma.fields.Nested(TickOp), **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        if len(value) > MOST_OPS:
            raise ma.ValidationError(f"At most {MOST_OPS} at once.")
        return [_read(item) for item in value]


def _read(item: Any) -> dict[str, Any]:
    try:
        values: dict[str, Any] = _op.load(item)
    except ma.ValidationError:
        # The id is given back where there is one, so that the device knows which to drop.
        op = item.get("op") if isinstance(item, dict) else None
        return {"op": op if isinstance(op, str) and len(op) <= 64 else None, "refused": "invalid"}
    carries_note = "note" in values
    # Every microsecond of `at` weighs, so none may be rounded off.
    body = _op.dump(values) | {"carries": carries_note, "at": values["at"].isoformat()}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    del values["type"]
    return values | {"carries_note": carries_note, "digest": digest}


class SyncIn(Schema):
    """An envelope: what was done offline, and up to where the device knows its stream."""

    couple = Id(required=True)
    device = Id(required=True)
    sent_at = Instant(required=True, metadata={"description": "By the device's clock."})
    after = Int(0, CURSOR, load_default=0)
    ops = Ops(
        required=True,
        metadata={
            "maxItems": MOST_OPS,
            "description": "Each is judged by itself: a bad one is rejected alone.",
        },
    )


class Result(Schema):
    """What became of an operation."""

    op = ma.fields.String(required=True, allow_none=True)
    status = one_of("applied", "duplicate", "superseded", "rejected", required=True)
    code = ma.fields.String(required=True, allow_none=True)


class Synced(Schema):
    """The results in the order asked, and what the device has missed."""

    results = ma.fields.List(ma.fields.Nested(Result), required=True)
    changes = ma.fields.List(ma.fields.Nested(Change), required=True)
    cursor = ma.fields.Integer(required=True)
    more = ma.fields.Boolean(required=True)
    reset = ma.fields.Boolean(required=True)
    now = Instant(required=True)
