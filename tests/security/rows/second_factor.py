"""The second step."""

from tests.security.row import Row, always, each, nobody
from tests.security.row_parts import PROOF
from tests.support.people import PASSWORD

SECOND_PROOF = always(password=PASSWORD, otp="123456")

ROWS = (
    Row("GET", "/api/me/second-factor", each(200)),
    Row("POST", "/api/me/second-factor", each(201), body=PROOF),
    # Nobody here has one: what a code opens is in tests/web/api/test_second_factor.py.
    Row("POST", "/api/me/second-factor/confirm", each(409), body=always(otp="123456")),
    Row("POST", "/api/me/second-factor/recovery-codes", each(409), body=SECOND_PROOF),
    Row("DELETE", "/api/me/second-factor", each(409), body=SECOND_PROOF),
    Row("GET", "/settings/second-step", each(200, **nobody(303))),
    Row("POST", "/settings/second-step", each(200, **nobody(303)), body=PROOF, form=True),
    Row(
        "POST",
        "/settings/second-step/confirm",
        each(409, **nobody(303)),
        body=always(otp="123456", secret="A" * 32),
        form=True,
    ),
    *(
        Row(
            "POST",
            f"/settings/second-step/{what}",
            each(409, **nobody(303)),
            body=SECOND_PROOF,
            form=True,
        )
        for what in ("codes", "off")
    ),
)
