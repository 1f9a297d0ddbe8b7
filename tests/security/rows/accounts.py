"""Making an account."""

from tests.security.row import Row, always, each, everybody, nobody
from tests.security.row_parts import ANOTHER, PROOF

NEWCOMER = always(email="new@example.org", password="quite another evening", name="New")

ROWS = (
    Row("POST", "/api/accounts", everybody(201), body=NEWCOMER),
    Row("GET", "/sign-up", each(303, **nobody(200))),
    Row("POST", "/sign-up", ANOTHER, body=NEWCOMER, form=True),
    # Whoever has a mailed link reads that address.
    Row("GET", "/sign-up/sent", everybody(200)),
    Row("GET", "/sign-up/<string:secret>", everybody(200), {"secret": "mailed_sign_up"}),
    Row(
        "POST",
        "/sign-up/<string:secret>",
        ANOTHER,
        {"secret": "mailed_sign_up"},
        PROOF,
        form=True,
    ),
)
