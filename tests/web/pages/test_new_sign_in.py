"""Today tells of a new sign-in in one line, and of nothing to the partner."""

import re

import pytest
from flask import Flask
from sqlalchemy import event
from time_machine import TimeMachineFixture

from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone
from tracker.extensions import db

pytestmark = pytest.mark.store("sqlite")
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
LINE = "New sign-in:"


def today(browser: Browser) -> tuple[str, int]:
    """Return the page in words, and how often it asked the store."""
    asked: list[str] = []
    with browser.client.application.app_context():
        heard = (db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    event.listen(*heard)
    text = browser.get("/today").text
    event.remove(*heard)
    return re.sub(r"\s+", " ", text), len(asked)


def test_it_is_told_until_the_list_was_opened_there(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2027-05-20T08:00:00Z", tick=False)
    laptop, his = Browser(app), Browser(app)
    laptop.sign_in(ana.email)
    his.sign_in(ben.email)
    without, asked = today(laptop)
    assert LINE not in without
    time_machine.move_to("2027-05-20T08:12:00Z", tick=False)
    phone = Browser(app)
    phone.client.environ_base |= {"HTTP_USER_AGENT": PHONE, "REMOTE_ADDR": "192.0.2.77"}
    phone.sign_in(ana.email)
    text, with_it = today(laptop)
    assert "New sign-in: Firefox on Android, today at 08:12" in text
    assert '<a href="/settings/sessions">End it here</a>' in text
    assert "192.0.2" not in text
    assert with_it == asked
    assert LINE not in today(his)[0]
    assert LINE not in today(phone)[0]
    assert "Firefox on Android" in laptop.get("/settings/sessions").text
    assert LINE not in today(laptop)[0]


def test_what_a_program_calls_itself_is_not_repeated(
    app: Flask, ana: Someone, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2027-05-20T08:00:00Z", tick=False)
    laptop = Browser(app)
    laptop.sign_in(ana.email)
    time_machine.move_to("2027-05-20T08:12:00Z", tick=False)
    fields = {"email": ana.email, "password": PASSWORD, "label": "Your partner"}
    assert app.test_client().post("/api/tokens", json=fields).status_code == 201
    text, _ = today(laptop)
    assert "New sign-in by a program: today at 08:12" in text
    assert "Your partner" not in text
