"""The address for a calendar."""

from tests.security.row import ROLES, Row, each, empty, everybody, linked, nobody
from tests.security.row_parts import ANOTHER

OF_CALENDAR = frozenset({("ana", "title"), ("ben", "words")})

ROWS = (
    Row("GET", "/api/me/calendar", each(200)),
    Row("POST", "/api/me/calendar", linked(201), body=empty),
    Row("DELETE", "/api/me/calendar", each(204)),
    # Whoever has the address reads it, whoever they are; it ends with the couple.
    Row(
        "GET",
        "/calendar/<string:name>",
        everybody(200, ex=404),
        {"name": "calendar"},
        shows={role: OF_CALENDAR for role in ROLES if role != "ex"},
    ),
    Row("GET", "/settings/calendar", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/calendar",
        each(409, **nobody(303), self=200, partner=200, stranger=200),
        body=empty,
        form=True,
    ),
    Row("POST", "/settings/calendar/off", ANOTHER, body=empty, form=True),
)
