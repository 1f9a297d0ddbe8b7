"""The address of mail."""

from tests.security.row import Row, always, each, empty, everybody, nobody
from tests.security.row_parts import ANOTHER, HERS
from tests.support.people import PASSWORD

ROWS = (
    Row(
        "GET", "/confirm/<string:secret>", everybody(200), {"secret": "mailed_confirm"}, shows=HERS
    ),
    Row(
        "POST",
        "/confirm/<string:secret>",
        ANOTHER,
        {"secret": "mailed_confirm"},
        empty,
        form=True,
        tells=frozenset({"ana"}),
    ),
    Row("GET", "/settings/address", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/address",
        ANOTHER,
        body=always(email="another@example.org", password=PASSWORD),
        form=True,
    ),
    Row("POST", "/settings/address/again", ANOTHER, body=empty, form=True),
    Row("POST", "/settings/address/take-back", ANOTHER, body=empty, form=True),
)
