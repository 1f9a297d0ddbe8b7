"""Signing in and out with a browser."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.answers import body
from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone, problem
from tracker import clock


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def sessions(someone: Someone) -> list[dict]:
    items = someone.get("/api/tokens").get_json()["items"]
    return [item for item in items if item["kind"] == "session"]


def test_signing_in_begins_a_session_that_no_script_can_read(
    browser: Browser, ana: Someone, dev: Someone
) -> None:
    response = browser.sign_in(ana.email)
    assert (response.status_code, response.location) == (303, "/today")
    cookie = browser.cookie("woven_session")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.path == "/"
    assert cookie.max_age == 90 * 24 * 3600
    assert browser.cookie("woven_pre") is None
    assert browser.get("/api/me").get_json()["id"] == ana.id
    assert len(sessions(ana)) == 1
    assert dev.stream() == []


def test_over_https_the_cookies_are_bound_to_the_host(make_app: Callable[..., Flask]) -> None:
    app = make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on")
    ana = Someone(app, "ana")
    client = app.test_client()
    base = "https://woven.example"
    page = client.get("/sign-in", base_url=base)
    pre = page.headers["Set-Cookie"]
    assert pre.startswith("__Host-woven_pre=")
    assert "Secure" in pre
    token = page.get_data(as_text=True).split('name="csrf_token" value="')[1][:64]
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": token}
    response = client.post("/sign-in", base_url=base, data=fields, headers={"Origin": base})
    session = response.headers.getlist("Set-Cookie")[0]
    assert session.startswith("__Host-woven_session=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in session


def test_a_wrong_password_and_an_unknown_address_read_alike(browser: Browser, ana: Someone) -> None:
    wrong = browser.sign_in(ana.email, "not this one")
    unknown = browser.sign_in("nobody@example.org")
    assert wrong.status_code == unknown.status_code == 401
    text = body(wrong).decode()
    assert "do not belong together" in text
    assert text.replace(ana.email, "") == body(unknown).decode().replace("nobody@example.org", "")
    assert browser.cookie("woven_session") is None
    assert "not this one" not in text


def test_what_was_left_empty_is_said_beside_the_field(browser: Browser) -> None:
    response = browser.post("/sign-in", email="", password="")
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'id="email-wrong"' in text
    assert 'aria-describedby="password-wrong" aria-invalid="true"' in text


def test_markup_in_a_field_comes_back_as_text(browser: Browser) -> None:
    response = browser.sign_in('"><script>alert(1)</script>')
    assert "<script>" not in response.get_data(as_text=True)


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
def test_a_form_from_elsewhere_is_refused(
    browser: Browser, ana: Someone, origin: str | None
) -> None:
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": browser.token()}
    response = browser.send("/sign-in", origin, **fields)
    assert response.status_code == 403
    assert response.mimetype == "text/html"
    assert sessions(ana) == []


@pytest.mark.parametrize("token", ["", "0" * 64, "ü"])
def test_a_form_without_its_token_is_refused(browser: Browser, ana: Someone, token: str) -> None:
    browser.get("/sign-in")
    fields = {"email": ana.email, "password": PASSWORD}
    assert browser.send("/sign-in", **fields).status_code == 403
    assert browser.send("/sign-in", **fields, csrf_token=token).status_code == 403
    assert sessions(ana) == []


def test_another_browsers_token_does_not_fit(app: Flask, browser: Browser, ana: Someone) -> None:
    browser.get("/sign-in")
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": Browser(app).token()}
    assert browser.send("/sign-in", **fields).status_code == 403


def test_signing_in_again_ends_the_session_before(browser: Browser, ana: Someone) -> None:
    browser.sign_in(ana.email)
    (first,) = sessions(ana)
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": browser.token("/nowhere")}
    assert browser.send("/sign-in", **fields).status_code == 303
    (second,) = sessions(ana)
    assert first["id"] != second["id"]


@pytest.mark.parametrize("wanted", ["/habits", "/us?week=2", "/join"])
def test_it_goes_on_to_a_page_of_ours(browser: Browser, ana: Someone, wanted: str) -> None:
    assert browser.sign_in(ana.email, next=wanted).location == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "/a\\b",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/sign-in",
        "/sign-out",
        "",
    ],
)
def test_it_never_leads_elsewhere(browser: Browser, ana: Someone, wanted: str) -> None:
    assert browser.sign_in(ana.email, next=wanted).location == "/today"


def test_who_is_signed_in_needs_no_form(browser: Browser, ana: Someone) -> None:
    browser.sign_in(ana.email)
    assert browser.get("/sign-in?next=/us").location == "/us"
    assert browser.get("/sign-up").location == "/today"


def test_signing_out_ends_the_session(browser: Browser, ana: Someone, dev: Someone) -> None:
    browser.sign_in(ana.email)
    secret = browser.cookie("woven_session").value
    response = browser.send("/sign-out", csrf_token=browser.token("/nowhere"))
    assert (response.status_code, response.location) == (303, "/sign-in")
    assert browser.cookie("woven_session") is None
    browser.client.set_cookie("woven_session", secret, domain="127.0.0.1")
    problem(browser.get("/api/me"), 401, "not_signed_in")
    assert sessions(ana) == []
    said = [item["data"]["what"] for item in ana.stream()]
    assert said == ["sign_in", "credentials"]
    assert dev.stream() == []


def test_signing_out_cannot_be_forged(browser: Browser, ana: Someone) -> None:
    browser.sign_in(ana.email)
    token = browser.token("/nowhere")
    assert browser.send("/sign-out").status_code == 403
    assert browser.send("/sign-out", "https://evil.example", csrf_token=token).status_code == 403
    assert browser.get("/api/me").status_code == 200


def test_a_script_of_a_page_writes_with_the_token_of_the_page(
    browser: Browser, ana: Someone
) -> None:
    browser.sign_in(ana.email)
    headers = {"Origin": "http://127.0.0.1:8000"}
    refused = browser.client.patch("/api/me", json={"name": "Anna"}, headers=headers)
    problem(refused, 403, "csrf_failed")
    headers["X-CSRF-Token"] = browser.token("/nowhere")
    assert (
        browser.client.patch("/api/me", json={"name": "Anna"}, headers=headers).status_code == 200
    )


def test_a_session_in_use_lives_on(browser: Browser, ana: Someone) -> None:
    browser.sign_in(ana.email)
    start = clock.now()
    for days in (80, 160):
        with time_machine.travel(start + timedelta(days=days)):
            response = browser.get("/api/me")
            assert response.status_code == 200
            assert "Max-Age=7776000" in response.headers["Set-Cookie"]
            assert "Set-Cookie" not in browser.get("/api/me").headers
    with time_machine.travel(start + timedelta(days=260)):
        problem(browser.get("/api/me"), 401, "not_signed_in")


def test_guessing_by_the_form_is_limited(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    ana = Someone(app, "ana")
    browser = Browser(app)
    for _ in range(10):
        assert browser.sign_in(ana.email, "not this one").status_code == 401
    response = browser.sign_in(ana.email)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "Too many tries" in response.get_data(as_text=True)


def test_people_get_errors_in_words(browser: Browser) -> None:
    response = browser.get("/nowhere-at-all")
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "There is nothing here for you" in response.get_data(as_text=True)
    assert browser.client.get("/api/nowhere").mimetype == "application/problem+json"
    big = browser.send("/sign-in", email="x" * 70_000)
    assert (big.status_code, big.mimetype) == (413, "text/html")


def test_no_page_holds_a_script_or_style_of_its_own(browser: Browser) -> None:
    for path in ("/sign-in", "/sign-up", "/nowhere"):
        text = browser.get(path).get_data(as_text=True)
        assert not re.search(r'<script(?! type="module" src="/static/)', text)
        assert "style=" not in text
        assert "<style" not in text
        assert '<html lang="en" ' in text
        for address in re.findall(r'<link rel="stylesheet" href="([^"]+)"', text):
            with browser.get(address) as style:
                assert style.status_code == 200
