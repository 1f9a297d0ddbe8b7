"""A coach who was given a couple's code: who asks, into what, and yes."""

import re
from typing import Any

import pytest

from tests.support.browser import Browser
from tests.support.people import Someone
from tests.web.pages.test_our_coach import heading, send, text

pytestmark = pytest.mark.usefixtures("couple")
WHERE = "/let-in"


@pytest.fixture
def cleo(app: Any) -> Someone:
    """Return cleo, who coaches."""
    return Someone(app, "cleo")


@pytest.fixture
def code(ana: Someone, ben: Someone) -> dict[str, str]:
    """Return the couple's code for a coach, and its url."""
    link = ana.post("/api/couple/coach", {"scopes": ["titles"]}).get_json()
    agreed: dict[str, str] = ben.post(f"/api/couple/coach/{link['id']}/agree").get_json()
    return agreed


def kept(browser: Browser) -> Any:
    """Return the cookie that this page alone is sent."""
    return browser.client.get_cookie("woven_let_in", domain="127.0.0.1", path=WHERE)


def test_the_code_shows_who_asks_and_into_what_before_anything_begins(
    ana: Someone, cleo: Someone, code: dict[str, str]
) -> None:
    for given in (code["code"], code["code"].lower(), code["url"], f"Here: {code['url']} Ana"):
        shown = send(cleo, WHERE, code=given, step="look")
        assert shown.status_code == 200
        for words in (
            "Ana and Ben",
            "Their habits by name",
            "Nothing of their check-ins.",
            "You are signed in as Cleo. They read this name.",
            "Your notes are yours, also when it ends. The two know that.",
        ):
            assert words in shown.text
    assert ana.get("/api/couple/coach").get_json()["state"] == "agreed"


def test_yes_begins_it_once(ana: Someone, cleo: Someone, dev: Someone, code: Any) -> None:
    begun = send(cleo, WHERE, code=code["code"], step="yes")
    assert begun.headers["Location"] == f"/coach/{code['id']}?said=coach_began"
    assert heading(ana, "/our-coach") == "Cleo"
    late = send(dev, WHERE, code=code["code"], step="yes")
    assert (late.status_code, "This code does not open" in late.text) == (404, True)
    assert "Ana" not in late.text


@pytest.mark.parametrize("given", ["", "7QK4-M2ZD-R8TV", "no code at all", "x" * 201])
def test_what_is_no_code_opens_nothing(cleo: Someone, code: Any, given: str) -> None:
    refused = send(cleo, WHERE, code=given, step="look")
    assert refused.status_code in (404, 422)
    assert "Ana" not in refused.text


def test_to_the_two_themselves_it_is_their_own(ana: Someone, ben: Someone, code: Any) -> None:
    for person in (ana, ben):
        seen = send(person, WHERE, code=code["code"], step="look")
        assert "This code is your own" in seen.text
        assert send(person, WHERE, code=code["code"], step="yes").status_code == 409
    assert ana.get("/api/couple/coach").get_json()["state"] == "agreed"


def test_who_is_not_signed_in_is_shown_nobody_and_finds_it_again_after_signing_in(
    app: Any, cleo: Someone, code: Any
) -> None:
    browser = Browser(app)
    sent = browser.post(WHERE, code=code["url"], step="look")
    assert (sent.status_code, sent.headers["Location"]) == (303, WHERE)
    assert kept(browser).http_only
    first = browser.get(WHERE).text
    assert "Ana" not in first
    assert 'href="/sign-in?next=/let-in"' in first
    there = browser.sign_in(cleo.email, next=WHERE)
    assert there.headers["Location"] == WHERE
    shown = browser.get(WHERE).text
    assert "Ana and Ben" in shown
    fields = dict(
        re.findall(r'<input type="hidden" name="(code|csrf_token)" value="([^"]+)"', shown)
    )
    assert browser.send(WHERE, **fields, step="yes").status_code == 303
    assert kept(browser) is None


def test_signing_out_takes_it_out_of_the_browser(app: Any, cleo: Someone, code: Any) -> None:
    browser = Browser(app)
    browser.post(WHERE, code=code["url"], step="look")
    browser.sign_in(cleo.email)
    browser.send("/sign-out", csrf_token=browser.token("/settings"))
    assert kept(browser) is None


def test_a_code_that_opens_no_more_is_not_kept(
    app: Any, ben: Someone, cleo: Someone, code: Any
) -> None:
    browser = Browser(app)
    browser.post(WHERE, code=code["url"], step="look")
    browser.sign_in(cleo.email)
    ben.delete(f"/api/couple/coach/{code['id']}")
    assert "This code does not open" in browser.get(WHERE).text
    assert kept(browser) is None
    assert "A couple lets you in" in browser.get(WHERE).text


def test_after_five_wrong_tries_a_code_is_over_and_its_link_is_not(
    cleo: Someone, code: Any
) -> None:
    wrong = code["code"][:-4] + ("0000" if code["code"][-4:] != "0000" else "1111")
    for _ in range(5):
        assert send(cleo, WHERE, code=wrong, step="look").status_code == 404
    assert send(cleo, WHERE, code=code["code"], step="look").status_code == 404
    assert "Ana and Ben" in send(cleo, WHERE, code=code["url"], step="look").text


def test_guesses_are_limited_on_the_page_as_well(make_app: Any, time_machine: Any) -> None:
    app = make_app(RATE_LIMITS="on")
    cleo = Someone(app, "cleo")
    browser = Browser(app)
    browser.sign_in(cleo.email)
    said = [browser.post(WHERE, code="7QK4-M2ZD-R8TV").status_code for _ in range(11)]
    assert (said[0], said[-1]) == (404, 429)


def test_the_list_of_who_asks_is_ones_own(ana: Someone, dev: Someone, code: Any) -> None:
    assert "Nobody asks at the moment." in text(dev, "/coach/asked")
    for act in ("accept", "decline"):
        assert send(dev, f"/coach/asked/{code['id']}/{act}").status_code == 404
