"""How often things may be tried, with the limits on; and what is counted even with them off."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from limits import RateLimitItemPerMinute
from werkzeug.test import TestResponse

from tests.conftest import build
from tests.security.sockets import upgrade
from tests.support.cheap_passwords import cheap_passwords
from tests.support.people import PASSWORD, Someone, problem
from tracker import clock, lockouts
from tracker.extensions import db
from tracker.models import Throttle
from tracker.services import throttle
from tracker.store import StoreBusy

HERE = {"REMOTE_ADDR": "192.0.2.1"}
NEXT_DOOR = {"REMOTE_ADDR": "192.0.2.77"}
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.1"}


@pytest.fixture(autouse=True)
def _cheap():
    with cheap_passwords():
        yield


@pytest.fixture
def limited(make_app: Callable[..., Flask]) -> Flask:
    """An application as people run it: with its limits."""
    return make_app(RATE_LIMITS="on")


def post(app: Flask, path: str, body: Mapping[str, object], where: dict[str, str]) -> TestResponse:
    """Post as nobody, from a network address."""
    return app.test_client().post(path, json=body, environ_base=where)


def guess(app: Flask, email: str, where: dict[str, str] = HERE) -> TestResponse:
    """Try a wrong password."""
    return post(app, "/api/tokens", {"email": email, "password": "not this one"}, where)


def too_many(response: TestResponse, at_most: timedelta) -> int:
    """Assert that somebody is to wait, and for how long; return the seconds."""
    problem(response, 429, "too_many_tries")
    seconds = response.headers["Retry-After"]
    assert seconds.isdigit()
    assert 1 <= int(seconds) <= at_most.total_seconds()
    return int(seconds)


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


def test_guessing_one_persons_password_ends_after_ten_tries(limited: Flask) -> None:
    ana = Someone(limited, "ana")
    assert {guess(limited, ana.email).status_code for _ in range(10)} == {401}
    too_many(guess(limited, ana.email), QUARTER)
    right = {"email": ana.email, "password": PASSWORD}
    too_many(post(limited, "/api/tokens", right, HERE), QUARTER)
    too_many(post(limited, "/api/tokens", {**right, "email": ana.email.upper()}, HERE), QUARTER)
    too_many(post(limited, "/api/tokens", right, NEXT_DOOR), QUARTER)
    # Whoever guesses does not lock the owner out where they are.
    assert post(limited, "/api/tokens", right, ELSEWHERE).status_code == 201
    assert ana.get("/api/me").status_code == 200


def test_guessing_a_little_in_many_places_ends_as_well(limited: Flask) -> None:
    ana = Someone(limited, "ana")
    tries = [{"REMOTE_ADDR": f"10.0.{number // 5}.1"} for number in range(100)]
    assert {guess(limited, ana.email, where).status_code for where in tries} == {401}
    too_many(guess(limited, ana.email, ELSEWHERE), HOUR)


def test_trying_many_addresses_from_one_place_ends_as_well(limited: Flask) -> None:
    dev = Someone(limited, "dev")
    tries = [guess(limited, f"nobody{number}@example.org") for number in range(50)]
    assert {response.status_code for response in tries} == {401}
    too_many(guess(limited, dev.email), QUARTER)
    assert guess(limited, dev.email, ELSEWHERE).status_code == 401


def test_known_and_unknown_addresses_are_limited_alike(limited: Flask) -> None:
    ana = Someone(limited, "ana")
    with time_machine.travel(clock.now(), tick=False):
        known = [guess(limited, ana.email) for _ in range(11)]
        unknown = [guess(limited, "nobody@example.org", NEXT_DOOR) for _ in range(11)]
        assert [one.status_code for one in known] == [one.status_code for one in unknown]
        assert [one.get_data() for one in known] == [one.get_data() for one in unknown]
        assert known[-1].headers["Retry-After"] == unknown[-1].headers["Retry-After"]


def test_a_window_ends_when_it_said(limited: Flask) -> None:
    ana = Someone(limited, "ana")
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(10):
            guess(limited, ana.email)
        seconds = too_many(guess(limited, ana.email), QUARTER)
        traveller.shift(seconds - 1)
        assert too_many(guess(limited, ana.email), QUARTER) == 1
        traveller.shift(1)
        assert guess(limited, ana.email).status_code == 401


def test_being_right_is_no_guess(limited: Flask) -> None:
    ana = Someone(limited, "ana")
    for _ in range(15):
        response = post(limited, "/api/tokens", {"email": ana.email, "password": PASSWORD}, HERE)
        assert response.status_code == 201


def sign_up(app: Flask, email: str, where: dict[str, str] = HERE) -> TestResponse:
    """Make an account."""
    return post(app, "/api/accounts", {"email": email, "password": PASSWORD, "name": "New"}, where)


def test_asking_which_addresses_are_in_use_ends(limited: Flask) -> None:
    ana = Someone(limited, "ana")
    tries = [sign_up(limited, ana.email, {"REMOTE_ADDR": f"10.0.{n}.1"}) for n in range(10)]
    assert {response.status_code for response in tries} == {409}
    too_many(sign_up(limited, ana.email, ELSEWHERE), HOUR)
    too_many(sign_up(limited, ana.email.upper(), ELSEWHERE), HOUR)


def test_making_accounts_from_one_network_ends(limited: Flask) -> None:
    tries = [sign_up(limited, f"new{number}@example.org") for number in range(20)]
    assert {response.status_code for response in tries} == {201}
    too_many(sign_up(limited, "late@example.org", NEXT_DOOR), HOUR)
    assert sign_up(limited, "late@example.org", ELSEWHERE).status_code == 201


def test_guessing_at_a_stolen_phone_ends(limited: Flask) -> None:
    ana = Someone(limited, "ana")
    wrong = {"password": "not this one"}
    calls = [("POST", "/api/me/export", wrong), ("DELETE", "/api/me", wrong)]
    calls += [("PUT", "/api/me/password", {**wrong, "new_password": "quite another evening"})]
    for number in range(10):
        method, path, body = calls[number % 3]
        assert ana.call(method, path, json=body).status_code == 403
    for method, path, body in calls:
        right = {**body, "password": PASSWORD}
        too_many(ana.call(method, path, json=right), QUARTER)
    assert ana.get("/api/me").status_code == 200


def wrong_codes(code: str) -> list[str]:
    """Return codes that find this invitation and do not prove it."""
    finder, *rest = code.split("-")
    other = "0000" if rest[0] != "0000" else "1111"
    return ["-".join((finder, other, f"{number:04}")) for number in range(40)]


def test_guessing_invitations_ends_for_a_person_and_for_a_network(limited: Flask) -> None:
    max_, dev, eva = (Someone(limited, name) for name in ("max", "dev", "eva"))
    offer = max_.post("/api/invites").get_json()
    unknown = [f"ZZZZ-0000-{number:04}" for number in range(50)]
    tries = [dev.post(f"/api/invites/{code}/accept", environ_base=HERE) for code in unknown[:10]]
    assert {response.status_code for response in tries} == {404}
    token = offer["url"].partition("#")[2]
    too_many(dev.post(f"/api/invites/{token}/accept", environ_base=ELSEWHERE), QUARTER)
    anonymous = [
        limited.test_client().get(f"/api/invites/{code}", environ_base=NEXT_DOOR)
        for code in unknown[10:30]
    ]
    assert {response.status_code for response in anonymous} == {404}
    too_many(limited.test_client().get(f"/api/invites/{token}", environ_base=HERE), QUARTER)
    assert eva.post(f"/api/invites/{token}/accept", environ_base=ELSEWHERE).status_code == 200
    assert dev.stream() == []


@pytest.mark.parametrize("limits", ["on", "off"])
@pytest.mark.parametrize("by", ["preview", "accept", "misshapen"])
def test_five_wrong_tries_end_a_code_whatever_the_setting(
    make_app: Callable[..., Flask], limits: str, by: str
) -> None:
    app = make_app(RATE_LIMITS=limits)
    max_, eva = Someone(app, "max"), Someone(app, "eva")
    offer = max_.post("/api/invites").get_json()

    def attempt(code: str, number: int) -> TestResponse:
        where = {"REMOTE_ADDR": f"10.0.{number}.1"}
        if by == "preview":
            return app.test_client().get(f"/api/invites/{code}", environ_base=where)
        body = {"unknown": 1} if by == "misshapen" else {}
        return eva.post(f"/api/invites/{code}/accept", body, environ_base=where)

    for number, code in enumerate(wrong_codes(offer["code"])[:5]):
        problem(attempt(code, number), 404, "not_found")
    problem(attempt(offer["code"], 6), 404, "not_found")
    token = offer["url"].partition("#")[2]
    assert eva.post(f"/api/invites/{token}/accept", environ_base=ELSEWHERE).status_code == 200


def test_no_restart_forgives(limited: Flask, tmp_path) -> None:
    ana = Someone(limited, "ana")
    max_ = Someone(limited, "max")
    offer = max_.post("/api/invites").get_json()
    for _ in range(10):
        guess(limited, ana.email)
    codes = wrong_codes(offer["code"])
    for code in codes[:4]:
        limited.test_client().get(f"/api/invites/{code}", environ_base=ELSEWHERE)
    url = limited.config["SQLALCHEMY_DATABASE_URI"]
    restarted = build(url, tmp_path, RATE_LIMITS="on")
    try:
        too_many(guess(restarted, ana.email), QUARTER)
        client = restarted.test_client()
        assert client.get(f"/api/invites/{codes[4]}", environ_base=HERE).status_code == 404
        assert client.get(f"/api/invites/{offer['code']}", environ_base=HERE).status_code == 404
    finally:
        with restarted.app_context():
            db.engine.dispose()


def test_with_the_limits_off_nothing_is_counted(app: Flask) -> None:
    ana = Someone(app, "ana")
    assert {guess(app, ana.email).status_code for _ in range(60)} == {401}
    assert sign_up(app, "late@example.org").status_code == 201


OPENING = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


def open_socket(app: Flask, address: dict[str, str]) -> TestResponse:
    path = "/socket.io/?EIO=4&transport=websocket"
    return app.test_client().get(path, headers=OPENING, environ_base=address)


def test_failed_upgrades_are_limited_by_network_and_no_restart_forgives(
    limited: Flask, tmp_path: Path
) -> None:
    ana = Someone(limited, "ana")
    for _ in range(60):
        assert open_socket(limited, HERE).status_code == 401
    blocked = open_socket(limited, HERE)
    assert (blocked.status_code, blocked.get_json()["code"]) == (429, "too_many_tries")
    assert int(blocked.headers["Retry-After"]) > 0
    assert open_socket(limited, ELSEWHERE).status_code == 401
    assert ana.get("/api/me", environ_base=HERE).status_code == 200
    with limited.app_context():
        kept = db.session.execute(db.select(Throttle.key_digest)).scalars().all()
        assert not any(HERE["REMOTE_ADDR"] in key for key in kept)
    restarted = build(limited.config["SQLALCHEMY_DATABASE_URI"], tmp_path, RATE_LIMITS="on")
    try:
        assert [open_socket(restarted, HERE).status_code for _ in range(2)] == [429, 429]
        assert open_socket(restarted, ELSEWHERE).status_code == 401
    finally:
        with restarted.app_context():
            db.engine.dispose()


def test_who_is_signed_in_gets_a_socket_however_often_others_in_the_network_failed(
    limited: Flask,
) -> None:
    ana = Someone(limited, "ana")
    assert [upgrade(limited, {})[0] for _ in range(61)] == [401] * 60 + [429]
    assert upgrade(limited, {"Authorization": f"Bearer {ana.secret}"})[0] == 101


def test_who_guesses_in_a_session_they_stole_does_not_keep_the_owner_from_ending_it(
    limited: Flask,
) -> None:
    ana = Someone(limited, "ana")
    mine = {"email": ana.email, "password": PASSWORD}
    stolen = post(limited, "/api/tokens", mine, ELSEWHERE).get_json()["token"]
    export, thief = "/api/me/export", {"Authorization": f"Bearer {stolen}"}
    for _ in range(10):
        answer = limited.test_client().post(export, json={"password": "no"}, headers=thief)
        problem(answer, 403, "wrong_password")
    right = {"password": PASSWORD}
    too_many(limited.test_client().post(export, json=right, headers=thief), QUARTER)
    assert ana.post(export, right).status_code == 200


def test_whoever_has_64_bits_of_addresses_is_one_network(limited: Flask) -> None:
    answers = [
        open_socket(limited, {"REMOTE_ADDR": f"2001:db8::{number:x}"}).status_code
        for number in range(62)
    ]
    assert answers == [401] * 60 + [429] * 2
    assert open_socket(limited, {"REMOTE_ADDR": "2001:db8:0:1::1"}).status_code == 401


def test_a_lockout_ends_when_it_said(limited: Flask) -> None:
    minute = lockouts.Lockouts(limited, "some", RateLimitItemPerMinute(2))
    now = clock.now()
    assert [minute.count("x", now) for _ in range(3)] == [True, True, False]
    other = lockouts.Lockouts(limited, "some", RateLimitItemPerMinute(2))
    assert not other.count("x", now + timedelta(seconds=59))
    again = lockouts.Lockouts(limited, "some", RateLimitItemPerMinute(2))
    assert again.count("x", now + timedelta(seconds=60))
    assert again.count("y", now)


def test_without_its_store_a_process_still_counts(
    limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(throttle, "lock", busy)
    monkeypatch.setattr(throttle, "is_locked", busy)
    minute = lockouts.Lockouts(limited, "some", RateLimitItemPerMinute(1))
    assert [minute.count("x", clock.now()) for _ in range(2)] == [True, False]
