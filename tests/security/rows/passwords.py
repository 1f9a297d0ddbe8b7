"""Passwords, and resetting one."""

from tests.security.row import Row, always, each, everybody, nobody
from tests.security.row_parts import ANOTHER, HERS
from tests.support.people import PASSWORD

ADDRESS = always(email="mk-ana-email@example.org")

ROWS = (
    # It repeats what was typed, whether or not it is anybody's.
    Row("POST", "/api/password-resets", everybody(202), body=ADDRESS, shows=HERS),
    Row(
        "POST",
        "/api/password-resets/<string:reset_secret>",
        everybody(204),
        {"reset_secret": "mailed_reset"},
        always(new_password="quite another evening"),
        tells=frozenset({"ana"}),
    ),
    Row(
        "PUT",
        "/api/me/password",
        each(204),
        body=always(password=PASSWORD, new_password="quite another evening"),
    ),
    Row("GET", "/forgot", everybody(200)),
    Row("POST", "/forgot", ANOTHER, body=ADDRESS, form=True),
    Row("GET", "/forgot/sent", everybody(200)),
    Row("GET", "/forgot/<string:secret>", everybody(200), {"secret": "mailed_reset"}, shows=HERS),
    Row(
        "POST",
        "/forgot/<string:secret>",
        ANOTHER,
        {"secret": "mailed_reset"},
        always(new_password="quite another evening"),
        form=True,
        tells=frozenset({"ana"}),
    ),
    Row("GET", "/settings/password", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/password",
        ANOTHER,
        body=always(password=PASSWORD, new_password="quite another evening"),
        form=True,
    ),
)
