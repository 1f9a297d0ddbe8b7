"""A browser that was signed out without a network says so by a cookie with its next request."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import ORIGIN, Browser
from tests.support.people import PASSWORD, Someone, problem
from tracker import clock, store
from tracker.services import credentials

UPGRADE = {
    "Origin": ORIGIN,
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture
def browser(app: Flask, ana: Someone) -> Browser:
    """Return a browser in which ana signed in and then, without a network, out."""
    browser = Browser(app)
    browser.sign_in(ana.email)
    sign_out_offline(browser)
    return browser


def sign_out_offline(browser: Browser, word: str = "1") -> None:
    browser.client.set_cookie("signed_out", word, domain="127.0.0.1", path="/")


def sessions(someone: Someone) -> list[dict]:
    items = someone.get("/api/tokens").get_json()["items"]
    return [item for item in items if item["kind"] == "session"]


def cookies(response: TestResponse) -> str:
    return "\n".join(response.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("path", ["/today", "/", "/sign-in", "/settings/sessions", "/nowhere"])
def test_the_next_page_ends_the_session_and_shows_nothing(
    browser: Browser, ana: Someone, dev: Someone, path: str
) -> None:
    secret = browser.cookie("woven_session").value
    response = browser.get(path)
    assert "data-person" not in response.get_data(as_text=True)
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert browser.cookie("woven_session") is None
    assert browser.cookie("signed_out") is None
    assert sessions(ana) == []
    assert ana.stream()[-1]["data"] == {"what": "credentials"}
    browser.client.set_cookie("woven_session", secret, domain="127.0.0.1")
    problem(browser.get("/api/me"), 401, "not_signed_in")
    assert dev.stream() == []


def test_the_next_call_of_a_script_ends_it_too(browser: Browser, ana: Someone) -> None:
    problem(browser.get("/api/me"), 401, "not_signed_in")
    assert browser.cookie("woven_session") is None
    assert browser.cookie("signed_out") is None
    assert sessions(ana) == []


def test_nothing_is_written_in_its_name(browser: Browser, app: Flask, ana: Someone) -> None:
    other = Browser(app)
    other.sign_in(ana.email)
    token = other.token("/nowhere")
    headers = {"Origin": ORIGIN, "X-CSRF-Token": token}
    refused = browser.client.patch("/api/me", json={"name": "Eve"}, headers=headers)
    problem(refused, 401, "not_signed_in")
    assert ana.get("/api/me").get_json()["name"] != "Eve"


def test_no_socket_opens(browser: Browser, ana: Someone) -> None:
    path = "/socket.io/?EIO=4&transport=websocket"
    problem(browser.client.get(path, headers=UPGRADE), 401, "not_signed_in")
    assert sessions(ana) == []
    browser.get("/sign-in")  # the refusal of a socket takes no cookie away
    assert browser.cookie("signed_out") is None


def test_a_program_is_not_meant(browser: Browser, ana: Someone) -> None:
    response = browser.client.get("/api/me", headers={"Authorization": f"Bearer {ana.secret}"})
    assert response.get_json()["id"] == ana.id
    assert "Set-Cookie" not in response.headers
    assert len(sessions(ana)) == 1


def test_where_nobody_was_signed_in_it_just_goes(app: Flask) -> None:
    browser = Browser(app)
    sign_out_offline(browser)
    assert browser.get("/sign-in").status_code == 200
    assert browser.cookie("signed_out") is None


@pytest.mark.parametrize("word", ["", "0", "2", "true"])
def test_no_other_word_counts(app: Flask, ana: Someone, word: str) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    sign_out_offline(browser, word)
    assert browser.get("/api/me").get_json()["id"] == ana.id


def test_signing_in_again_is_as_ever(browser: Browser, ana: Someone) -> None:
    assert browser.sign_in(ana.email).location == "/today"
    assert browser.get("/api/me").get_json()["id"] == ana.id
    assert browser.cookie("signed_out") is None


def test_signing_in_by_a_form_from_before_takes_the_word_back(app: Flask, ana: Someone) -> None:
    browser = Browser(app)
    token = browser.token()
    sign_out_offline(browser)
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": token}
    response = browser.send("/sign-in", **fields)
    assert response.location == "/today"
    assert "Clear-Site-Data" not in response.headers
    assert browser.get("/api/me").get_json()["id"] == ana.id


def test_the_form_itself_may_come_with_the_cookie(browser: Browser, ana: Someone) -> None:
    response = browser.send("/sign-out")
    assert (response.status_code, response.location) == (303, "/sign-in")
    assert browser.cookie("signed_out") is None
    assert sessions(ana) == []


def test_another_sites_form_gets_nowhere_with_it(browser: Browser) -> None:
    assert browser.send("/sign-out", "https://evil.example").status_code == 403


def test_while_the_store_is_busy_nobody_is_let_in_and_it_is_said_again(
    browser: Browser, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> NoReturn:
        raise store.StoreBusy

    with monkeypatch.context() as patch:
        patch.setattr(credentials, "end", busy)
        response = browser.get("/today")
        assert response.status_code == 503
        assert "Set-Cookie" not in response.headers
    assert len(sessions(ana)) == 1
    assert browser.get("/today").status_code in (302, 303)
    assert sessions(ana) == []


def test_signing_out_with_a_network_empties_the_device_as_well(app: Flask, ana: Someone) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    response = browser.send("/sign-out", csrf_token=browser.token("/nowhere"))
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert "signed_out" not in cookies(response)


def test_erasing_and_leaving_empty_the_device(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    for path, fields in (("/settings/leaving", {}), ("/settings/erase", {"password": PASSWORD})):
        response = browser.post(path, **fields)
        assert response.status_code == 303
        assert response.headers["Clear-Site-Data"] == '"storage"'


def test_with_https_no_other_host_can_set_it(make_app: Callable[..., Flask]) -> None:
    app = make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on")
    ana, client, base = Someone(app, "ana"), app.test_client(), "https://woven.example"
    with app.app_context():
        secret, _ = credentials.sign_in(
            ana.email, PASSWORD, kind="session", label="laptop", now=clock.now()
        )

    def carry(name: str, value: str) -> None:
        client.set_cookie(name, value, domain="woven.example", path="/", secure=True)

    carry("__Host-woven_session", secret)
    carry("signed_out", "1")  # as a page of another host there could
    page = client.get("/today", base_url=base)
    assert page.status_code == 200
    assert 'data-signed-out-cookie="__Host-signed_out"' in page.text
    carry("__Host-signed_out", "1")
    response = client.get("/today", base_url=base)
    assert "data-person" not in response.text
    (gone,) = [
        cookie
        for cookie in response.headers.getlist("Set-Cookie")
        if cookie.startswith("__Host-signed_out=;")
    ]
    assert "Path=/" in gone
    assert "Secure" in gone
    assert "Domain" not in gone
