"""Habits, the library and how they stand."""

from tests.security.row import Row, always, each, empty, linked, nobody, shared
from tests.security.row_parts import ANOTHER, HABIT, of_habit
from tests.support.agreeing import DAILY

ROWS = (
    Row("GET", "/api/habits", each(200)),
    Row(
        "POST",
        "/api/habits",
        each(201),
        body=always(title="Fresh", cadence=DAILY, mode="together"),
    ),
    Row("GET", "/api/habits/order", linked(200)),
    # For who is in no couple there is nothing to put in order.
    Row(
        "PUT",
        "/api/habits/order",
        shared(200, ex=404),
        body=lambda ids: {"habits": [ids["habit"]]},
    ),
    Row("GET", "/api/habits/<string:habit_id>", shared(200), HABIT),
    Row("GET", "/api/habits/<string:habit_id>/history", shared(200), HABIT),
    Row(
        "POST",
        "/api/habits/<string:habit_id>/retire",
        shared(200),
        HABIT,
        always(lives_on=True),
    ),
    Row("POST", "/api/habits/<string:habit_id>/keep-counting", shared(204), HABIT, empty),
    Row(
        "PUT",
        "/api/habits/<string:habit_id>/occasions/<string:period_start>",
        shared(200),
        {**HABIT, "period_start": "today"},
        lambda ids: {"day": ids["today"], "words": "Fresh"},
    ),
    Row("GET", "/api/habits/<string:habit_id>/progress", shared(200), HABIT),
    Row("GET", "/api/progress", linked(200)),
    Row("GET", "/library", each(200, **nobody(303))),
    Row("POST", "/library", ANOTHER, body=always(idea="walk-after-dinner"), form=True),
    Row("GET", "/habits", each(200, **nobody(303))),
    Row("GET", "/habits/ended", each(200, **nobody(303))),
    Row("GET", "/habits/new", each(200, **nobody(303))),
    Row(
        "POST",
        "/habits/new",
        ANOTHER,
        body=always(title="Fresh", unit="day", mode="together"),
        form=True,
    ),
    Row("GET", "/habits/<string:habit_id>", shared(200, **nobody(303)), HABIT),
    Row("GET", "/habits/<string:habit_id>/change", shared(200, **nobody(303)), HABIT),
    of_habit("change", lambda _ids: {"title": "Fresh"}),
    of_habit("occasion", lambda ids: {"period": ids["today"], "day": ids["today"]}),
    of_habit("retire", always(lives_on="true")),
    of_habit("keep-counting", empty),
    of_habit("move", always(to="up")),
)
