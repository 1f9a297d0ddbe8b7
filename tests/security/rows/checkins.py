"""Check-ins."""

from tests.security.row import Row, always, each, empty, linked, nobody

# Of those who share a couple the first has sealed, and asks for another rhythm as version 2.
AGREEMENT = "/check-ins/agreement"

ASKED = always(version=2)

HEARD = {"round": "2026-05-04", "heard": 3}

UNSEALED = {"self": "ben", "stranger": "eva"}

CHECKIN_STEP = each(200, self=303, stranger=303, **nobody(303))

ROWS = (
    Row("GET", f"/api{AGREEMENT}", linked(200)),
    Row("POST", f"/api{AGREEMENT}", linked(409), body=always(every=1)),
    Row("DELETE", f"/api{AGREEMENT}", linked(204)),
    Row("POST", f"/api{AGREEMENT}/accept", linked(403, partner=200), body=ASKED),
    Row("POST", f"/api{AGREEMENT}/decline", linked(403, partner=200), body=ASKED),
    Row("POST", f"/api{AGREEMENT}/withdraw", linked(200, partner=403), body=ASKED),
    Row("GET", "/api/check-ins/current", linked(200)),
    Row("PUT", "/api/check-ins/current", linked(409, partner=200), body=always(**HEARD)),
    Row("DELETE", "/api/check-ins/current", linked(204), query="?round=2026-05-04"),
    Row("GET", "/api/check-ins", linked(200)),
    # What is not opened is there for whoever wrote it alone.
    Row(
        "GET",
        "/api/check-ins/<string:round_start>",
        linked(200, partner=404),
        {"round_start": "round"},
    ),
    Row("GET", "/check-in", each(200, **nobody(303))),
    Row("GET", "/check-in/past", each(200, **nobody(303))),
    Row("GET", "/check-in/seal", CHECKIN_STEP),
    Row(
        "GET",
        "/check-in/<int:number>",
        CHECKIN_STEP,
        {"number": "question"},
    ),
    Row(
        "POST",
        "/check-in/<int:number>",
        linked(303, **nobody(303)),
        {"number": "question"},
        always(**HEARD),
        True,
        cast=UNSEALED,
    ),
    Row(
        "POST",
        "/check-in/seal",
        linked(422, **nobody(303)),
        body=always(round="2026-05-04"),
        form=True,
        cast=UNSEALED,
    ),
    Row(
        "GET",
        "/check-in/rounds/<string:round_start>",
        each(200, self=303, partner=404, stranger=303, **nobody(303)),
        {"round_start": "round"},
    ),
    *(
        Row("POST", f"/check-in/{what}", {**expect, **nobody(303)}, body=body, form=True)
        for what, expect, body in (
            ("agreement", linked(303), always(every=1)),
            ("agreement/accept", linked(403, partner=303), ASKED),
            ("agreement/decline", linked(403, partner=303), ASKED),
            ("agreement/withdraw", linked(303, partner=403), ASKED),
            ("agreement/end", linked(303), empty),
            ("take-back", linked(303), always(round="2026-05-04")),
        )
    ),
)
