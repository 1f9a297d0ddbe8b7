"""SIGNUP_CONFIRM: an account begins with a mailed link, and nothing tells who has one."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.answers import body
from tests.support.browser import Browser
from tests.support.jobs import run_errands
from tests.support.mails import link_in, mails
from tests.support.people import PASSWORD, Someone

pytestmark = pytest.mark.store("sqlite")
FRESH = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """An application that confirms addresses first."""
    return make_app(SIGNUP_CONFIRM="on")


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def mailed(app: Flask) -> str:
    """Return the link of the newest mail."""
    run_errands(app)
    return link_in(mails(app)[-1])


def test_the_answer_is_the_same_for_a_used_and_a_new_address(
    app: Flask, browser: Browser, ana: Someone
) -> None:
    answers = []
    for email in (ana.email, "cleo@example.org"):
        response = browser.post("/sign-up", **{**FRESH, "email": email})
        answers.append((response.status_code, response.location, body(response)))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (303, "/sign-up/sent")
    assert "Check your mail" in browser.get("/sign-up/sent").text
    assert browser.cookie("woven_session") is None
    run_errands(app)
    known, new = mails(app)
    assert (known.to, known.subject) == (ana.email, "Woven: you have an account already")
    assert "/forgot" in known.body
    assert new.to == "cleo@example.org"
    assert ana.stream() == []


def test_for_programs_too(app: Flask, ana: Someone) -> None:
    client = app.test_client()
    for email in (ana.email, "cleo@example.org"):
        response = client.post("/api/accounts", json={**FRESH, "email": email})
        assert (response.status_code, response.json) == (202, {"email": email})
    weak = client.post("/api/accounts", json={**FRESH, "password": "password123"})
    assert weak.status_code == 422


def test_the_button_makes_the_account_confirmed_and_signs_in(app: Flask, browser: Browser) -> None:
    browser.post("/sign-up", **FRESH, timezone="Europe/Berlin")
    link = mailed(app)
    assert "cleo@example.org" in browser.get(link).text
    assert 'name="password"' not in browser.get(link).text
    assert browser.sign_in("cleo@example.org").status_code == 401
    response = browser.post(link)
    assert (response.status_code, response.location) == (303, "/invite")
    me = browser.get("/api/me").get_json()
    assert (me["name"], me["timezone"]) == ("Cleo", "Europe/Berlin")
    assert "Confirmed." in browser.get("/settings/address").text
    assert browser.get(link).status_code == 404
    assert run_errands(app) == 0  # the first sign-in is no news


def test_it_goes_on_to_where_the_browser_was_going(app: Flask, browser: Browser) -> None:
    browser.post("/sign-up", **FRESH, next="/library")
    link = mailed(app)
    token = browser.token(link)
    assert 'name="next" value="/library"' in browser.get(link).text
    assert browser.send(link, csrf_token=token, next="/library").location == "/library"


def test_elsewhere_the_password_is_asked(app: Flask, browser: Browser) -> None:
    """Who signs up with another's address must not get an account by that person's click."""
    browser.post("/sign-up", **FRESH)
    link = mailed(app)
    other = Browser(app)
    assert 'name="password"' in other.get(link).text
    for fields in ({}, {"password": "not this one"}):
        refused = other.post(link, **fields)
        assert refused.status_code == 403
        assert 'id="password-wrong"' in refused.text
    assert other.cookie("woven_session") is None
    assert other.post(link, password=PASSWORD).location == "/invite"
    assert other.get("/api/me").get_json()["name"] == "Cleo"


def test_a_shared_device_is_asked_where_the_session_begins(app: Flask, browser: Browser) -> None:
    browser.post("/sign-up", **FRESH, shared="on")
    link = mailed(app)
    assert " checked" in browser.get(link).text
    assert browser.post(link, shared="on").status_code == 303
    assert browser.cookie("woven_session").max_age is None


def test_guessing_the_password_of_an_account_to_be_is_limited(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(SIGNUP_CONFIRM="on", RATE_LIMITS="on")
    Browser(app).post("/sign-up", **FRESH)
    link, other = mailed(app), Browser(app)
    for _ in range(10):
        assert other.post(link, password="not this one").status_code == 403
    assert other.post(link, password=PASSWORD).status_code == 429


def test_an_invitation_is_joined_once_the_link_is_opened(
    app: Flask, browser: Browser, ana: Someone
) -> None:
    token = ana.post("/api/invites").get_json()["url"].partition("#")[2]
    fields = {**FRESH, "code": token, "step": "sign-up"}
    response = browser.send("/join", csrf_token=browser.token("/join"), **fields)
    assert (response.status_code, response.location) == (303, "/sign-up/sent")
    assert ana.get("/api/couple").status_code == 404
    done = browser.post(mailed(app))
    assert (done.status_code, done.location) == (303, "/today?said=joined")
    assert ana.get("/api/couple").status_code == 200


def test_in_another_browser_the_invitation_is_opened_again(
    app: Flask, browser: Browser, ana: Someone
) -> None:
    token = ana.post("/api/invites").get_json()["url"].partition("#")[2]
    fields = {**FRESH, "code": token, "step": "sign-up"}
    browser.send("/join", csrf_token=browser.token("/join"), **fields)
    other = Browser(app)
    assert other.post(mailed(app), password=PASSWORD).status_code == 303
    assert ana.get("/api/couple").status_code == 404
    yes = {"code": token, "step": "yes", "csrf_token": other.token("/join")}
    assert other.send("/join", **yes).location == "/today?said=joined"


def test_an_invitation_that_is_gone_by_then_is_said_to_be(
    app: Flask, browser: Browser, ana: Someone
) -> None:
    token = ana.post("/api/invites").get_json()["url"].partition("#")[2]
    fields = {**FRESH, "code": token, "step": "sign-up"}
    browser.send("/join", csrf_token=browser.token("/join"), **fields)
    assert ana.post("/api/invites").status_code == 201  # a new one voids the old
    assert browser.post(mailed(app)).location == "/join?said=not_joined"


def test_signing_up_twice_makes_one_account(app: Flask, browser: Browser) -> None:
    browser.post("/sign-up", **FRESH)
    first = mailed(app)
    browser.post("/sign-up", **FRESH)
    second = mailed(app)
    assert browser.post(second).status_code == 303
    assert Browser(app).get(first).status_code == 404


def test_over_https_no_other_host_can_say_which_sign_up_is_a_browsers(
    make_app: Callable[..., Flask],
) -> None:
    """It stands in for the password that was chosen."""
    app = make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on", SIGNUP_CONFIRM="on")
    client, base = app.test_client(), "https://woven.example"
    form = client.get("/sign-up", base_url=base).get_data(as_text=True)
    token = form.split('name="csrf_token" value="')[1][:64]
    fields = {**FRESH, "csrf_token": token}
    response = client.post("/sign-up", base_url=base, data=fields, headers={"Origin": base})
    (sent,) = (one for one in response.headers.getlist("Set-Cookie") if "woven_sign_up" in one)
    assert sent.startswith("__Host-woven_sign_up=")
    assert set(sent.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
