"""Making an account with a browser."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone

FRESH = {
    "name": "Cleo",
    "email": "cleo@example.org",
    "password": PASSWORD,
    "timezone": "Europe/Berlin",
}


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def test_whoever_makes_an_account_is_signed_in(browser: Browser, dev: Someone) -> None:
    response = browser.post("/sign-up", **FRESH, next="/join")
    assert (response.status_code, response.location) == (303, "/join")
    me = browser.get("/api/me").get_json()
    assert (me["name"], me["timezone"]) == ("Cleo", "Europe/Berlin")
    assert dev.stream() == []


def test_whoever_comes_by_themselves_is_led_to_their_invitation(
    browser: Browser, dev: Someone
) -> None:
    response = browser.post("/sign-up", **FRESH, next="/today")
    assert (response.status_code, response.location) == (303, "/invite")
    page = browser.get("/invite").get_data(as_text=True)
    token = page.split("/join#")[1][:22]
    shown = Browser(browser.client.application).get(f"/api/invites/{token}")
    assert shown.get_json()["from"] == "Cleo"
    assert token not in response.get_data(as_text=True)
    assert dev.stream() == []


def test_who_was_on_their_way_elsewhere_makes_no_invitation(browser: Browser) -> None:
    response = browser.post("/sign-up", **FRESH, next="/join")
    assert response.location == "/join"
    assert browser.client.get_cookie("woven_invite", domain="127.0.0.1", path="/invite") is None
    assert "Make the invitation" in browser.get("/invite").get_data(as_text=True)


def test_there_are_three_fields_and_a_zone_that_is_found(browser: Browser) -> None:
    page = browser.get("/sign-up").get_data(as_text=True)
    assert re.findall(r'<input id="(\w+)"', page) == ["name", "email", "password"]
    assert '<details class="zone">' in page
    assert "data-guess" in page


@pytest.mark.parametrize(
    ("languages", "zone"),
    [
        ("de-DE,de;q=0.9", "Europe/Berlin"),
        ("ja-JP", "Asia/Tokyo"),
        ("fr,en-GB;q=0.5", "Europe/London"),
        ("en-US", "UTC"),
        ("xx-!!", "UTC"),
        ("en", "UTC"),
        ("", "UTC"),
    ],
)
def test_without_a_script_the_zone_is_guessed_from_where_the_language_is_spoken(
    browser: Browser, languages: str, zone: str
) -> None:
    page = browser.client.get("/sign-up", headers={"Accept-Language": languages}).text
    summary = re.search(r'<details class="zone">.*?</summary>', page, re.DOTALL)
    assert summary is not None
    assert zone in summary[0]
    assert f'<option value="{zone}" selected>' in page


def test_a_zone_that_was_chosen_stays(browser: Browser) -> None:
    page = browser.post("/sign-up", **{**FRESH, "email": "nobody"}).get_data(as_text=True)
    assert "Your days follow Europe/Berlin." in page
    assert "data-guess" not in page


def test_without_a_zone_it_is_utc(browser: Browser) -> None:
    browser.post("/sign-up", **{**FRESH, "timezone": ""})
    assert browser.get("/api/me").get_json()["timezone"] == "UTC"


@pytest.mark.parametrize(
    ("field", "value", "status", "words"),
    [
        ("email", "ana@example.org", 409, "There is an account with this address."),
        ("email", "nobody", 422, "An address such as"),
        ("password", "short", 422, "At least 10 characters."),
        ("password", "password123", 422, "guessed first"),
        ("name", " ", 422, "may not be empty"),
        ("timezone", "Mars/Olympus", 422, "A time zone such as"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    browser: Browser, ana: Someone, field: str, value: str, status: int, words: str
) -> None:
    response = browser.post("/sign-up", **{**FRESH, "password": "quite another", field: value})
    text = response.get_data(as_text=True)
    assert response.status_code == status
    place = text.split(f'id="{field}-wrong">')[1].split("</p>")[0]
    assert words in place
    assert 'value="Cleo"' in text or field == "name"
    assert "quite another" not in text
    assert ana.stream() == []
    assert browser.cookie("woven_session") is None


def test_pressing_twice_leads_on_twice(app: Flask, browser: Browser) -> None:
    slow = Browser(app)  # sent both before either answer came
    assert browser.post("/sign-up", **FRESH).status_code == 303
    invited = browser.get("/invite").get_data(as_text=True)
    response = slow.post("/sign-up", **FRESH)
    assert (response.status_code, response.location) == (303, "/invite")
    assert slow.get("/api/me").get_json()["email"] == FRESH["email"]
    token = invited.split("/join#")[1][:22]
    assert Browser(app).get(f"/api/invites/{token}").status_code == 200


def test_whoever_guesses_passwords_nearby_keeps_nobody_from_an_account(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(RATE_LIMITS="on")
    browser = Browser(app)
    for number in range(50):
        assert browser.sign_in(f"nobody{number}@example.org").status_code == 401
    assert browser.sign_in("nobody@example.org").status_code == 429
    response = browser.post("/sign-up", **FRESH)
    assert (response.status_code, response.location) == (303, "/invite")
    assert browser.get("/api/me").get_json()["name"] == "Cleo"


def test_the_password_of_an_account_is_guessed_no_faster_by_signing_up(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(RATE_LIMITS="on")
    ana = Someone(app, "ana")
    browser = Browser(app)
    taken = {**FRESH, "email": ana.email}
    for number in range(10):
        wrong = browser.post("/sign-up", **{**taken, "password": f"not this one {number}"})
        assert wrong.status_code == 409
    assert browser.sign_in(ana.email).status_code == 429


def test_what_the_form_does_not_hold_is_refused(browser: Browser) -> None:
    response = browser.post("/sign-up", **FRESH, role="admin")
    assert response.status_code == 422
    assert "Unknown field." in response.get_data(as_text=True)


def test_a_forged_account_is_refused(browser: Browser) -> None:
    browser.get("/sign-up")
    assert browser.send("/sign-up", **FRESH).status_code == 403
