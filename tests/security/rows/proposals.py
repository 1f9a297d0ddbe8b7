"""Proposals and the answers to them."""

from typing import Any

from tests.security.row import Expect, Row, always, nobody, shared
from tests.security.row_parts import HABIT, PROPOSAL


def asks(what: str, expect: Expect, **fields: Any) -> Row:
    """Return the row of an answer to the proposal that ana made."""
    rule = f"/api/habits/<string:habit_id>/{what}"
    return Row("POST", rule, expect, PROPOSAL, always(version=1, **fields))


def answers(what: str, expect: Expect, **fields: Any) -> Row:
    """Return the row of the same answer by a form of the pages."""
    rule = f"/habits/<string:habit_id>/{what}"
    return Row("POST", rule, {**expect, **nobody(303)}, PROPOSAL, always(version=1, **fields), True)


ROWS = (
    asks("accept", shared(403, 200)),
    asks("counter", shared(403, 200), title="Fresh"),
    asks("decline", shared(403, 200)),
    asks("withdraw", shared(200, 403)),
    Row(
        "POST",
        "/api/habits/<string:habit_id>/amend",
        shared(200),
        HABIT,
        always(title="Fresh"),
    ),
    Row("GET", "/habits/<string:habit_id>/answer", shared(200, **nobody(303)), PROPOSAL),
    answers("accept", shared(403, 303)),
    answers("counter", shared(403, 303), title="Fresh"),
    answers("decline", shared(403, 303)),
    answers("withdraw", shared(303, 403)),
)
