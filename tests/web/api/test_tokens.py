"""Sessions and tokens: made, listed, ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.people import PASSWORD, Someone, problem
from tracker import clock
from tracker.extensions import db
from tracker.models import Credential, Person


def sign_in(app: Flask, email: object = "ana@example.org", **fields: object):
    body = {"email": email, "password": PASSWORD, **fields}
    return app.test_client().post("/api/tokens", json=body)


def holding(someone: Someone, secret: str) -> Someone:
    """The same person, with another token."""
    other = object.__new__(Someone)
    other.__dict__ = {**someone.__dict__, "secret": secret}
    return other


def test_a_token_is_shown_once_and_kept_hashed(app: Flask, ana: Someone, dev: Someone) -> None:
    response = sign_in(app, label=" Kitchen ")
    assert response.status_code == 201
    token = response.get_json()
    assert set(token) == {"id", "token", "label", "created_at"}
    assert token["label"] == "Kitchen"
    assert holding(ana, token["token"]).get("/api/me").get_json()["id"] == ana.id
    assert token["token"] not in ana.get("/api/tokens").get_data(as_text=True)
    with app.app_context():
        kept = db.session.get_one(Credential, token["id"])
        assert token["token"] not in (kept.secret_digest, kept.label)
    (item,) = ana.stream()
    assert (item["kind"], item["data"]) == ("settings", {"what": "sign_in"})
    assert dev.stream() == []


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    app: Flask, ana: Someone
) -> None:
    wrong = sign_in(app, password="another quiet walk")
    unknown = sign_in(app, "nobody@example.org")
    problem(wrong, 401, "wrong_credentials")
    assert wrong.get_data() == unknown.get_data()
    assert sign_in(app, "not an address").get_data() == unknown.get_data()


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", 1), ("password", None), ("password", "x" * 129), ("label", "x" * 81), ("otp", 123)],
)
def test_a_bad_shape_is_named(app: Flask, ana: Someone, field: str, value: object) -> None:
    response = sign_in(app, **{field: value})
    assert list(problem(response, 422, "invalid")["errors"]) == [field]


def test_a_second_factor_is_taken_and_may_be_null(app: Flask, ana: Someone) -> None:
    assert sign_in(app, otp="123456").status_code == 201
    assert sign_in(app, otp=None, label=None).status_code == 201


@pytest.mark.usefixtures("real_hashes")
def test_signing_in_renews_a_hash_of_another_cost(app: Flask, ana: Someone) -> None:
    sign_in(app)
    with app.app_context():
        assert "m=19456" in db.session.get_one(Person, ana.id).password_hash
    assert sign_in(app).status_code == 201


def test_guessing_is_limited_and_being_right_is_not(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    Someone(app, "ana")
    Someone(app, "ben")
    for email in ("ana@example.org", "nobody@example.org"):
        for _ in range(10):
            problem(sign_in(app, email, password="wrong words"), 401, "wrong_credentials")
        problem(sign_in(app, email), 429, "too_many_tries")
    for _ in range(12):
        assert sign_in(app, "ben@example.org").status_code == 201
    body = {"email": "ana@example.org", "password": PASSWORD}
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    response = app.test_client().post("/api/tokens", json=body, environ_base=elsewhere)
    assert response.status_code == 201


def test_at_most_twenty_tokens(app: Flask, ana: Someone) -> None:
    for _ in range(19):
        assert sign_in(app).status_code == 201
    problem(sign_in(app), 409, "too_many")
    first = ana.get("/api/tokens").get_json()["items"][1]["id"]
    assert ana.delete(f"/api/tokens/{first}").status_code == 204
    assert sign_in(app).status_code == 201


def test_the_list_says_which_one_is_asking(app: Flask, ana: Someone, dev: Someone) -> None:
    other = holding(ana, sign_in(app, label="Kitchen").get_json()["token"])
    items = other.get("/api/tokens").get_json()["items"]
    assert [(item["label"], item["kind"], item["current"]) for item in items] == [
        ("test", "token", False),
        ("Kitchen", "token", True),
    ]
    fields = {"id", "kind", "label", "created_at", "last_used_at", "current", "shared"}
    assert set(items[0]) == fields
    assert items[0]["created_at"].endswith("Z")
    assert len(dev.get("/api/tokens").get_json()["items"]) == 1


def test_the_list_comes_in_pages(app: Flask, ana: Someone) -> None:
    for _ in range(4):
        sign_in(app)
    seen, after = [], ""
    while True:
        page = ana.get(f"/api/tokens?limit=2{after}").get_json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 5
    assert seen == [item["id"] for item in ana.get("/api/tokens").get_json()["items"]]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "after=rubbish"])
def test_a_query_that_means_nothing_is_refused(ana: Someone, query: str) -> None:
    assert ana.get(f"/api/tokens?{query}").status_code == 422


def test_an_ended_token_opens_nothing_and_the_stream_says_so(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    token = sign_in(app).get_json()
    other = holding(ana, token["token"])
    assert other.delete(f"/api/tokens/{token['id']}").status_code == 204
    problem(other.get("/api/me"), 401, "not_signed_in")
    began, ended = ana.stream()
    assert (began["data"], ended["kind"]) == ({"what": "sign_in"}, "settings")
    assert ended["data"] == {"what": "credentials"}
    problem(ana.delete(f"/api/tokens/{token['id']}"), 404, "not_found")
    assert dev.stream() == []


def test_somebody_elses_token_is_not_there(ana: Someone, dev: Someone) -> None:
    theirs = dev.get("/api/tokens").get_json()["items"][0]["id"]
    missing = ana.delete("/api/tokens/00000000-0000-4000-8000-000000000000")
    for path in (theirs, theirs.replace("-", ""), theirs.upper(), "x", "%00"):
        response = ana.delete(f"/api/tokens/{path}")
        assert response.get_data() == missing.get_data()
    problem(missing, 404, "not_found")
    assert dev.get("/api/me").status_code == 200
    assert dev.stream() == []


def test_a_session_that_is_over_is_not_listed(app: Flask, ana: Someone) -> None:
    with app.app_context():
        from tracker.services import credentials

        credentials.sign_in(ana.email, PASSWORD, kind="session", label="Old", now=clock.now())
    assert len(ana.get("/api/tokens").get_json()["items"]) == 2
    with time_machine.travel(clock.now() + timedelta(days=91)):
        assert len(ana.get("/api/tokens").get_json()["items"]) == 1
