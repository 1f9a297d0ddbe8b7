"""Ticks, Today, and what a phone sends along."""

from tests.security.row import Row, always, each, linked, nobody, shared, sync_body
from tests.security.row_parts import HABIT

ROWS = (
    Row("GET", "/api/habits/<string:habit_id>/ticks", shared(200), HABIT),
    Row(
        "PUT",
        "/api/habits/<string:habit_id>/ticks/<string:day>",
        shared(200),
        {**HABIT, "day": "yesterday"},
        always(note="Fresh"),
    ),
    Row(
        "DELETE",
        "/api/habits/<string:habit_id>/ticks/<string:day>",
        shared(200),
        {**HABIT, "day": "today"},
    ),
    Row(
        "PUT",
        "/api/habits/<string:habit_id>/ticks/<string:day>/mark",
        shared(200),
        {**HABIT, "day": "today"},
        always(mark="heart"),
    ),
    Row(
        "DELETE",
        "/api/habits/<string:habit_id>/ticks/<string:day>/mark",
        shared(204),
        {**HABIT, "day": "today"},
    ),
    Row("POST", "/api/sync", shared(200), body=sync_body),
    # Pages lead who is not signed in to the door.
    # Who coaches and is in no couple is led to their clients.
    Row("GET", "/today", each(200, coach=303, excoach=303, **nobody(303))),
    Row(
        "POST",
        "/today/ticks",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "date": ids["yesterday"], "done": "true"},
        form=True,
    ),
    Row(
        "POST",
        "/today/swallowed",
        linked(303, **nobody(303)),
        body=lambda ids: {"first": ids["yesterday"], "answer": "leave"},
        form=True,
    ),
    Row(
        "POST",
        "/today/words",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "date": ids["yesterday"], "note": "Fresh"},
        form=True,
    ),
)
