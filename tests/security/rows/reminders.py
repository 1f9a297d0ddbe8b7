"""Reminders, nudges and quiet hours."""

from tests.security.row import Row, always, each, empty, nobody, private, shared
from tests.security.row_parts import ANOTHER, HABIT, of_habit

REMINDER = {"reminder_id": "reminder"}

ROWS = (
    Row("GET", "/api/reminders", each(200)),
    # A habit that is nobody's to be reminded of; who is in no couple has none in force.
    Row(
        "POST",
        "/api/reminders",
        shared(201),
        body=lambda ids: {"habit": ids["habit"], "kind": "time", "time": "20:00"},
    ),
    Row(
        "PUT",
        "/api/reminders/<string:reminder_id>",
        private(200),
        REMINDER,
        always(kind="occasion", lead_minutes=60),
    ),
    Row("DELETE", "/api/reminders/<string:reminder_id>", private(204), REMINDER),
    Row("GET", "/api/me/contact", each(200)),
    Row("PATCH", "/api/me/contact", each(200), body=always(nudges=True, quiet_from="21:00")),
    Row("POST", "/api/habits/<string:habit_id>/nudge", shared(204), HABIT, empty),
    of_habit("reminders", always(kind="time", time="20:00")),
    of_habit("nudge", empty),
    Row("GET", "/settings/reminders", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/reminders",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "kind": "time", "time": "20:00"},
        form=True,
    ),
    Row(
        "POST",
        "/settings/reminders/contact",
        ANOTHER,
        body=always(quiet_from="21:00", quiet_until="08:00", nudges="on"),
        form=True,
    ),
    Row(
        "POST",
        "/settings/reminders/<string:reminder_id>",
        private(303, **nobody(303)),
        REMINDER,
        always(kind="occasion", lead_minutes="60"),
        True,
    ),
    Row(
        "POST",
        "/settings/reminders/<string:reminder_id>/remove",
        private(303, **nobody(303)),
        REMINDER,
        empty,
        True,
    ),
)
