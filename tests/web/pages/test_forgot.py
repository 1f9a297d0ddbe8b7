"""A lost password: the same words for every address, and a link that opens once."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.services.test_mail_links import confirm
from tests.support.answers import body
from tests.support.browser import Browser
from tests.support.jobs import run_errands
from tests.support.mails import link_in, mails
from tests.support.people import PASSWORD, Someone
from tests.web.pages.settings.forms import press

pytestmark = pytest.mark.store("sqlite")
NEW = "another quiet evening"


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def forgotten(browser: Browser, ana: Someone) -> str:
    """Ask for a link; return its path."""
    confirm(ana)
    browser.post("/forgot", email=ana.email)
    run_errands(browser.client.application)
    (mail,) = mails(browser.client.application)
    assert (mail.to, mail.subject) == (ana.email, "Woven: a new password")
    return link_in(mail)


def test_the_answer_is_the_same_for_every_address(
    app: Flask, browser: Browser, ana: Someone, ben: Someone
) -> None:
    confirm(ana)
    answers = []
    for email in (ana.email, ben.email, "nobody@example.org"):
        response = browser.post("/forgot", email=email)
        answers.append((response.status_code, response.location, body(response)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][:2] == (303, "/forgot/sent")
    assert "If there is an account" in browser.get("/forgot/sent").text
    run_errands(app)
    assert [mail.to for mail in mails(app)] == [ana.email]


def test_by_the_link_a_new_password_is_set_and_everything_ends(
    app: Flask, browser: Browser, ana: Someone, dev: Someone
) -> None:
    before = Browser(app)
    before.sign_in(ana.email)
    link = forgotten(browser, ana)
    assert ana.email in browser.get(link).text
    assert browser.get(link).headers["Cache-Control"] == "no-store"
    response = browser.post(link, new_password=NEW)
    assert (response.status_code, response.location) == (303, "/sign-in?said=reset")
    assert before.get("/api/me").status_code == ana.get("/api/me").status_code == 401
    assert browser.sign_in(ana.email, PASSWORD).status_code == 401
    assert browser.sign_in(ana.email, NEW).status_code == 303
    assert dev.get("/api/me").status_code == 200
    run_errands(app)
    assert "your password was changed" in mails(app)[1].subject
    again = browser.get(link)
    assert again.status_code == 404
    assert "does not open" in again.text


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "At least 10"),
        ("password123", "guessed first"),
        ("ana@example.org", "hardly more"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_lives_on(
    browser: Browser, ana: Someone, password: str, words: str
) -> None:
    link = forgotten(browser, ana)
    response = browser.post(link, new_password=password)
    assert response.status_code == 422
    assert words in response.text.split('id="new_password-wrong">')[1].split("</p>")[0]
    assert browser.post(link, new_password=NEW).status_code == 303


def test_a_link_that_never_was_opens_nothing(browser: Browser, ana: Someone) -> None:
    token = browser.token()
    for path in ("/forgot/" + "x" * 32, "/confirm/" + "x" * 32, "/sign-up/" + "x" * 32):
        assert browser.get(path).status_code == 404
        fields = {"new_password": NEW} if "forgot" in path else {}
        assert browser.send(path, csrf_token=token, **fields).status_code == 404
    assert ana.stream() == []


def test_a_form_from_elsewhere_is_refused(browser: Browser, ana: Someone) -> None:
    link = forgotten(browser, ana)
    token = browser.token(link)
    forged = browser.send(link, "https://evil.example", csrf_token=token, new_password=NEW)
    assert forged.status_code == 403
    assert browser.sign_in(ana.email).status_code == 303


def test_another_password_voids_the_link(app: Flask, browser: Browser, ana: Someone) -> None:
    link = forgotten(browser, ana)
    fields = {"password": PASSWORD, "new_password": NEW}
    assert press(ana, "/settings/password", **fields).status_code == 303
    assert browser.get(link).status_code == 404


def test_asking_is_limited_whether_there_is_an_account_or_not(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(RATE_LIMITS="on")
    ana = Someone(app, "ana")
    browser = Browser(app)
    for email in (ana.email, "nobody@example.org"):
        for _ in range(5):
            assert browser.post("/forgot", email=email).status_code == 303
        refused = browser.post("/forgot", email=email)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
    for number in range(10):
        browser.post("/forgot", email=f"{number}@example.org")
    assert browser.post("/forgot", email="one-more@example.org").status_code == 429


def test_programs_can_ask_too(app: Flask, ana: Someone) -> None:
    confirm(ana)
    client = app.test_client()
    for email in (ana.email, "nobody@example.org"):
        asked = client.post("/api/password-resets", json={"email": email})
        assert (asked.status_code, asked.json) == (202, {"email": email})
    run_errands(app)
    (mail,) = mails(app)
    path = f"/api/password-resets/{link_in(mail).rpartition('/')[2]}"
    assert client.post(path, json={"new_password": "short"}).status_code == 422
    assert client.post(path, json={"new_password": NEW}).status_code == 204
    assert client.post(path, json={"new_password": NEW}).status_code == 404
    assert client.post(path, json={}).status_code == 404
    assert ana.get("/api/me").status_code == 401
