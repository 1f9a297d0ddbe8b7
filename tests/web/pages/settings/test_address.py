"""One's address: confirmed on the side, and changed where its owner hears of it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from tests.services.test_mail_links import confirm
from tests.support.browser import Browser
from tests.support.jobs import run_errand, run_errands
from tests.support.mails import link_in, mails
from tests.support.people import PASSWORD, Someone
from tests.web.pages.settings.forms import page, press
from tracker.extensions import db
from tracker.models import MailLink

pytestmark = pytest.mark.store("sqlite")
WANTED = "ana.elsewhere@example.org"


def change(app: Flask, ana: Someone, email: str = WANTED) -> None:
    response = press(ana, "/settings/address", email=email, password=PASSWORD)
    assert (response.status_code, response.location) == (303, "/settings/address?said=mailed")
    run_errands(app)


def test_an_address_is_confirmed_by_a_button_and_not_by_opening_the_link(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    assert "Not confirmed yet." in page(ana, "/settings/address")
    assert "not confirmed yet" in page(ana, "/settings")
    assert press(ana, "/settings/address/again").status_code == 303
    run_errands(app)
    (mail,) = mails(app)
    assert mail.to == ana.email
    browser = Browser(app)
    link = link_in(mail)
    for _ in range(2):
        assert ana.email in browser.get(link).text
    assert "Not confirmed yet." in page(ana, "/settings/address")
    response = browser.post(link)
    assert (response.status_code, response.location) == (303, "/sign-in?said=confirmed")
    assert "Confirmed." in page(ana, "/settings/address")
    assert browser.get(link).status_code == 404
    press(ana, "/settings/address/again")
    assert run_errands(app) == 0
    assert "Not confirmed yet." in page(dev, "/settings/address")
    assert dev.stream() == []


def test_whoever_signs_up_gets_the_link(app: Flask) -> None:
    browser = Browser(app)
    fields = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD}
    assert browser.post("/sign-up", **fields).status_code == 303
    run_errands(app)
    (mail,) = mails(app)
    assert mail.to == "cleo@example.org"
    response = browser.post(link_in(mail))
    assert response.location == "/settings/address?said=confirmed"


def test_an_address_changes_once_the_new_one_has_answered(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    confirm(ana)
    change(app, ana)
    told, asked = sorted(mails(app), key=lambda mail: mail.to == WANTED)
    assert (told.to, told.subject) == (ana.email, "Woven: another address was asked for")
    assert WANTED not in told.body
    assert asked.to == WANTED
    assert ana.email not in asked.body
    assert ana.get("/api/me").get_json()["email"] == ana.email
    assert WANTED in page(ana, "/settings/address")
    assert Browser(app).post(link_in(asked)).status_code == 303
    assert ana.get("/api/me").get_json()["email"] == WANTED
    assert "Confirmed." in page(ana, "/settings/address")
    run_errands(app)
    last = mails(app)[-1]
    assert (last.to, last.subject) == (ana.email, "Woven: your account has another address")
    assert WANTED not in last.body
    assert Browser(app).sign_in(WANTED).status_code == 303
    assert Browser(app).sign_in(ana.email).status_code == 401
    assert ben.stream() == []


def test_all_other_links_are_void_then(app: Flask, ana: Someone) -> None:
    confirm(ana)
    Browser(app).post("/forgot", email=ana.email)
    run_errands(app)
    (reset,) = mails(app)
    change(app, ana, "first@example.org")
    change(app, ana)
    first, second = [mail for mail in mails(app) if "new address" in mail.subject]
    assert Browser(app).get(link_in(first)).status_code == 404
    assert Browser(app).post(link_in(second)).status_code == 303
    assert Browser(app).get(link_in(reset)).status_code == 404


def test_an_address_that_has_an_account_is_told_so_in_the_mail_alone(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    change(app, ana, dev.email)
    (mail,) = mails(app)
    assert (mail.to, mail.subject) == (dev.email, "Woven: this address has an account already")
    assert ana.email not in mail.body
    assert dev.stream() == []


def own_view(ana: Someone, email: str) -> str:
    """Return what the asking one sees of a wish for an address, whatever that address is."""
    seen = page(ana, "/settings/address")
    seen += page(ana, "/settings") + str(ana.post("/api/me/export", {"password": PASSWORD}).json)
    masked = re.sub(r'((?:csrf[-_]token" (?:content|value))|nonce)="[^"]+"', r"\1", seen)
    return masked.replace(email, "WANTED")


def test_neither_page_nor_export_tells_whether_an_address_has_an_account(
    app: Flask, ana: Someone, dev: Someone, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-05-20T18:30:00Z", tick=False)
    seen = []
    for email in (WANTED, dev.email):
        change(app, ana, email)
        seen.append(own_view(ana, email))
    free, taken = seen
    assert "A link is on its way to WANTED." in free
    assert "'email': 'WANTED'" in free
    assert taken == free
    run_errand(app, "mail.address", link_id(app))  # once more, as after a mail that did not leave
    assert own_view(ana, dev.email) == free
    told = [mail.subject for mail in mails(app) if mail.to == dev.email]
    assert told == ["Woven: this address has an account already"] * 2


def link_id(app: Flask) -> str:
    with app.app_context():
        (row,) = db.session.scalars(db.select(MailLink).filter_by(purpose="address"))
        assert row.secret_digest is None
        return row.id


def test_a_wish_is_taken_back(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    change(app, ana)
    (mail,) = mails(app)
    assert "Take it back" in page(ana, "/settings/address")
    back = "/settings/address/take-back"
    assert press(ben, back).status_code == 303
    assert Browser(app).get(link_in(mail)).status_code == 200
    response = press(ana, back)
    assert (response.status_code, response.location) == (303, "/settings/address?said=withdrawn")
    assert WANTED not in page(ana, "/settings/address")
    assert Browser(app).get(link_in(mail)).status_code == 404
    assert press(ana, back).status_code == 303


def test_signing_out_everywhere_else_voids_what_was_asked_for(app: Flask, ana: Someone) -> None:
    confirm(ana)
    Browser(app).post("/forgot", email=ana.email)
    change(app, ana)
    links = [link_in(mail) for mail in mails(app) if "/forgot/" in mail.body or mail.to == WANTED]
    assert len(links) == 2
    fields = {"credential": "others", "password": PASSWORD}
    assert press(ana, "/settings/sessions", **fields).status_code == 303
    assert [Browser(app).get(link).status_code for link in links] == [404, 404]


def test_of_two_who_want_an_address_the_first_gets_it(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    change(app, ana)
    change(app, dev)
    hers, theirs = mails(app)
    assert Browser(app).post(link_in(hers)).status_code == 303
    refused = Browser(app).post(link_in(theirs))
    assert refused.status_code == 409
    assert "has an account already" in refused.text
    assert dev.get("/api/me").get_json()["email"] == dev.email


def test_it_takes_the_password_and_another_address(app: Flask, ana: Someone) -> None:
    wrong = press(ana, "/settings/address", email=WANTED, password="not this one")
    assert wrong.status_code == 403
    assert 'id="password-wrong"' in wrong.text
    assert WANTED in wrong.text
    own = press(ana, "/settings/address", email="ANA@example.org", password=PASSWORD)
    assert own.status_code == 422
    assert "This is your address already." in own.text.split('id="email-wrong"')[1]
    broken = press(ana, "/settings/address", email="ana@a\r\nBcc: x@y.org", password=PASSWORD)
    assert broken.status_code == 422
    assert run_errands(app) == 0


def test_mails_are_limited(make_app: Callable[..., Flask]) -> None:
    ana = Someone(make_app(RATE_LIMITS="on"), "ana")
    for _ in range(5):
        assert press(ana, "/settings/address/again").status_code == 303
    refused = press(ana, "/settings/address/again")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert press(ana, "/settings/address", email=WANTED, password=PASSWORD).status_code == 429
