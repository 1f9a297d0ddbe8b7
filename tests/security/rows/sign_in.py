"""Signing in and out, tokens and sessions."""

from tests.security.row import Row, always, each, empty, everybody, nobody, private
from tests.security.row_parts import ANOTHER
from tests.support.people import PASSWORD

SIGN_IN = always(email="mk-ana-email@example.org", password=PASSWORD)

ROWS = (
    Row("POST", "/api/tokens", everybody(201), body=SIGN_IN, tells=frozenset({"ana"})),
    Row("GET", "/api/tokens", each(200)),
    Row(
        "DELETE",
        "/api/tokens/<string:token_id>",
        private(204),
        {"token_id": "other_ana"},
    ),
    Row("GET", "/sign-in", each(303, **nobody(200))),
    Row("POST", "/sign-in", ANOTHER, body=SIGN_IN, form=True, tells=frozenset({"ana"})),
    Row("GET", "/sign-in/code", everybody(303)),
    Row("POST", "/sign-in/code", ANOTHER, body=always(otp="123456"), form=True),
    Row("POST", "/sign-out", ANOTHER, body=empty, form=True),
    # Who sees it here is not told of a new sign-in elsewhere, or of a passkey, any more.
    Row(
        "GET",
        "/settings/sessions",
        each(200, **nobody(303)),
        notes=frozenset({"credentials"}),
    ),
    Row(
        "POST",
        "/settings/sessions",
        private(303, **nobody(303)),
        body=lambda ids: {"credential": ids["other_ana"], "password": PASSWORD},
        form=True,
    ),
    Row("GET", "/settings/device", each(200, **nobody(303))),
)
