"""A device that others use too: a short session, and nothing kept there."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone, problem
from tracker import clock

NEW = {"name": "Ida", "email": "ida@example.org", "password": PASSWORD, "timezone": "UTC"}


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def code(someone: Someone) -> str:
    return str(someone.post("/api/invites").get_json()["code"])


def body_tag(browser: Browser, path: str = "/today") -> str:
    page = browser.get(path).get_data(as_text=True)
    return page[page.index("<body") :].partition(">")[0]


def test_the_cookie_goes_with_the_browser(browser: Browser, ana: Someone) -> None:
    response = browser.sign_in(ana.email, shared="on")
    assert response.location == "/today"
    assert browser.cookie("woven_session").max_age is None
    assert browser.cookie("woven_session").expires is None
    assert response.headers["Clear-Site-Data"] == '"storage"'


def test_it_ends_after_eight_hours_however_much_it_is_used(browser: Browser, ana: Someone) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False):
        browser.sign_in(ana.email, shared="on")
    for hours in (2, 4, 6, 7.99):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            response = browser.get("/api/me")
            assert response.status_code == 200
            assert "Set-Cookie" not in response.headers
    with time_machine.travel(start + timedelta(hours=8), tick=False):
        problem(browser.get("/api/me"), 401, "not_signed_in")


def test_that_it_was_used_is_noted_all_the_same(browser: Browser, ana: Someone) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False):
        browser.sign_in(ana.email, shared="on")
    with time_machine.travel(start + timedelta(hours=2), tick=False):
        browser.get("/api/me")
        (session,) = [item for item in ana.get("/api/tokens").get_json()["items"] if item["shared"]]
        assert session["last_used_at"] != session["created_at"]


def test_the_page_tells_its_scripts(app: Flask, browser: Browser, ana: Someone) -> None:
    assert "data-person" not in body_tag(browser, "/sign-in")
    browser.sign_in(ana.email, shared="on")
    tag = body_tag(browser)
    assert f'data-person="{ana.id}"' in tag
    assert " data-shared" in tag
    own = Browser(app)
    own.sign_in(ana.email)
    assert f'data-person="{ana.id}"' in body_tag(own)
    assert "data-shared" not in body_tag(own)


def test_the_list_of_sessions_says_which_it_is(browser: Browser, ana: Someone) -> None:
    browser.sign_in(ana.email, shared="on")
    page = browser.get("/settings/sessions").get_data(as_text=True)
    assert page.count("shared device") == 1


@pytest.mark.parametrize("shared", [True, False])
def test_making_an_account_asks_too(browser: Browser, shared: bool) -> None:
    fields = NEW | ({"shared": "on"} if shared else {})
    assert browser.post("/sign-up", **fields).status_code == 303
    assert ("data-shared" in body_tag(browser)) is shared
    assert (browser.cookie("woven_session").max_age is None) is shared


@pytest.mark.parametrize("step", ["sign-up", "sign-in"])
@pytest.mark.parametrize("shared", [True, False])
def test_joining_asks_too(
    browser: Browser, ana: Someone, ben: Someone, step: str, shared: bool
) -> None:
    fields = NEW if step == "sign-up" else {"email": ben.email, "password": PASSWORD}
    ticked = {"shared": "on"} if shared else {}
    response = browser.post("/join", code=code(ana), step=step, **fields, **ticked)
    assert response.location.startswith("/today")
    assert ("data-shared" in body_tag(browser)) is shared


def test_joining_by_two_presses_keeps_it(app: Flask, ana: Someone) -> None:
    fields = NEW | {"code": code(ana), "step": "sign-up", "shared": "on"}
    for _ in range(2):
        browser = Browser(app)
        assert browser.post("/join", **fields).status_code == 303
        assert "data-shared" in body_tag(browser)


def test_a_refused_form_keeps_the_box_ticked(browser: Browser, ana: Someone) -> None:
    box = 'name="shared" value="on" aria-describedby="shared-hint" checked'
    page = browser.sign_in(ana.email, "not this one", shared="on")
    assert box in page.get_data(as_text=True)
    assert box not in browser.sign_in(ana.email, "not this one").get_data(as_text=True)


def test_no_program_can_say_it(app: Flask, ana: Someone) -> None:
    fields = {"email": ana.email, "password": PASSWORD, "shared": True}
    problem(app.test_client().post("/api/tokens", json=fields), 422, "invalid")


def test_signing_in_again_on_ones_own_is_a_usual_session(browser: Browser, ana: Someone) -> None:
    browser.sign_in(ana.email, shared="on")
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": browser.token("/nowhere")}
    response = browser.send("/sign-in", **fields)
    assert "Clear-Site-Data" not in response.headers
    assert browser.cookie("woven_session").max_age == 90 * 24 * 3600
    assert "data-shared" not in body_tag(browser)
