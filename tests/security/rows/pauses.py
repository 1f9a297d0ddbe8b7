"""Pauses, skips and hard weeks."""

from tests.security.row import Row, empty, linked, nobody, shared
from tests.security.row_parts import COACH_TOO, of_habit

ROWS = (
    Row("GET", "/api/pauses", linked(200)),
    # For who is in no couple there is nothing to pause; a stranger's couple has no such habit.
    Row(
        "POST",
        "/api/pauses",
        shared(201, ex=404),
        body=lambda ids: {"habit": ids["habit"], "first": ids["soon"]},
        tells=COACH_TOO,
    ),
    Row(
        "DELETE",
        "/api/pauses/<string:pause_id>",
        shared(204),
        {"pause_id": "pause"},
        tells=COACH_TOO,
    ),
    of_habit("skip", lambda ids: {"period": ids["today"]}),
    of_habit("hard-week", lambda ids: {"keep": ids["habit"]}),
    of_habit("pauses", lambda ids: {"first": ids["soon"], "scope": "all"}),
    Row(
        "POST",
        "/pauses/<string:pause_id>/end",
        shared(303, **nobody(303)),
        {"pause_id": "pause"},
        empty,
        True,
        tells=COACH_TOO,
    ),
    Row("POST", "/hard-week/end", linked(303, **nobody(303)), body=empty, form=True),
)
