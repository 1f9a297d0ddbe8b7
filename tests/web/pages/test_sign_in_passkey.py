"""Signing in with a passkey by the form that a script fills in, and how others hear of it."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from time_machine import TimeMachineFixture
from werkzeug.test import TestResponse

from tests.support.authenticator import set_up
from tests.support.browser import Browser
from tests.support.cheap_passwords import cheap_passwords
from tests.support.passkeys import Authenticator, added
from tests.support.people import Someone
from tracker.web import account_limits

pytestmark = pytest.mark.store("sqlite")
HERE = "/sign-in/passkey"


@pytest.fixture(autouse=True)
def _morning(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to("2027-05-20T08:00:00Z", tick=False)
    with cheap_passwords():
        yield


@pytest.fixture
def phone(ana: Someone) -> Authenticator:
    """Return ana's phone, with her passkey on it."""
    phone = Authenticator()
    added(ana, phone)
    return phone


def enter(browser: Browser, phone: Authenticator, **fields: str) -> TestResponse:
    """Do what the script does."""
    token = browser.token()
    asked = browser.send(f"{HERE}/options", csrf_token=token)
    assert asked.status_code == 200
    question = asked.get_json()
    signed = {"challenge": question["challenge"], **phone.sign(question["options"]), **fields}
    return browser.send(HERE, csrf_token=token, **signed)


def test_it_begins_a_session_and_leads_on(app: Flask, ana: Someone, phone: Authenticator) -> None:
    set_up(ana)  # it counts as both steps
    browser = Browser(app)
    answer = enter(browser, phone, next="/settings/passkeys")
    assert (answer.status_code, answer.location) == (303, "/settings/passkeys")
    page = re.sub(r"\s+", " ", browser.get("/settings/passkeys").text)
    assert "My phone" in page
    assert "Made today, last used today." in page
    lasting = browser.cookie("woven_session")
    shared = Browser(app)
    assert enter(shared, phone, shared="on").location == "/today"
    assert lasting.max_age
    assert shared.cookie("woven_session").max_age is None
    assert "shared device" in shared.get("/settings/sessions").text


def test_wherever_else_one_is_signed_in_hears_of_it(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: TimeMachineFixture
) -> None:
    laptop, his = Browser(app), Browser(app)
    laptop.sign_in(ana.email)
    his.sign_in(ben.email)
    time_machine.move_to("2027-05-20T08:12:00Z", tick=False)
    phone = Authenticator(counts=True)
    added(ana, phone)
    enter(Browser(app), phone)
    text = re.sub(r"\s+", " ", laptop.get("/today").text)
    assert "A passkey was added to your account today at 08:12." in text
    assert "New sign-in:" in text
    assert "One opens your account." in laptop.get("/settings/sessions").text
    assert "passkey" not in laptop.get("/today").text
    time_machine.move_to("2027-05-21T08:15:00Z", tick=False)
    phone.count = 0
    assert enter(Browser(app), phone).status_code == 401
    text = re.sub(r"\s+", " ", laptop.get("/today").text)
    assert "a copy of one of your passkeys today at 08:15." in text
    assert "passkey" not in his.get("/today").text
    assert [item["data"] for item in ben.stream()] == [{"what": "sign_in"}]  # his own


def test_what_does_not_open_is_said_on_the_page(app: Flask, phone: Authenticator) -> None:
    browser = Browser(app)
    refused = [
        (enter(browser, Authenticator(handle=phone.handle)), 401, "does not open an account here"),
        (enter(browser, phone, signature="AAAA"), 401, "does not open an account here"),
        (enter(browser, phone, challenge="gone"), 409, "That took too long"),
        (enter(browser, phone, user_handle=""), 422, "That did not come through"),
        (enter(browser, phone, more="x"), 422, "That did not come through"),
    ]
    for answer, status, words in refused:
        assert answer.status_code == status
        assert words in answer.text
        assert 'name="password"' in answer.text
    assert browser.cookie("woven_session") is None


def test_no_other_page_signs_anybody_in(app: Flask, phone: Authenticator) -> None:
    browser = Browser(app)
    token = browser.token()
    for path, how in (
        (f"{HERE}/options", {}),
        (HERE, {"origin": "https://evil.example", "csrf_token": token}),
    ):
        assert browser.send(path, **how).status_code == 403


def test_how_often_a_device_is_asked_is_bounded(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(make_app(RATE_LIMITS="on"))
    real = account_limits.limits.limit
    monkeypatch.setattr(
        account_limits.limits,
        "limit",
        lambda name, *subject, limit, window: real(name, *subject, limit=2, window=window),
    )
    token = browser.token()
    answers = [browser.send(f"{HERE}/options", csrf_token=token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
