"""Pushes."""

from tests.security.row import Row, always, each
from tests.support.push_service import Device

PUSH = Device("mk-ana-endpoint", "fcm.googleapis.com").subscription()

ROWS = (
    # A program with a token takes no pushes.
    Row("GET", "/api/me/push", each(200)),
    Row("PUT", "/api/me/push", each(200), body=always(**PUSH), programs=403),
    Row("DELETE", "/api/me/push", each(204)),
    # There is none to send it to.
    Row("POST", "/api/me/push/test", each(404)),
)
