"""POST /api/accounts."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.people import PASSWORD, Someone, problem
from tracker import clock

FRESH = {"email": "Cleo@Example.org", "password": PASSWORD, "name": "  Cleo  "}


def sign_up(app: Flask, **fields: object):
    return app.test_client().post("/api/accounts", json={**FRESH, **fields})


def test_a_new_account_can_sign_in_at_once(app: Flask, dev: Someone) -> None:
    made = sign_up(app, timezone="Pacific/Auckland")
    assert made.status_code == 201
    me = made.get_json()
    assert {**me, "id": "", "local_date": ""} == {
        "id": "",
        "email": "Cleo@Example.org",
        "name": "Cleo",
        "timezone": "Pacific/Auckland",
        "day_ends_at": 0,
        "couple": None,
        "local_date": "",
        "language": None,
        "ticks_seen": "at_once",
    }
    proof = {"email": "cleo@example.org", "password": PASSWORD}
    token = app.test_client().post("/api/tokens", json=proof).get_json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/me", headers=headers).get_json()["id"] == me["id"]
    assert dev.stream() == []


def test_without_a_zone_it_is_utc(app: Flask) -> None:
    assert sign_up(app).get_json()["timezone"] == "UTC"


@pytest.mark.parametrize("email", ["ana@example.org", "ANA@example.org", "  Ana@Example.ORG "])
def test_an_address_belongs_to_one_account_however_it_is_spelled(
    app: Flask, ana: Someone, email: str
) -> None:
    problem(sign_up(app, email=email), 409, "address_in_use")
    assert ana.stream() == []


def test_of_two_at_once_one_gets_the_address(app: Flask) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(sign_up(app).status_code)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "a@example.org\0"),
        ("email", "a@example.org\u2028x"),
        ("email", "a@exa\u2029mple.org"),
        ("email", "a\ud800@example.org"),
        ("email", "a" * 250 + "@example.org"),
        ("email", "ß" * 120 + "ΐ" * 20 + "@example.org"),
        ("email", None),
        ("email", ["a@example.org"]),
        ("password", "too short"),
        ("password", "x1" * 65),
        ("password", "a quiet\0walk after"),
        ("password", "password123"),
        ("password", "cleo@example.org"),
        ("password", 1234567890),
        ("name", "   "),
        ("name", "x" * 81),
        ("timezone", "Mars/Olympus"),
        ("timezone", None),
        ("role", "admin"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(app: Flask, field: str, value: object) -> None:
    response = sign_up(app, **{field: value})
    assert response.status_code == 422
    assert list(response.get_json()["errors"]) == [field]


@pytest.mark.parametrize("field", ["email", "password", "name"])
def test_what_is_missing_is_named(app: Flask, field: str) -> None:
    body = {name: value for name, value in FRESH.items() if name != field}
    response = app.test_client().post("/api/accounts", json=body)
    assert list(problem(response, 422, "invalid")["errors"]) == [field]


def test_a_password_is_one_however_it_was_typed(app: Flask) -> None:
    assert sign_up(app, password=" cafe\u0301 am see ").status_code == 201
    proof = {"email": FRESH["email"], "password": " caf\u00e9 am see "}
    assert app.test_client().post("/api/tokens", json=proof).status_code == 201
    stripped = {**proof, "password": proof["password"].strip()}
    problem(app.test_client().post("/api/tokens", json=stripped), 401, "wrong_credentials")


def test_making_accounts_is_limited_by_address_and_network(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(10):
            assert sign_up(app, password="password123").status_code == 422
        response = sign_up(app)
        problem(response, 429, "too_many_tries")
        assert 0 < int(response.headers["Retry-After"]) <= 3600
        for number in range(9):
            email = f"{number}@example.org"
            assert sign_up(app, email=email, password="password123").status_code == 422
        problem(sign_up(app, email="other@example.org"), 429, "too_many_tries")
        elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
        body = {**FRESH, "email": "other@example.org"}
        made = app.test_client().post("/api/accounts", json=body, environ_base=elsewhere)
        assert made.status_code == 201
        traveller.shift(timedelta(hours=1))
        assert sign_up(app).status_code == 201
