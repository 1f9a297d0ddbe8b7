"""Passkeys in the settings: the password first, then the device; a list; where there are none."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.cheap_passwords import cheap_passwords
from tests.support.passkeys import Authenticator, added
from tests.support.people import PASSWORD, Someone

pytestmark = pytest.mark.store("sqlite")
HERE = "/settings/passkeys"
THERE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.fixture
def browser(app: Flask, ana: Someone) -> Browser:
    """Return ana's browser, where passkeys can be made."""
    browser = Browser(app, THERE)
    browser.sign_in(ana.email)
    return browser


def asked(browser: Browser, label: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Give the password; return what the device is asked, and what the form carries along."""
    page = browser.post(HERE, password=PASSWORD, label=label)
    assert page.status_code == 200
    (options,) = re.findall(r"data-make='([^']+)'", page.text)
    fields = re.findall(r'name="(challenge|label)" value="([^"]+)"', page.text)
    return json.loads(options), {name: html.unescape(value) for name, value in fields}


def test_the_password_comes_first_then_the_device(browser: Browser, ana: Someone) -> None:
    assert "Sign in with what unlocks your device." in browser.get("/settings").text
    for fields, status, field in (
        ({"password": "not this one", "label": "The key"}, 403, "password"),
        ({"password": "", "label": "The key"}, 422, "password"),
        ({"password": PASSWORD, "label": ""}, 422, "label"),
    ):
        page = browser.post(HERE, **fields)
        assert (page.status_code, f'id="{field}-wrong"' in page.text) == (status, True)
        assert "data-make" not in page.text
    options, fields = asked(browser, "The <key>")
    assert fields["label"] == "The <key>"
    device, token = Authenticator(), browser.token(HERE)
    asked(browser, "The key")  # begun anew: the first is void
    answer = browser.send(f"{HERE}/add", csrf_token=token, **fields, **device.make(options))
    assert (answer.status_code, "That took too long" in answer.text) == (409, True)
    options, fields = asked(browser, "The <key>")
    broken = {"client_data": "AAAA", "attestation": "?"}
    assert browser.send(f"{HERE}/add", csrf_token=token, **fields, **broken).status_code == 422
    answer = browser.send(f"{HERE}/add", csrf_token=token, **fields, **device.make(options))
    assert answer.location == f"{HERE}?said=passkey_added"
    text = browser.get(answer.location).text
    assert "Added. You can sign in with it from now on." in text
    assert "<h2>The &lt;key&gt;</h2>" in text
    assert "One opens your account." in browser.get("/settings").text


def test_removing_asks_for_the_password(browser: Browser, ana: Someone, dev: Someone) -> None:
    kept, theirs = added(ana, Authenticator()), added(dev, Authenticator(), "Of dev")
    token = browser.token(HERE)

    def remove(passkey: str, password: str) -> tuple[int, str]:
        fields = {"csrf_token": token, "passkey": passkey, "password": password}
        answer = browser.send(f"{HERE}/remove", **fields)
        return answer.status_code, answer.text

    assert remove(theirs, PASSWORD)[0] == remove("no id", PASSWORD)[0] == 404
    for password, status in (("not this one", 403), ("", 422)):
        answered, text = remove(kept, password)
        assert (answered, f'id="password-{kept}-wrong"' in text) == (status, True)
        assert "<details open>" in text
        assert "Of dev" not in text
    assert remove(kept, PASSWORD)[0] == 303
    assert "My phone" not in browser.get(HERE).text


def test_a_new_password_asks_what_becomes_of_them(browser: Browser, ana: Someone) -> None:
    where, box = "/settings/password", 'name="remove_passkeys"'
    assert box not in browser.get(where).text
    added(ana, Authenticator())
    added(ana, Authenticator())
    assert "Remove the 2 passkeys too" in browser.get(where).text
    fresh = "two quiet walks after dinner"
    page = browser.post(where, password="no", new_password=fresh, remove_passkeys="on")
    assert (page.status_code, 'value="on"' in page.text, " checked" in page.text) == (
        403,
        True,
        True,
    )
    assert browser.post(where, password=PASSWORD, new_password=fresh).status_code == 303
    assert "Remove the 2 passkeys too" in browser.get(where).text
    fields = {"password": fresh, "new_password": PASSWORD, "remove_passkeys": "on"}
    assert browser.post(where, **fields).status_code == 303
    assert box not in browser.get(where).text


def test_where_none_can_be_made_the_page_says_so(
    app: Flask, ana: Someone, make_app: Callable[..., Flask]
) -> None:
    numbered = Browser(app)
    assert 'data-host="localhost"' in numbered.get("/sign-in").text
    numbered.sign_in(ana.email)
    page = numbered.get(HERE).text
    assert f'<a href="{THERE}{HERE}">{THERE}</a>' in page
    assert "data-passkeys" not in page
    base = "http://192.0.2.7:8000"
    bare = make_app(PUBLIC_URL=base)
    dev = Someone(bare, "dev")
    browser = Browser(bare, base)
    assert 'id="by-passkey"' not in browser.get("/sign-in").text
    browser.sign_in(dev.email)
    page = browser.get(HERE).text
    assert 'id="nowhere"' in page
    assert "data-passkeys" not in page
    assert browser.post(HERE, password=PASSWORD, label="The key").status_code == 409
