"""Whose language a page speaks, and whose way of writing dates."""

import re
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.jobs import run_errands
from tests.support.mails import mails
from tests.support.people import PASSWORD, Someone
from tracker.web.languages import COOKIE, chosen
from tracker.web.words import dates

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("header", "name", "written"),
    [
        ("", "en_GB", "Sunday, 22 November"),
        ("en", "en_GB", "Sunday, 22 November"),
        ("en-US,en;q=0.8", "en_US", "Sunday, November 22"),
        ("it-IT,en-US;q=0.5", "en_US", "Sunday, November 22"),
        ("it-IT,it;q=0.9", "en_GB", "Sunday, 22 November"),
        ("x-made-up,*,en-XX-!!", "en_GB", "Sunday, 22 November"),
    ],
)
def test_a_date_is_written_as_the_reader_writes_it(
    app: Flask, header: str, name: str, written: str
) -> None:
    with app.test_request_context("/", headers={"Accept-Language": header}):
        assert str(chosen()) == name
        assert dates.full(DAY) == written


def test_a_page_says_its_language(app: Flask) -> None:
    page = app.test_client().get("/", headers={"Accept-Language": "en-US"}).get_data(as_text=True)
    assert '<html lang="en" dir="ltr"' in page


def lang(page: TestResponse) -> str:
    (language,) = re.findall(r'<html lang="(\w+)"', page.text)
    return str(language)


def test_a_browser_that_was_told_a_language_keeps_to_it(app: Flask) -> None:
    client = app.test_client()
    asks = {"Accept-Language": "fr"}
    assert lang(client.get("/", headers=asks)) == "fr"
    assert lang(client.get("/?language=de", headers=asks)) == "de"
    assert lang(client.get("/sign-in", headers=asks)) == "de"
    assert lang(client.get("/sign-in?language=xx", headers=asks)) == "de"
    rtl = client.get("/?language=fa").text
    assert '<html lang="fa" dir="rtl"' in rtl


def test_what_a_person_chose_goes_before_what_the_browser_asks(
    ana: Someone, ben: Someone, couple: str
) -> None:
    assert ana.patch("/api/me", {"language": "xx"}).status_code == 422
    assert ana.patch("/api/me", {"language": "de"}).get_json()["language"] == "de"
    for path in ("/today", "/settings/you"):
        assert lang(ana.get(path, headers={"Accept-Language": "es"})) == "de"
    assert lang(ben.get("/today")) == "en"
    assert "language" not in ben.get("/api/couple").text
    assert ana.patch("/api/me", {"language": None}).status_code == 200
    assert lang(ana.get("/today", headers={"Accept-Language": "es"})) == "es"


def test_a_shared_device_forgets_the_language_with_its_window(app: Flask, ana: Someone) -> None:
    ana.patch("/api/me", {"language": "de"})
    for fields, is_kept in (({"shared": "on"}, False), ({}, True)):
        browser = Browser(app)
        browser.sign_in(ana.email, **fields)
        browser.get("/settings")
        assert (browser.cookie(COOKIE).max_age is not None) is is_kept


def test_a_mail_speaks_the_language_of_whom_it_is_for(app: Flask) -> None:
    body = {"email": "noa@example.org", "password": PASSWORD, "name": "Noa", "language": "de"}
    page = app.test_client().post("/api/accounts", json=body, headers={"Accept-Language": "fr"})
    assert page.status_code == 201
    run_errands(app)
    (mail,) = mails(app)
    assert mail.subject == "Woven: Ist das deine Adresse?"
