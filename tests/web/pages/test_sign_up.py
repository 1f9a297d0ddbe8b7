"""Making an account with a browser."""

import re

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
    assert "woven_invite" not in str(response.headers)
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
    assert f"Your days follow {zone}." in page
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
    response = browser.post("/sign-up", **{**FRESH, field: value})
    text = response.get_data(as_text=True)
    assert response.status_code == status
    place = text.split(f'id="{field}-wrong">')[1].split("</p>")[0]
    assert words in place
    assert 'value="Cleo"' in text or field == "name"
    assert PASSWORD not in text
    assert ana.stream() == []


def test_what_the_form_does_not_hold_is_refused(browser: Browser) -> None:
    response = browser.post("/sign-up", **FRESH, role="admin")
    assert response.status_code == 422
    assert "Unknown field." in response.get_data(as_text=True)


def test_a_forged_account_is_refused(browser: Browser) -> None:
    browser.get("/sign-up")
    assert browser.send("/sign-up", **FRESH).status_code == 403
