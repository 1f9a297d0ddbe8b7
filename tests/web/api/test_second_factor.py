"""A second factor by the API: set up, asked for where something begins, recovered, turned off."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from time_machine import TimeMachineFixture
from werkzeug.test import TestResponse

from tests.services.test_mail_links import confirm as confirm_address
from tests.support.authenticator import STEP, code, set_up, wrong
from tests.support.cheap_passwords import cheap_passwords
from tests.support.jobs import run_errands
from tests.support.mails import mails
from tests.support.people import PASSWORD, Someone, problem
from tracker import clock
from tracker.extensions import db
from tracker.models import RecoveryCode, SecondFactor
from tracker.services import encryption, second_factor_setup

HERE = "/api/me/second-factor"
EVENING = "2026-05-20T18:30:05Z"


@pytest.fixture(autouse=True)
def _evening(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(EVENING, tick=False)


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.fixture
def later(time_machine: TimeMachineFixture) -> Callable[[timedelta], None]:
    """Return how to let some time pass."""

    def pass_by(time: timedelta) -> None:
        time_machine.move_to(clock.now() + time, tick=False)

    return pass_by


def sign_in(person: Someone, otp: str | None = None, password: str = PASSWORD) -> TestResponse:
    fields = {"email": person.email, "password": password, "otp": otp}
    return person.app.test_client().post("/api/tokens", json=fields)


def proof(otp: str, password: str = PASSWORD) -> dict[str, str]:
    return {"password": password, "otp": otp}


def standing(person: Someone) -> tuple[bool, int]:
    answer = person.get(HERE).get_json()
    return answer["on"], answer["recovery_codes_left"]


def test_it_is_off_until_a_first_code_was_right(app: Flask, ana: Someone, dev: Someone) -> None:
    assert standing(ana) == (False, 0)
    problem(ana.post(HERE, {"password": "not this one"}), 403, "wrong_password")
    problem(ana.post(f"{HERE}/confirm", {"otp": "123456"}), 409, "not_begun")
    shown = ana.post(HERE, {"password": PASSWORD}).get_json()
    assert set(shown) == {"secret", "uri", "qr_svg"}
    assert shown["secret"] in shown["uri"]
    assert shown["qr_svg"].startswith("<svg")
    assert standing(ana) == (False, 0)
    assert sign_in(ana).status_code == 201
    problem(ana.post(f"{HERE}/confirm", {"otp": wrong(shown["secret"])}), 403, "wrong_otp")
    assert standing(ana) == (False, 0)
    codes = ana.post(f"{HERE}/confirm", {"otp": code(shown["secret"])}).get_json()
    assert len(set(codes["recovery_codes"])) == 10
    assert standing(ana) == (True, 10)
    assert standing(dev) == (False, 0)
    problem(ana.post(HERE, {"password": PASSWORD}), 409, "second_factor_on")
    problem(ana.post(f"{HERE}/confirm", {"otp": code(shown["secret"])}), 409, "second_factor_on")
    assert ana.get("/api/me").status_code == 200  # nothing ended by it
    problem(sign_in(ana), 401, "otp_required")
    assert sign_in(dev).status_code == 201


def test_a_code_is_asked_for_and_taken_once(ana: Someone, later: Callable[..., None]) -> None:
    secret, _ = set_up(ana)
    problem(sign_in(ana), 401, "otp_required")
    problem(sign_in(ana, ""), 401, "otp_required")
    problem(sign_in(ana, wrong(secret)), 401, "wrong_otp")
    # The code that turned it on was of the step before.
    problem(sign_in(ana, code(secret, steps=-1)), 401, "wrong_otp")
    assert sign_in(ana, f" {code(secret)[:3]} {code(secret)[3:]} ").status_code == 201
    problem(sign_in(ana, code(secret)), 401, "wrong_otp")
    later(STEP)
    assert sign_in(ana, code(secret, steps=1)).status_code == 201  # a clock that is fast
    problem(sign_in(ana, code(secret)), 401, "wrong_otp")  # one taken, none before it
    later(2 * STEP)
    assert sign_in(ana, code(secret)).status_code == 201


def test_without_the_password_nobody_learns_whether_it_is_on(ana: Someone, ben: Someone) -> None:
    secret, codes = set_up(ana)
    answers = [
        sign_in(person, otp, "not this one").get_data()
        for person in (ana, ben)
        for otp in (None, code(secret), wrong(secret), codes[0])
    ]
    unknown = {"email": "nobody@example.org", "password": PASSWORD, "otp": "123456"}
    answers.append(ana.app.test_client().post("/api/tokens", json=unknown).get_data())
    assert len(set(answers)) == 1
    # And by none of these was a code used up.
    assert sign_in(ana, code(secret)).status_code == 201
    assert standing(ana) == (True, 10)


def test_a_recovery_code_lets_in_once(ana: Someone, ben: Someone) -> None:
    _, codes = set_up(ana)
    set_up(ben)
    assert sign_in(ana, codes[0]).status_code == 201
    problem(sign_in(ana, codes[0]), 401, "wrong_otp")
    assert sign_in(ana, codes[1].lower().replace("-", " ")).status_code == 201
    problem(sign_in(ben, codes[2]), 401, "wrong_otp")  # another's
    assert standing(ana) == (True, 8)
    assert standing(ben) == (True, 10)


def test_new_recovery_codes_void_those_before(ana: Someone, later: Callable[..., None]) -> None:
    secret, codes = set_up(ana)
    where = f"{HERE}/recovery-codes"
    problem(ana.post(where, proof(code(secret), "not this one")), 403, "wrong_password")
    problem(ana.post(where, proof(wrong(secret))), 403, "wrong_otp")
    assert standing(ana) == (True, 10)
    fresh = ana.post(where, proof(code(secret))).get_json()["recovery_codes"]
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    problem(sign_in(ana, codes[0]), 401, "wrong_otp")
    assert sign_in(ana, fresh[0]).status_code == 201
    later(STEP)
    again = ana.post(where, proof(fresh[1])).get_json()["recovery_codes"]
    assert standing(ana) == (True, 10)
    assert not set(again) & set(fresh)


def test_turning_it_off_takes_the_password_and_a_code(ana: Someone, ben: Someone) -> None:
    problem(ben.delete(HERE, json=proof("123456")), 409, "second_factor_off")
    secret, codes = set_up(ana)
    problem(ana.delete(HERE, json={"password": PASSWORD}), 422, "invalid")
    problem(ana.delete(HERE, json=proof(code(secret), "not this one")), 403, "wrong_password")
    problem(ana.delete(HERE, json=proof(wrong(secret))), 403, "wrong_otp")
    assert standing(ana) == (True, 10)
    assert ana.delete(HERE, json=proof(code(secret))).status_code == 204
    assert standing(ana) == (False, 0)
    assert ana.get("/api/me").status_code == 200
    assert sign_in(ana).status_code == 201
    problem(ana.post(f"{HERE}/confirm", {"otp": code(secret)}), 409, "not_begun")
    with ana.app.app_context():
        row = db.session.get_one(SecondFactor, ana.id)
        assert (row.sealed_secret, row.confirmed_at, row.last_step) == ("", None, None)
        assert db.session.query(RecoveryCode).count() == 0
    # Set up anew, what was before counts no more; a recovery code turns it off as well.
    fresh, fresh_codes = set_up(ana)
    assert fresh != secret
    problem(sign_in(ana, code(secret)), 401, "wrong_otp")
    problem(sign_in(ana, codes[0]), 401, "wrong_otp")
    assert ana.delete(HERE, json=proof(fresh_codes[0])).status_code == 204


def test_setting_up_is_begun_anew_and_does_not_wait_for_ever(
    ana: Someone, later: Callable[..., None]
) -> None:
    first = ana.post(HERE, {"password": PASSWORD}).get_json()["secret"]
    second = ana.post(HERE, {"password": PASSWORD}).get_json()["secret"]
    problem(ana.post(f"{HERE}/confirm", {"otp": code(first)}), 403, "wrong_otp")
    later(second_factor_setup.LIVES)
    problem(ana.post(f"{HERE}/confirm", {"otp": code(second)}), 409, "not_begun")
    assert standing(ana) == (False, 0)


def test_neither_the_secret_nor_a_code_is_in_the_store_or_an_export(ana: Someone) -> None:
    secret, codes = set_up(ana)
    sign_in(ana, code(secret))
    with ana.app.app_context():
        row = db.session.get_one(SecondFactor, ana.id)
        digests = db.session.scalars(db.select(RecoveryCode.code_digest)).all()
        kept = " ".join([row.sealed_secret, *digests])
        key = str(ana.app.config["SECRET_KEY"]).encode()
        opened = partial(encryption.decrypt, row.sealed_secret, secret=key, purpose="second factor")
        assert opened(place=ana.id) == secret
        with pytest.raises(encryption.Unreadable):  # moved into another's row, it is nothing
            opened(place="ben")
    exported = ana.post("/api/me/export", {"password": PASSWORD}).text
    for word in (secret, *codes, *(one.replace("-", "") for one in codes)):
        assert word not in kept
        assert word not in exported
    assert secret not in str(ana.stream())


def test_what_is_done_about_it_is_told_to_oneself_alone(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, later: Callable[..., None]
) -> None:
    confirm_address(ana)
    before = len(ana.stream())
    secret, codes = set_up(ana)
    ana.post(f"{HERE}/recovery-codes", proof(code(secret)))
    later(STEP)
    codes = ana.post(f"{HERE}/recovery-codes", proof(code(secret))).get_json()["recovery_codes"]
    sign_in(ana, codes[0])
    ana.delete(HERE, json=proof(codes[1]))
    said = [(item["kind"], item["data"]["what"]) for item in ana.stream()[before:]]
    assert said == [
        *[("settings", "second_factor")] * 4,
        ("settings", "sign_in"),
        ("settings", "second_factor"),
    ]
    assert ben.stream() == dev.stream() == []
    run_errands(app)
    about = [mail.subject for mail in mails(app) if mail.to == ana.email]
    assert sorted(about) == sorted(
        [
            "Woven: your second step is on",
            *["Woven: new recovery codes"] * 2,
            "Woven: a recovery code was used",
            "Woven: a new sign-in",
            "Woven: your second step is off",
        ]
    )
    bodies = "".join(mail.body for mail in mails(app))
    assert not [word for word in (secret, *codes) if word in bodies]
    assert "Wednesday, 20 May 2026 at 18:30" in bodies


def test_a_new_password_and_a_reset_leave_it_on(ana: Someone) -> None:
    secret, _ = set_up(ana)
    body = {"password": PASSWORD, "new_password": "another quiet evening"}
    assert ana.put("/api/me/password", body).status_code == 204
    assert standing(ana) == (True, 10)
    problem(sign_in(ana, None, "another quiet evening"), 401, "otp_required")
    assert sign_in(ana, code(secret), "another quiet evening").status_code == 201


@pytest.mark.store("sqlite")
def test_under_another_secret_of_the_servers_no_code_is_right(ana: Someone) -> None:
    secret, codes = set_up(ana)
    ana.app.config["SECRET_KEY"] = "quite another secret of the server"
    problem(sign_in(ana, code(secret)), 401, "wrong_otp")
    problem(sign_in(ana, codes[0]), 401, "wrong_otp")


def test_guessing_codes_ends_and_is_told_but_ends_no_session(
    make_app: Callable[..., Flask], later: Callable[..., None]
) -> None:
    app = make_app(RATE_LIMITS="on")
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    confirm_address(ana)
    secret, codes = set_up(ana)
    set_up(ben)
    for _ in range(5):
        problem(sign_in(ana, wrong(secret)), 401, "wrong_otp")
    for otp in (wrong(secret), code(secret), codes[0]):
        answer = sign_in(ana, otp)
        problem(answer, 429, "too_many_tries")
        assert 0 < int(answer.headers["Retry-After"]) <= 900
    problem(sign_in(ana), 401, "otp_required")
    assert ana.get("/api/me").status_code == 200
    # Whoever is signed in has tries of their own.
    assert ana.post(f"{HERE}/recovery-codes", proof(code(secret))).status_code == 200
    run_errands(app)
    told = [mail.subject for mail in mails(app)]
    assert told.count("Woven: somebody tries codes") == 1
    later(timedelta(minutes=15))
    assert sign_in(ana, code(secret)).status_code == 201


@pytest.mark.store("sqlite")
def test_fifty_wrong_codes_a_day_are_all(
    make_app: Callable[..., Flask], later: Callable[..., None]
) -> None:
    app = make_app(RATE_LIMITS="on")
    ana = Someone(app, "ana")
    secret, _ = set_up(ana)
    for _ in range(10):
        for _ in range(5):
            problem(sign_in(ana, wrong(secret)), 401, "wrong_otp")
        later(timedelta(minutes=15))
    problem(sign_in(ana, code(secret)), 429, "too_many_tries")
    later(timedelta(hours=22))
    assert sign_in(ana, code(secret)).status_code == 201


@pytest.mark.store("sqlite")
def test_being_right_is_no_guess(
    make_app: Callable[..., Flask], later: Callable[..., None]
) -> None:
    ana = Someone(make_app(RATE_LIMITS="on"), "ana")
    secret, _ = set_up(ana)
    for _ in range(6):
        assert sign_in(ana, code(secret)).status_code == 201
        problem(sign_in(ana), 401, "otp_required")
        later(STEP)


def test_codes_of_who_is_signed_in_are_limited_too(make_app: Callable[..., Flask]) -> None:
    ana = Someone(make_app(RATE_LIMITS="on"), "ana")
    secret, _ = set_up(ana)
    for _ in range(5):
        problem(ana.delete(HERE, json=proof(wrong(secret))), 403, "wrong_otp")
    problem(ana.delete(HERE, json=proof(code(secret))), 429, "too_many_tries")
    # A wrong code was no guess at the password.
    assert ana.post("/api/me/export", {"password": PASSWORD}).status_code == 200
    assert sign_in(ana, code(secret)).status_code == 201
