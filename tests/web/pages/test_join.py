"""Joining without JavaScript: who asks, yes, and only then an account. Looking makes nothing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.agreeing import ask
from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone
from tracker.extensions import db
from tracker.models import Membership, Person

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
NEW = {"name": "Ben", "email": "ben@example.org", "password": PASSWORD, "timezone": "Asia/Tokyo"}
HERE, ELSEWHERE = "10.0.0.1", "10.9.9.1"


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def offered(someone: Someone) -> tuple[str, str]:
    """Return the token and the code of a new invitation."""
    offer = someone.post("/api/invites").get_json()
    return offer["url"].partition("#")[2], offer["code"]


def join(browser: Browser, step: str, code: str, **fields: Any) -> TestResponse:
    return browser.post("/join", step=step, code=code, **fields)


def text(response: TestResponse) -> str:
    return unescape(response.get_data(as_text=True))


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Person)) or 0


def linked(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Membership)) or 0


def couple_of(browser: Browser) -> set[str]:
    partners = browser.get("/api/couple").get_json()["partners"]
    return {partner["name"] for partner in partners}


def test_the_page_asks_for_a_code_or_a_link(browser: Browser) -> None:
    response = browser.get("/join")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert '<label for="code">Code or link</label>' in text(response)


@pytest.mark.parametrize("how", ["token", "code", "typed", "link", "message"])
def test_one_sees_who_asks_and_for_what_and_nothing_is_made(
    app: Flask, browser: Browser, max_: Someone, dev: Someone, how: str
) -> None:
    ask(max_, title="Tea & toast")
    token, code = offered(max_)
    given = {
        "token": token,
        "code": code,
        "typed": code.lower().replace("-", " "),
        "link": f"http://127.0.0.1:8000/join#{token}",
        "message": f" With me? http://127.0.0.1:8000/join#{token} \n",
    }[how]
    before = max_.stream()
    response = join(browser, "look", given)
    page = text(response)
    assert response.status_code == 200
    assert "Max invites you" in page
    assert "Tea & toast" in page
    assert "Yes, with Max" in page
    assert max_.email not in page
    assert (people(app), linked(app)) == (2, 0)
    assert max_.stream() == before
    assert dev.stream() == []


def test_a_new_person_says_yes_and_only_then_who_they_are(
    app: Flask, browser: Browser, max_: Someone, dev: Someone
) -> None:
    wish = ask(max_, title="Tea")["id"]
    token, _ = offered(max_)
    form = join(browser, "yes", token)
    assert form.status_code == 200
    assert 'name="password"' in text(form)
    assert f'name="code" value="{token}"' in text(form)
    assert people(app) == 2
    response = join(browser, "sign-up", token, **NEW)
    assert (response.status_code, response.location) == (303, "/today?said=joined")
    assert couple_of(browser) == {"Max", "Ben"}
    assert browser.get("/api/me").get_json()["timezone"] == "Asia/Tokyo"
    assert browser.get(f"/api/habits/{wish}").get_json()["proposal"]["by"] == max_.id
    assert "couple" in [item["kind"] for item in max_.stream()]
    assert dev.stream() == []


def test_the_notice_tells_that_they_are_linked(browser: Browser, max_: Someone) -> None:
    response = join(browser, "sign-up", offered(max_)[0], **NEW)
    assert "You are linked." in text(browser.get(response.location))


def test_who_is_signed_in_is_linked_at_once(
    browser: Browser, max_: Someone, ben: Someone, dev: Someone
) -> None:
    token, _ = offered(max_)
    browser.sign_in(ben.email)
    assert "You are signed in as Ben." in text(join(browser, "look", token))
    response = join(browser, "yes", token)
    assert (response.status_code, response.location) == (303, "/today?said=joined")
    assert couple_of(browser) == {"Max", "Ben"}
    assert dev.stream() == []


def test_who_has_an_account_signs_in_within_the_same_flow(
    app: Flask, browser: Browser, max_: Someone, ben: Someone
) -> None:
    token, _ = offered(max_)
    wrong = join(browser, "sign-in", token, email=ben.email, password="not this one")
    assert wrong.status_code == 401
    assert "do not belong together" in text(wrong)
    assert f'value="{ben.email}"' in text(wrong)
    assert '<details class="sunk-card" open>' in text(wrong)
    assert linked(app) == 0
    response = join(browser, "sign-in", token, email=ben.email, password=PASSWORD)
    assert (response.status_code, response.location) == (303, "/today?said=joined")
    assert couple_of(browser) == {"Max", "Ben"}


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("email", "nobody", 422),
        ("password", "short", 422),
        ("password", "password123", 422),
        ("name", "", 422),
        ("timezone", "Mars/Olympus", 422),
    ],
)
def test_what_is_wrong_is_said_and_the_invitation_stays_at_hand(
    app: Flask, browser: Browser, max_: Someone, field: str, value: str, status: int
) -> None:
    token, _ = offered(max_)
    response = join(browser, "sign-up", token, **{**NEW, field: value})
    page = text(response)
    assert response.status_code == status
    assert f'id="{field}-wrong"' in page
    assert f'name="code" value="{token}"' in page
    assert PASSWORD not in page
    assert (people(app), linked(app)) == (1, 0)
    assert join(browser, "sign-up", token, **NEW).status_code == 303


def test_an_address_in_use_is_told_and_the_invitation_stays_at_hand(
    app: Flask, browser: Browser, max_: Someone, ben: Someone
) -> None:
    token, _ = offered(max_)
    response = join(browser, "sign-up", token, **{**NEW, "password": "quite another"})
    assert response.status_code == 409
    assert 'id="email-wrong"' in text(response)
    assert f'name="code" value="{token}"' in text(response)
    assert browser.cookie("woven_session") is None
    assert (people(app), linked(app)) == (2, 0)


@pytest.mark.parametrize("step", ["sign-up", "sign-in"])
def test_pressing_twice_leads_on_twice(app: Flask, max_: Someone, step: str) -> None:
    token, _ = offered(max_)
    fields = NEW
    if step == "sign-in":
        ben = Someone(app, "ben")
        fields = {"email": ben.email, "password": PASSWORD}
    for browser in (Browser(app), Browser(app)):  # sent before an answer came: no session yet
        response = join(browser, step, token, **fields)
        assert (response.status_code, response.location) == (303, "/today?said=joined")
        assert couple_of(browser) == {"Max", "Ben"}
    assert (people(app), linked(app)) == (2, 2)
    stranger = Browser(app)
    response = join(stranger, step, token, **{**fields, "password": "quite another"})
    assert response.status_code == 404
    assert stranger.cookie("woven_session") is None


def test_who_was_there_as_the_account_was_made_is_joined_by_the_second_press(
    app: Flask, browser: Browser, max_: Someone, ben: Someone
) -> None:
    token, _ = offered(max_)
    response = join(browser, "sign-up", token, **NEW)
    assert (response.status_code, response.location) == (303, "/today?said=joined")
    assert couple_of(browser) == {"Max", "Ben"}
    assert people(app) == 2


def test_saying_yes_twice_leads_on_twice(browser: Browser, max_: Someone, ben: Someone) -> None:
    token, _ = offered(max_)
    browser.sign_in(ben.email)
    for _ in range(2):
        response = browser.send(
            "/join", step="yes", code=token, csrf_token=browser.token("/settings")
        )
        assert (response.status_code, response.location) == (303, "/today?said=joined")


def test_whoever_guesses_passwords_nearby_keeps_nobody_from_joining(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(RATE_LIMITS="on")
    token, _ = offered(Someone(app, "max"))
    browser = Browser(app)
    for number in range(50):
        assert browser.sign_in(f"nobody{number}@example.org").status_code == 401
    assert browser.sign_in("nobody@example.org").status_code == 429
    response = join(browser, "sign-up", token, **NEW)
    assert (response.status_code, response.location) == (303, "/today?said=joined")
    assert couple_of(browser) == {"Max", "Ben"}


STEPS: list[tuple[str, dict[str, str]]] = [
    ("look", {}),
    ("yes", {}),
    ("sign-up", NEW),
    ("sign-in", {"email": "dev@example.org", "password": PASSWORD}),
    ("nonsense", {}),
]


@pytest.mark.parametrize(("step", "fields"), STEPS)
@pytest.mark.parametrize("how", ["unknown", "used", "expired", "replaced", "taken back"])
def test_what_does_not_open_is_told_alike_and_makes_no_account(
    app: Flask,
    browser: Browser,
    max_: Someone,
    dev: Someone,
    how: str,
    step: str,
    fields: dict[str, str],
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    token, code = offered(max_)
    if how == "used":
        Someone(app, "fin").post(f"/api/invites/{token}/accept")
    elif how == "expired":
        time_machine.move_to(NOW + timedelta(days=7), tick=False)
    elif how == "replaced":
        offered(max_)
    elif how == "taken back":
        max_.delete(f"/api/invites/{token}")
    before = (people(app), linked(app))
    for given in ("A" * 22, "ZZZZ-ZZZZ-ZZZZ") if how == "unknown" else (token, code):
        response = join(browser, step, given, **fields)
        page = text(response)
        assert response.status_code == 404
        assert "This invitation does not open" in page
        assert "can make a new one" in page
        assert "Max" not in page
    assert (people(app), linked(app)) == before
    assert browser.cookie("woven_session") is None


def test_a_code_that_was_typed_stays_and_a_token_does_not(browser: Browser) -> None:
    assert 'value="ZZZZ-ZZZZ-ZZZZ"' in text(join(browser, "look", "ZZZZ-ZZZZ-ZZZZ"))
    assert "A" * 22 not in text(join(browser, "look", "A" * 22))


@pytest.mark.parametrize("given", ["", " ", "hello", "<script>", "x" * 60_000, "\x00", "/join#"])
def test_nonsense_is_refused_in_words(browser: Browser, given: str) -> None:
    response = join(browser, "look", given)
    assert response.status_code == (404 if given.strip() else 422)
    assert "<script>" not in response.get_data(as_text=True)


def test_one_s_own_is_for_the_other(browser: Browser, max_: Someone) -> None:
    token, code = offered(max_)
    browser.sign_in(max_.email)
    for step, given in (("look", token), ("yes", token), ("look", code)):
        response = join(browser, step, given)
        assert response.status_code == 409
        assert "This is your own invitation" in text(response)
        assert 'href="/invite"' in text(response)
    assert browser.client.get(f"/api/invites/{token}").status_code == 200


def test_who_is_linked_cannot_be_linked_again(
    browser: Browser, max_: Someone, ana: Someone, ben: Someone, couple: str
) -> None:
    token, _ = offered(max_)
    browser.sign_in(ana.email)
    assert "You are linked already" in text(browser.get("/join"))
    for step in ("look", "yes"):
        response = browser.send("/join", step=step, code=token, csrf_token=browser.token("/join"))
        assert response.status_code == 409
        assert "You are linked already" in text(response)
        assert "Max" not in text(response)
    assert couple_of(browser) == {"Ana", "Ben"}


def test_who_turns_out_to_be_linked_is_signed_in_and_told(
    browser: Browser, max_: Someone, ana: Someone, ben: Someone, couple: str
) -> None:
    token, _ = offered(max_)
    before = max_.stream()
    response = join(browser, "sign-in", token, email=ana.email, password=PASSWORD)
    assert (response.status_code, response.location) == (303, "/join?said=not_joined")
    page = text(browser.get(response.location))
    assert "You are signed in. Only the invitation does not open any more." in page
    assert "You are linked already" in page
    assert couple_of(browser) == {"Ana", "Ben"}
    assert max_.stream() == before


@pytest.mark.parametrize(("step", "fields"), STEPS)
def test_no_step_can_be_forged(
    app: Flask, browser: Browser, max_: Someone, ben: Someone, step: str, fields: dict[str, str]
) -> None:
    token, _ = offered(max_)
    for who in (None, ben):
        if who is not None:
            browser.sign_in(who.email)
        ours = browser.token("/join")
        sent = {"step": step, "code": token, **fields}
        assert browser.send("/join", **sent).status_code == 403
        assert (
            browser.send("/join", "https://evil.example", **sent, csrf_token=ours).status_code
            == 403
        )
        assert browser.send("/join", None, **sent, csrf_token=ours).status_code == 403
    assert (people(app), linked(app)) == (2, 0)


def from_(browser: Browser, address: str, step: str, code: str, **fields: Any) -> TestResponse:
    data = {"step": step, "code": code, "csrf_token": browser.token("/join"), **fields}
    headers = {"Origin": "http://127.0.0.1:8000"}
    where = {"REMOTE_ADDR": address}
    return browser.client.post("/join", data=data, headers=headers, environ_base=where)


@pytest.mark.parametrize(("step", "fields"), STEPS)
def test_guessing_ends_for_a_network_whatever_the_step(
    make_app: Callable[..., Flask], step: str, fields: dict[str, str]
) -> None:
    app = make_app(RATE_LIMITS="on")
    max_ = Someone(app, "max")
    token, _ = offered(max_)
    browser = Browser(app)
    for number in range(30):
        assert from_(browser, HERE, step, f"ZZZZ-0000-{number:04}", **fields).status_code == 404
    response = from_(browser, HERE, step, token, **fields)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "Too many tries" in text(response)
    assert "Max" not in text(response)
    assert from_(browser, ELSEWHERE, "look", token).status_code == 200
    assert people(app) == 1


def test_guessing_ends_for_a_person_wherever_they_are(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    max_, ben = Someone(app, "max"), Someone(app, "ben")
    token, _ = offered(max_)
    browser = Browser(app)
    browser.sign_in(ben.email)
    for number in range(10):
        assert from_(browser, HERE, "yes", f"ZZZZ-0000-{number:04}").status_code == 404
    assert from_(browser, ELSEWHERE, "yes", token).status_code == 429


def test_five_wrong_tries_end_the_code_and_the_link_lives_on(
    browser: Browser, max_: Someone
) -> None:
    token, code = offered(max_)
    finder = code[:4]
    wrong = [f"{finder}-0000-{number:04}" for number in range(6)]
    for guess in [one for one in wrong if one != code][:5]:
        assert join(browser, "look", guess).status_code == 404
    assert join(browser, "look", code).status_code == 404
    assert join(browser, "look", token).status_code == 200


def test_being_right_is_no_guess(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    token, _ = offered(Someone(app, "max"))
    browser = Browser(app)
    for _ in range(35):
        assert from_(browser, HERE, "look", token).status_code == 200


def test_asking_which_addresses_are_in_use_ends_here_too(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    max_ = Someone(app, "max")
    token, _ = offered(max_)
    browser = Browser(app)
    taken = {**NEW, "email": max_.email, "password": "quite another"}
    tries = [from_(browser, f"10.0.{n}.1", "sign-up", token, **taken) for n in range(11)]
    assert [one.status_code for one in tries] == [409] * 10 + [429]
    assert "Too many tries" in text(tries[-1])
    assert f'name="code" value="{token}"' in text(tries[-1])


def test_of_two_who_say_yes_one_wins_and_the_other_is_told(
    app: Flask, max_: Someone, ben: Someone
) -> None:
    token, _ = offered(max_)
    slow = Browser(app)
    slow.sign_in(ben.email)
    assert join(slow, "look", token).status_code == 200
    assert (
        join(Browser(app), "sign-up", token, **{**NEW, "email": "new@example.org"}).status_code
        == 303
    )
    response = join(slow, "yes", token)
    assert response.status_code == 404
    assert "It was used already" in text(response)
    assert slow.get("/api/couple").status_code == 404


@pytest.mark.parametrize(
    ("agent", "inside"),
    [
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile/15E148 [FBAN/FBIOS;FBAV/400.0]", True),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile Instagram 300.0", True),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537 Chrome/120 Mobile", True),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile MicroMessenger/8.0", True),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Safari Line/13.0", True),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Version/17 Mobile Safari/604", False),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537 offline/1", False),
        ("", False),
    ],
)
def test_in_the_browser_of_a_chat_app_the_way_out_is_told(
    app: Flask, max_: Someone, agent: str, inside: bool
) -> None:
    token, _ = offered(max_)
    browser = Browser(app)
    browser.client.environ_base["HTTP_USER_AGENT"] = agent
    for response in (
        browser.get("/join"),
        join(browser, "look", token),
        join(browser, "yes", token),
    ):
        assert ("Better in your own browser" in text(response)) == inside
        assert bool(re.search(r"<body[^>]* data-in-app", text(response))) == inside


def test_the_log_holds_nothing_of_an_invitation(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(LOG_LEVEL="debug")
    max_ = Someone(app, "max")
    browser = Browser(app)
    browser.sign_in(max_.email)
    browser.post("/invite")
    kept = browser.client.get_cookie("woven_invite", domain="127.0.0.1", path="/invite")
    assert kept is not None
    token, _, code = kept.value.partition(".")
    browser.get("/invite")
    other = Browser(app)
    for step, fields in (("look", {}), ("yes", {}), ("sign-up", NEW)):
        response = join(other, step, token, **fields)
        assert token not in str(response.headers)
    said = capsys.readouterr()
    assert '"/join"' in said.err
    for secret in (token, code, PASSWORD, "ben@example.org"):
        assert secret not in said.out + said.err
