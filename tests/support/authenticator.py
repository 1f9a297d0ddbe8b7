"""An authenticator, written apart from the one in Woven: HOTP (RFC 4226) over time (RFC 6238)."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime, timedelta

from tests.support.people import PASSWORD, Someone
from tracker import clock

STEP = timedelta(seconds=30)


def code(secret: str, at: datetime | None = None, *, steps: int = 0) -> str:
    """Return what an authenticator shows now, or so many steps later."""
    moment = (clock.now() if at is None else at) + steps * STEP
    counter = struct.pack(">Q", int(moment.timestamp()) // 30)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def set_up(person: Someone, **where: str) -> tuple[str, list[str]]:
    """Turn a second factor on, by a code of the step before; return its secret and the codes.

    So that the code of this very step can still be used.
    """
    shown = person.post("/api/me/second-factor", {"password": PASSWORD}, **where)
    assert shown.status_code == 201, shown.text
    secret = shown.get_json()["secret"]
    body = {"otp": code(secret, steps=-1)}
    answer = person.post("/api/me/second-factor/confirm", body, **where)
    assert answer.status_code == 200, answer.text
    return secret, answer.get_json()["recovery_codes"]


def wrong(secret: str) -> str:
    """Return six digits that are no code around now."""
    right = {code(secret, steps=steps) for steps in (-2, -1, 0, 1, 2)}
    return next(f"{n:06}" for n in range(10) if f"{n:06}" not in right)
