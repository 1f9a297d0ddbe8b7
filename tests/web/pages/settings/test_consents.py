"""What one has said yes to: read on one page, given under the words, taken back there."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.support.browser import Browser
from tests.support.checkins import CURRENT, agree, body, running, seal
from tests.support.coached import let_in
from tests.support.people import Someone
from tests.web.pages.today import page, send
from tracker.models import Consent
from tracker.services import transaction

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
WHERE, WITHDRAW = "/settings/consents", "/settings/consents/checkins/withdraw"
CHANGED = "What Woven says about your data has changed"
FEELINGS = "Your answers tell how you feel."
SEEN = "Your partner sees your name, the habits you two agree on"
NAMED = "Jonas Berg runs this server and can read what is stored on it."
SOMEBODY = "Whoever runs this server can read what is stored on it."


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def text(person: Someone, path: str = WHERE) -> str:
    """Return a page's words."""
    whole = re.sub(r"<head>.*?</head>|<[^>]*>", " ", page(person, path), flags=re.S)
    return unescape(" ".join(whole.split()))


def forget_all(app: Flask) -> None:
    with app.app_context(), transaction.writing() as session:
        session.execute(delete(Consent))


def test_who_linked_before_reads_one_line_on_today_until_they_have_answered(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    assert CHANGED not in text(ana, "/today")
    assert "Since 20 May 2026, version 1 of the words." in text(ana)
    forget_all(app)
    assert text(ana, "/today").count(CHANGED) == 1
    assert 'href="/settings/consents"' in page(ana, "/today")
    assert SEEN in text(ana)
    assert SOMEBODY in text(ana)
    before = len(ben.stream())
    assert send(ana, WHERE, subject="checkins").status_code == 303  # never asked, so never noted
    assert CHANGED in text(ana, "/today")
    assert send(ana, WHERE, subject="notice").status_code == 303
    assert CHANGED not in text(ana, "/today")
    assert CHANGED in text(ben, "/today")
    assert len(ben.stream()) == before
    assert ana.get("/api/me/consents").get_json() == {
        "items": [
            {
                "subject": "notice",
                "version": 1,
                "is_current": True,
                "given_on": "2026-05-20",
                "withdrawn_on": None,
            }
        ],
        "due": [],
    }


def test_a_first_answer_is_kept_under_the_words_and_the_next_ones_without(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agree(ana, ben)
    assert "With “Next” you say yes to this:" in text(ana, "/check-in/1")
    assert FEELINGS in text(ana, "/check-in/1")
    assert (
        send(ana, "/check-in/1", round=running(ana)["start"], heard="3", heard_words="").status_code
        == 303
    )
    for path in ("/check-in/1", "/check-in/2", "/check-in/seal"):
        assert FEELINGS not in text(ana, path)
    assert FEELINGS in text(ana)
    assert "Since 20 May 2026" in text(ana)


def test_checkins_are_taken_back_there_and_today_asks_for_none(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agree(ana, ben)
    seal(ana, heard_words="a secret of mine")
    seal(ben, heard_words="a word of ben's")
    assert "a secret of mine" in text(ben, "/check-in")
    assert 'name="opened"' in page(ana, WHERE)
    assert send(ben, WITHDRAW).status_code == 303
    assert "Take out what you both have read" in text(ben)  # that is left to do
    response = send(ana, WITHDRAW, opened="on")
    assert 'name="opened"' not in page(ana, WHERE)
    assert response.headers["Location"].endswith(f"{WHERE}?said=answers_taken_out")
    assert "You took it back on 20 May 2026." in text(ana)
    for person in (ana, ben):
        shown = text(person, "/check-in")
        assert "Some of what was answered here is not kept any more." in shown
        assert "a secret of mine" not in shown
        assert "a word of ben's" in shown
        assert "None" not in shown
    assert "Your check-in is open" not in text(ana, "/today")


def test_who_took_it_back_is_asked_for_no_answer_by_today_and_may_still_give_one(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    agree(ana, ben)
    time_machine.move_to(NOW.replace(day=23))
    ana.put(CURRENT, body(ana))
    assert send(ana, WITHDRAW).status_code == 303
    assert ["How are you two?" in text(one, "/today") for one in (ana, ben)] == [False, True]
    assert "With “Next” you say yes to this:" in text(ana, "/check-in/1")


def test_each_page_before_a_yes_names_who_runs_the_server(
    make_app: Callable[..., Flask],
) -> None:
    contact = "https://example.org/about"
    app = make_app(OPERATOR="Jonas Berg", OPERATOR_CONTACT=contact)
    ana, ben, max_, cleo = (Someone(app, name) for name in ("ana", "ben", "max", "cleo"))
    code = max_.post("/api/invites").get_json()["code"]
    anybody = Browser(app)

    def read(path: str, **fields: str) -> str:
        """Return a page that is looked at, or that a form leads to."""
        return unescape((anybody.post(path, **fields) if fields else anybody.get(path)).text)

    asked = read("/join", step="look", code=code)
    for before_yes in (asked, read("/sign-up"), page(ana, "/invite")):
        assert before_yes.index(SEEN) < before_yes.index('<button class="wide"')
        assert NAMED in before_yes
        assert f'<a href="{contact}" rel="noreferrer">example.org/about</a>' in before_yes
    elsewhere = read("/sign-up?next=/let-in")
    assert (NAMED in elsewhere, SEEN in elsewhere) == (True, False)
    for said in (read("/"), page(ana, "/settings/who-sees-what")):
        assert NAMED in unescape(said)
    link = ben.post(f"/api/invites/{ana.post('/api/invites').get_json()['code']}/accept")
    shown_in = let_in(cleo, link.get_json()["id"], ana, ben)
    assert shown_in
    assert "Cleo" in text(ana)


def test_an_address_of_whoever_runs_the_server_becomes_a_mail_link(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(OPERATOR="", OPERATOR_CONTACT="help@example.org")
    landing = app.test_client().get("/").text
    assert SOMEBODY in landing
    assert '<a href="mailto:help@example.org" rel="noreferrer">help@example.org</a>' in landing
