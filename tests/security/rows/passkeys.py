"""Passkeys: one's own, and nobody else's business. What they open is in tests/web/pages."""

from tests.security.row import Row, always, each, everybody, nobody, private
from tests.security.row_parts import PROOF
from tests.support.people import PASSWORD

OVER = "00000000-0000-4000-8000-000000000000"
MADE = always(challenge=OVER, client_data="AAAA", attestation="AAAA", label="My phone")
BEGUN = always(password=PASSWORD, label="My phone")
SIGNED = always(
    challenge=OVER,
    credential_id="AAAA",
    client_data="AAAA",
    authenticator_data="AAAA",
    signature="AAAA",
    user_handle="AAAA",
)
AT = {"passkey_id": "passkey"}

ROWS = (
    Row("GET", "/api/passkeys", each(200)),
    Row("POST", "/api/passkeys/options", each(201), body=PROOF),
    Row("POST", "/api/passkeys", each(409), body=MADE),
    Row("DELETE", "/api/passkeys/<string:passkey_id>", private(204), AT, PROOF),
    Row("GET", "/settings/passkeys", each(200, **nobody(303))),
    Row("POST", "/settings/passkeys", each(200, **nobody(303)), body=BEGUN, form=True),
    Row("POST", "/settings/passkeys/add", each(409, **nobody(303)), body=MADE, form=True),
    Row(
        "POST",
        "/settings/passkeys/remove",
        private(303, **nobody(303)),
        body=lambda ids: {"passkey": ids["passkey"], "password": PASSWORD},
        form=True,
    ),
    Row("POST", "/sign-in/passkey/options", everybody(200), form=True),
    Row("POST", "/sign-in/passkey", everybody(409), body=SIGNED, form=True),
)
