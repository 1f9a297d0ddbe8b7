"""Inviting: opening the page makes nothing, making one shows it in the browser that made it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import ask
from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone, link
from tracker.extensions import db
from tracker.models import Invite

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
URL = re.compile(r'value="(http://127\.0\.0\.1:8000/join#[A-Za-z0-9_-]{22})"')
CODE = re.compile(r'<p class="code"><bdi>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})</bdi></p>')


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def enter(someone: Someone) -> Browser:
    browser = Browser(someone.app)
    assert browser.sign_in(someone.email).status_code == 303
    return browser


@pytest.fixture
def browser(max_: Someone) -> Browser:
    return enter(max_)


def page(browser: Browser) -> str:
    response = browser.get("/invite")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return unescape(response.get_data(as_text=True))


def make(browser: Browser) -> tuple[str, str]:
    """Make one; return its url and code."""
    response = browser.post("/invite")
    assert (response.status_code, response.location) == (303, "/invite")
    text = page(browser)
    url, code = URL.search(text), CODE.search(text)
    assert url is not None
    assert code is not None
    return url[1], code[1]


def invites(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Invite)) or 0


def opens(app: Flask, secret: str) -> bool:
    return app.test_client().get(f"/api/invites/{secret}").status_code == 200


def test_opening_the_page_makes_nothing(app: Flask, browser: Browser) -> None:
    for _ in range(2):
        assert "Make the invitation" in page(browser)
    assert invites(app) == 0


def test_it_is_made_once_and_shown_as_link_picture_and_code(app: Flask, browser: Browser) -> None:
    url, code = make(browser)
    text = page(browser)
    assert URL.search(text)
    assert '<svg viewBox="0 0 ' in text
    assert 'fill="#fff"' in text  # for cameras, in the dark too
    assert "10 more minutes" in text
    assert re.search("Wednesday,? 27 May", text)
    assert opens(app, url.partition("#")[2])
    assert opens(app, code)
    assert invites(app) == 1


def test_the_secrets_are_in_no_address_and_in_a_cookie_of_this_page_alone(
    app: Flask, browser: Browser
) -> None:
    response = browser.post("/invite")
    (sent,) = response.headers.getlist("Set-Cookie")
    token = sent.removeprefix("woven_invite=").partition(".")[0]
    assert opens(app, token)
    assert token not in response.get_data(as_text=True) + str(response.location)
    assert {"HttpOnly", "Path=/invite", "SameSite=Lax"} <= {
        part.strip() for part in sent.split(";")
    }
    assert "Max-Age" not in sent
    with app.app_context():
        stored = repr(db.session.execute(db.select(Invite.__table__)).all())
    assert token not in stored


def test_over_https_the_cookie_is_for_https(make_app: Callable[..., Flask]) -> None:
    app = make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on")
    client, base = app.test_client(), "https://woven.example"
    form = client.get("/sign-up", base_url=base).get_data(as_text=True)
    token = form.split('name="csrf_token" value="')[1][:64]
    fields = {"name": "New", "email": "new@example.org", "password": PASSWORD, "csrf_token": token}
    response = client.post("/sign-up", base_url=base, data=fields, headers={"Origin": base})
    (sent,) = (one for one in response.headers.getlist("Set-Cookie") if "woven_invite" in one)
    assert sent.startswith("__Secure-woven_invite=")
    assert "Secure" in sent
    assert "https://woven.example/join#" in client.get("/invite", base_url=base).text


def test_another_browser_of_the_same_person_sees_only_that_there_is_one(
    app: Flask, browser: Browser, max_: Someone
) -> None:
    url, code = make(browser)
    text = page(enter(max_))
    assert re.search("open until Wednesday,? 27 May", text)
    assert url not in text
    assert code not in text
    assert opens(app, url.partition("#")[2])


def test_who_signs_in_next_in_the_same_browser_sees_nothing_of_it(
    app: Flask, browser: Browser, max_: Someone
) -> None:
    url, code = make(browser)
    single = Someone(app, "fin")
    kept = browser.client.get_cookie("woven_invite", domain="127.0.0.1", path="/invite")
    assert kept is not None
    other = enter(single)
    other.client.set_cookie("woven_invite", kept.value, domain="127.0.0.1", path="/invite")
    text = page(other)
    assert "Make the invitation" in text
    assert url not in text
    assert code not in text
    assert "invite" not in str(single.stream())


def test_signing_out_takes_the_secrets_along(browser: Browser) -> None:
    make(browser)
    browser.send("/sign-out", csrf_token=browser.token("/nowhere"))
    assert browser.client.get_cookie("woven_invite", domain="127.0.0.1", path="/invite") is None


def test_a_new_one_takes_the_place_of_the_old(app: Flask, browser: Browser) -> None:
    old, old_code = make(browser)
    new, _ = make(browser)
    assert old != new
    assert not opens(app, old.partition("#")[2])
    assert not opens(app, old_code)
    assert opens(app, new.partition("#")[2])


def test_it_can_be_taken_back_from_any_browser(app: Flask, browser: Browser, max_: Someone) -> None:
    url, _ = make(browser)
    other = enter(max_)
    response = other.send("/invite/take-back", csrf_token=other.token("/nowhere"))
    assert (response.status_code, response.location) == (303, "/invite?said=withdrawn")
    assert not opens(app, url.partition("#")[2])
    for one in (browser, other):
        assert "Make the invitation" in page(one)


def test_the_code_ends_before_the_link(
    app: Flask, browser: Browser, time_machine: time_machine.TimeMachineFixture
) -> None:
    url, code = make(browser)
    time_machine.move_to(NOW + timedelta(minutes=9, seconds=10), tick=False)
    assert "one more minute." in page(browser)
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    text = page(browser)
    assert "The code for typing is over" in text
    assert code not in text
    assert url in text
    time_machine.move_to(NOW + timedelta(days=7), tick=False)
    assert "Make the invitation" in page(browser)


def test_what_is_proposed_waits_on_the_page(browser: Browser, max_: Someone, dev: Someone) -> None:
    ask(max_, title="Tea & <b>toast</b>", emoji="🍵")
    ask(dev, title="Something else")
    text = browser.get("/invite").get_data(as_text=True)
    assert "Tea &amp; &lt;b&gt;toast&lt;/b&gt;" in text
    assert "every day" in text
    assert "Something else" not in text


def test_who_is_linked_is_led_to_today(ana: Someone, ben: Someone, couple: str) -> None:
    for someone in (ana, ben):
        browser = enter(someone)
        assert browser.get("/invite").location == "/today?said=joined"
        response = browser.send("/invite", csrf_token=browser.token("/nowhere"))
        assert (response.status_code, response.location) == (303, "/today?said=joined")
    assert invites(ana.app) == 0


def test_the_page_follows_so_that_it_leads_on_when_they_say_yes(
    browser: Browser, max_: Someone
) -> None:
    assert re.search(r"<body[^>]* data-follow", page(browser))
    link(max_, Someone(max_.app, "ben"))
    headers = {"X-Woven-Fragment": "main"}
    assert browser.client.get("/invite", headers=headers).status_code == 303


@pytest.mark.parametrize("path", ["/invite", "/invite/take-back"])
def test_neither_can_be_forged(app: Flask, browser: Browser, path: str) -> None:
    make(browser)
    token = browser.token("/nowhere")
    assert browser.send(path).status_code == 403
    assert browser.send(path, "https://evil.example", csrf_token=token).status_code == 403
    assert URL.search(page(browser))


@pytest.mark.parametrize("sent", ["", ".", "x" * 400, "ÿ.ÿ", "a.b.c", "A" * 22 + ".AAAA-AAAA-AAAA"])
def test_a_cookie_that_is_none_of_ours_is_no_error(browser: Browser, sent: str) -> None:
    make(browser)
    browser.client.set_cookie("woven_invite", sent, domain="127.0.0.1", path="/invite")
    assert "An invitation is open" in page(browser)


def keeps(browser: Browser) -> bool:
    kept = browser.client.get_cookie("woven_invite", domain="127.0.0.1", path="/invite")
    return kept is not None


def test_the_browser_forgets_it_with_whoever_made_it(browser: Browser, dev: Someone) -> None:
    make(browser)
    token = browser.token("/settings")
    again = browser.send("/sign-in", email="max@example.org", password=PASSWORD, csrf_token=token)
    assert again.status_code == 303
    assert keeps(browser)  # the same person
    token = browser.token("/settings")
    other = browser.send("/sign-in", email=dev.email, password=PASSWORD, csrf_token=token)
    assert other.status_code == 303
    assert not keeps(browser)


def test_the_browser_forgets_it_with_the_account(browser: Browser) -> None:
    make(browser)
    assert browser.post("/settings/erase", password=PASSWORD).status_code == 303
    assert not keeps(browser)
