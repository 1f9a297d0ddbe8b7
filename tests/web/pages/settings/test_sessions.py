"""Where one is signed in, and what ends it: another's id is not there, and a password is asked."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.answers import body
from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone
from tests.web.pages.settings.forms import page, press
from tracker import clock

NEW = "quite another evening"


@pytest.fixture
def browser(app: Flask, ana: Someone) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(ana.email).status_code == 303
    return browser


def sessions(someone: Someone) -> list[dict]:
    return [
        one for one in someone.get("/api/tokens").get_json()["items"] if one["kind"] == "session"
    ]


def end(browser: Browser, credential: str, password: str = PASSWORD):
    return browser.send(
        "/settings/sessions",
        csrf_token=browser.token("/settings/sessions"),
        credential=credential,
        password=password,
    )


def test_the_list_says_what_the_server_knows_and_which_one_is_here(
    app: Flask, browser: Browser, ana: Someone, ben: Someone, couple: str
) -> None:
    text = browser.get("/settings/sessions").get_data(as_text=True)
    assert text.count("this one</span>") == 1
    shown = re.findall(r'<li id="place-([0-9a-f-]{36})">', text)
    assert set(shown) == {one["id"] for one in ana.get("/api/tokens").get_json()["items"]}
    assert shown[0] == sessions(ana)[0]["id"]
    assert "A program. Began today, last used today." in text
    assert "A browser. Began today, last used today." in text
    assert "127.0.0.1" not in re.sub(r"<[^>]*>", "", text)
    theirs = page(ben, "/settings/sessions")
    assert not set(shown) & set(re.findall(r"place-([0-9a-f-]{36})", theirs))


def test_days_are_those_of_its_owner(browser: Browser, ana: Someone) -> None:
    with time_machine.travel(clock.now() + timedelta(days=3)):
        text = page(ana, "/settings/sessions")
    assert "A browser. Began 3 days ago, last used 3 days ago." in text


def test_ending_one_asks_for_the_password(browser: Browser, app: Flask, ana: Someone) -> None:
    other = Browser(app)
    other.sign_in(ana.email)
    here, there = (one["id"] for one in sessions(ana))
    for wrong, status in (("not this one", 403), ("", 422)):
        response = end(browser, there, wrong)
        text = response.get_data(as_text=True)
        assert response.status_code == status
        assert f'id="password-{there}-wrong"' in text
        assert text.count("<details open>") == 1
        assert "not this one" not in text
    assert other.get("/settings").status_code == 200
    response = end(browser, there)
    assert (response.status_code, response.location) == (303, "/settings/sessions?said=ended")
    assert [one["id"] for one in sessions(ana)] == [here]
    assert other.get("/settings").status_code == 303
    assert browser.get("/settings").status_code == 200


def test_a_strangers_session_is_not_there(
    browser: Browser, app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    missing = end(browser, "00000000-0000-4000-8000-000000000000")
    assert missing.status_code == 404
    for person in (ben, dev):
        (theirs,) = person.get("/api/tokens").get_json()["items"]
        for password in (PASSWORD, "not this one"):
            response = end(browser, theirs["id"], password)
            assert response.status_code == 404
            assert body(response) == body(missing)
        assert person.get("/api/me").status_code == 200
        assert person.stream() == []
    assert end(browser, "no-id-at-all").status_code == 404


def test_everywhere_else_ends_at_once_and_here_goes_on(
    browser: Browser, app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    other = Browser(app)
    other.sign_in(ana.email)
    assert end(browser, "others", "not this one").status_code == 403
    assert other.get("/settings").status_code == 200
    assert end(browser, "others").status_code == 303
    assert browser.get("/settings").status_code == 200
    assert other.get("/settings").status_code == 303
    assert ana.get("/api/me").status_code == 401  # a program's token
    assert ben.get("/api/me").status_code == 200
    assert ben.stream() == []
    assert "Sign out everywhere else" not in browser.get("/settings/sessions").get_data(
        as_text=True
    )


def test_a_new_password_ends_all_others_and_needs_the_present_one(
    browser: Browser, app: Flask, ana: Someone
) -> None:
    other = Browser(app)
    other.sign_in(ana.email)
    path = "/settings/password"
    response = browser.post(path, password="not this one", new_password=NEW)
    assert response.status_code == 403
    assert 'id="password-wrong"' in response.get_data(as_text=True)
    response = browser.post(path, password=PASSWORD, new_password="short")
    assert response.status_code == 422
    assert 'id="new_password-wrong"' in response.get_data(as_text=True)
    response = browser.post(path, password=PASSWORD, new_password="password1234")
    assert response.status_code == 422
    assert 'id="new_password-wrong"' in response.get_data(as_text=True)
    assert other.get("/settings").status_code == 200
    response = browser.post(path, password=PASSWORD, new_password=NEW)
    assert (response.status_code, response.location) == (303, f"{path}?said=password")
    assert browser.get(path).status_code == 200
    assert other.get("/settings").status_code == 303
    assert Browser(app).sign_in(ana.email).status_code == 401
    assert Browser(app).sign_in(ana.email, NEW).status_code == 303


def test_guessing_is_limited(make_app: Callable[..., Flask]) -> None:
    ana = Someone(make_app(RATE_LIMITS="on"), "ana")
    for _ in range(10):
        response = press(ana, "/settings/data", password="not this one")
        assert response.status_code == 403
    for path in ("/settings/data", "/settings/erase"):
        response = press(ana, path, password=PASSWORD)
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
        assert "Too many tries" in response.get_data(as_text=True)
    assert ana.get("/api/me").status_code == 200


def test_a_password_that_is_too_weak_is_no_guess(make_app: Callable[..., Flask]) -> None:
    ana = Someone(make_app(RATE_LIMITS="on"), "ana")
    weak = {"password": PASSWORD, "new_password": "password123"}
    for _ in range(6):
        assert press(ana, "/settings/password", **weak).status_code == 422
        assert ana.put("/api/me/password", weak).status_code == 422
    assert press(ana, "/settings/data", password=PASSWORD).status_code == 200
