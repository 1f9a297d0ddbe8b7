"""What people are told by mail about their account, and what no mail says."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from tests.services.test_mail_links import confirm
from tests.support.browser import Browser
from tests.support.jobs import run_errand, run_errands
from tests.support.mails import mails
from tests.support.people import PASSWORD, Someone
from tests.web.pages.settings.forms import press
from tracker.config import ROOT
from tracker.extensions import db

pytestmark = pytest.mark.store("sqlite")
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


def sign_in(app: Flask, someone: Someone) -> Browser:
    browser = Browser(app)
    browser.client.environ_base["HTTP_USER_AGENT"] = PHONE
    browser.client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    assert browser.sign_in(someone.email).status_code == 303
    return browser


def test_a_new_sign_in_is_told_with_what_and_when_and_not_from_where(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    confirm(ana)
    assert ana.patch("/api/me", {"timezone": "Asia/Tokyo"}).status_code == 200
    with time_machine.travel(datetime(2026, 5, 4, 18, 30, tzinfo=UTC), tick=False):
        sign_in(app, ana)
    run_errands(app)
    (mail,) = mails(app)
    assert (mail.to, mail.subject) == (ana.email, "Woven: a new sign-in")
    assert "Tuesday, 5 May 2026 at 03:30" in mail.body
    assert "with Firefox on Android." in mail.body
    assert "http://127.0.0.1:8000/settings/sessions" in mail.body
    assert "192.0.2" not in mail.body
    assert mail.body.isascii()
    assert "  " not in mail.body
    assert "\n\n\n" not in mail.body


def test_a_program_is_told_too_and_does_not_choose_the_words(app: Flask, ana: Someone) -> None:
    confirm(ana)
    fields = {"email": ana.email, "password": PASSWORD, "label": "Call https://evil.example"}
    assert app.test_client().post("/api/tokens", json=fields).status_code == 201
    run_errands(app)
    (mail,) = mails(app)
    assert "A program signed in to your account" in mail.body
    assert "evil" not in mail.body


def test_who_signs_in_and_out_in_a_hurry_is_told_of_as_well(app: Flask, ana: Someone) -> None:
    confirm(ana)
    browser = sign_in(app, ana)
    browser.send("/sign-out", csrf_token=browser.token("/nowhere"))
    run_errands(app)
    (mail,) = mails(app)
    assert "That sign-in has ended since." in mail.body


def test_an_address_that_is_not_confirmed_hears_nothing(app: Flask, ana: Someone) -> None:
    sign_in(app, ana)
    assert run_errands(app) == 0
    run_errand(app, "mail.password", ana.id, "2026-05-04T18:30:00.000Z")
    run_errand(app, "mail.new_sign_in", ana.id, ana.id, "2026-05-04T18:30:00.000Z")
    assert mails(app) == []


def test_another_password_is_told(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    confirm(ana)
    confirm(ben)
    fields = {"password": PASSWORD, "new_password": "another quiet evening"}
    assert press(ana, "/settings/password", **fields).status_code == 303
    run_errands(app)
    (mail,) = mails(app)
    assert (mail.to, mail.subject) == (ana.email, "Woven: your password was changed")
    assert "http://127.0.0.1:8000/forgot" in mail.body


def test_an_errand_about_what_is_gone_sends_nothing(app: Flask, ana: Someone) -> None:
    for name in ("confirm", "reset", "address", "moved", "sign_up"):
        run_errand(app, f"mail.{name}", ana.id)
    assert mails(app) == []


def test_no_mail_holds_what_people_call_themselves(app: Flask, ana: Someone) -> None:
    """A name in a mail to an address that nobody has confirmed would be anybody's advertisement."""
    for template in (ROOT / "templates" / "mail").glob("*.txt"):
        text = template.read_text(encoding="utf-8")
        assert "name" not in text
        assert "!" not in text
        assert len(text.partition("\n")[0]) < 80


def test_signing_in_asks_the_store_no_more_than_before(
    app: Flask, ana: Someone, ben: Someone
) -> None:
    """Whether an address is confirmed is known from the row that signing in locks anyway."""

    def statements(someone: Someone) -> int:
        said: list[str] = []
        with app.app_context():
            heard = (db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
        event.listen(*heard)
        sign_in(app, someone)
        event.remove(*heard)
        return len(said)

    confirm(ana)
    assert statements(ana) == statements(ben)
