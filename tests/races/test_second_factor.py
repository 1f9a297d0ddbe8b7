"""One code lets in one, however many present it at the same moment."""

from collections import Counter
from functools import partial

import time_machine
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.authenticator import STEP, code, set_up
from tests.support.cheap_passwords import cheap_passwords
from tests.support.people import PASSWORD, Someone

THREADS = 8
HERE = "/api/me/second-factor"


def sign_in(app: Flask, email: str, otp: str) -> int:
    body = {"email": email, "password": PASSWORD, "otp": otp}
    return app.test_client().post("/api/tokens", json=body).status_code


def turn_off(person: Someone, proof: dict[str, str]) -> int:
    return person.delete(HERE, json=proof).status_code


def test_of_many_with_one_code_one_is_let_in(app: Flask, ana: Someone) -> None:
    with cheap_passwords(), time_machine.travel("2026-05-20T18:30:05Z", tick=False) as now:
        secret, recovery = set_up(ana)
        sign_in(app, ana.email, recovery.pop())  # hashes the password at today's cost
        for _ in range(ROUNDS):
            for otp in (code(secret), recovery.pop()):
                answers = Counter(together([partial(sign_in, app, ana.email, otp)] * THREADS))
                assert answers == {201: 1, 401: THREADS - 1}
            now.shift(STEP)


def test_signing_in_and_turning_it_off_do_not_share_a_code(app: Flask, ana: Someone) -> None:
    with cheap_passwords(), time_machine.travel("2026-05-20T18:30:05Z", tick=False) as now:
        for _ in range(ROUNDS):
            secret, _ = set_up(ana)
            proof = {"password": PASSWORD, "otp": code(secret)}
            letting_in = partial(sign_in, app, ana.email, code(secret))
            signed, done = together([letting_in, partial(turn_off, ana, proof)])
            # Signed in first, the code is used up; turned off first, none is asked for.
            assert (signed, done) in {(201, 403), (201, 204)}
            if done == 403:
                now.shift(STEP)
                proof["otp"] = code(secret)
                assert turn_off(ana, proof) == 204
            now.shift(STEP)
