"""The second step of signing in: what it carries, whom it lets in, and what it never tells."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from tests.services.test_mail_links import confirm
from tests.support.answers import body
from tests.support.authenticator import code, set_up, wrong
from tests.support.browser import Browser
from tests.support.cheap_passwords import cheap_passwords
from tests.support.jobs import run_errands
from tests.support.mails import link_in, mails
from tests.support.people import PASSWORD, Someone
from tracker import clock
from tracker.web.pages import halfway

pytestmark = pytest.mark.store("sqlite")
CODE = "/sign-in/code"
OVER = "/sign-in?said=begin_again"
NEW = "another quiet evening"


@pytest.fixture(autouse=True)
def _evening(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to("2026-05-20T18:30:05Z", tick=False)
    with cheap_passwords():
        yield


@pytest.fixture
def later(time_machine: TimeMachineFixture) -> Callable[[timedelta], None]:
    """Return how to let some time pass."""
    return lambda time: time_machine.move_to(clock.now() + time, tick=False)


@pytest.fixture
def secret(ana: Someone) -> str:
    """Return what ana's authenticator knows."""
    return set_up(ana)[0]


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def is_in(browser: Browser, person: Someone | None) -> bool:
    """Tell whether a browser is signed in as somebody; None for as nobody."""
    answer = browser.get("/api/me")
    if person is None:
        return answer.status_code == 401
    return bool(answer.status_code == 200 and answer.get_json()["id"] == person.id)


def steal(of: Browser, by: Browser, *names: str) -> None:
    """Put one browser's cookies into another."""
    for name, path in (("woven_halfway", CODE), ("woven_pre", "/")):
        if name in names:
            cookie = of.client.get_cookie(name, domain="127.0.0.1", path=path)
            assert cookie is not None
            by.client.set_cookie(name, cookie.value, domain="127.0.0.1", path=path)


def test_after_the_password_a_code_is_asked_for(
    browser: Browser, ana: Someone, secret: str
) -> None:
    answer = browser.sign_in(ana.email, next="/us?week=2")
    assert (answer.status_code, answer.location) == (303, CODE)
    assert is_in(browser, None)
    cookie = browser.client.get_cookie("woven_halfway", domain="127.0.0.1", path=CODE)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert ana.id not in cookie.value
    page = browser.get(CODE).text
    assert 'autocomplete="one-time-code" inputmode="numeric"' in page
    assert ana.email not in page
    refused = browser.post(CODE, otp=wrong(secret))
    assert refused.status_code == 401
    assert 'id="otp-wrong"' in refused.text
    assert is_in(browser, None)
    assert browser.post(CODE, otp=" ").status_code == 422
    assert is_in(browser, None)
    answer = browser.post(CODE, otp=code(secret))
    assert (answer.status_code, answer.location) == (303, "/us?week=2")
    assert is_in(browser, ana)
    assert browser.cookie("woven_pre") is None
    assert browser.client.get_cookie("woven_halfway", domain="127.0.0.1", path=CODE) is None


def test_a_recovery_code_is_taken_and_said_beside_its_own_field(
    browser: Browser, ana: Someone
) -> None:
    _, codes = set_up(ana)
    browser.sign_in(ana.email)
    refused = browser.post(CODE, otp="AAAA-AAAA-AAAA")
    assert refused.status_code == 401
    assert 'id="recovery-wrong"' in refused.text
    assert 'id="otp-wrong"' not in refused.text
    assert browser.post(CODE, otp=codes[0]).location == "/today"
    assert is_in(browser, ana)


def test_a_shared_device_stays_one(browser: Browser, ana: Someone, secret: str) -> None:
    browser.sign_in(ana.email, shared="on")
    answer = browser.post(CODE, otp=code(secret))
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert browser.cookie("woven_session").max_age is None
    (session,) = [one for one in ana.get("/api/tokens").get_json()["items"] if one["shared"]]
    assert session["kind"] == "session"


def test_the_first_step_holds_for_five_minutes(
    browser: Browser, ana: Someone, secret: str, later: Callable[..., None]
) -> None:
    browser.sign_in(ana.email)
    later(halfway.LIVES - timedelta(seconds=1))
    assert browser.get(CODE).status_code == 200
    token = browser.token(CODE)
    later(timedelta(seconds=1))
    answer = browser.send(CODE, csrf_token=token, otp=code(secret))
    assert (answer.status_code, answer.location) == (303, OVER)
    assert is_in(browser, None)
    assert "Sign in once more" in browser.get(OVER).text
    assert browser.get(CODE).location == OVER


def test_without_the_first_step_a_right_code_is_nothing(
    browser: Browser, ana: Someone, secret: str
) -> None:
    assert browser.get(CODE).location == OVER
    token = browser.token("/sign-in")
    assert browser.send(CODE, csrf_token=token, otp=code(secret)).location == OVER
    for junk in ("x", "A" * 60, "\xff" * 40):
        browser.client.set_cookie("woven_halfway", junk, domain="127.0.0.1", path=CODE)
        assert browser.get(CODE).location == OVER
    assert is_in(browser, None)


def test_the_cookie_of_one_browser_opens_nothing_in_another(
    app: Flask, browser: Browser, ana: Someone, secret: str
) -> None:
    browser.sign_in(ana.email)
    thief = Browser(app)
    token = thief.token("/sign-in")
    steal(browser, thief, "woven_halfway")
    assert thief.send(CODE, csrf_token=token, otp=code(secret)).location == OVER
    assert is_in(thief, None)
    # And a code was not used up by that.
    assert browser.post(CODE, otp=code(secret)).location == "/today"


def test_another_persons_code_does_not_fit(
    browser: Browser, ana: Someone, ben: Someone, secret: str
) -> None:
    theirs, codes = set_up(ben)
    browser.sign_in(ana.email)
    for otp in (code(theirs), codes[0]):
        assert browser.post(CODE, otp=otp).status_code == 401
    assert is_in(browser, None)


@pytest.mark.parametrize("way", ["changed", "reset", "erased"])
def test_it_ends_with_the_password(
    app: Flask, browser: Browser, ana: Someone, secret: str, way: str
) -> None:
    browser.sign_in(ana.email)
    token = browser.token(CODE)
    if way == "changed":
        fields = {"password": PASSWORD, "new_password": NEW}
        assert ana.put("/api/me/password", fields).status_code == 204
    elif way == "reset":
        confirm(ana)
        other = Browser(app)
        other.post("/forgot", email=ana.email)
        run_errands(app)
        other.post(link_in(mails(app)[-1]), new_password=NEW)
    else:
        assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert browser.send(CODE, csrf_token=token, otp=code(secret)).location == OVER
    assert is_in(browser, None)


def test_a_reset_does_not_sign_in_past_it(
    app: Flask, browser: Browser, ana: Someone, secret: str
) -> None:
    confirm(ana)
    browser.post("/forgot", email=ana.email)
    run_errands(app)
    browser.post(link_in(mails(app)[-1]), new_password=NEW)
    assert is_in(browser, None)
    assert browser.sign_in(ana.email, NEW).location == CODE
    assert is_in(browser, None)
    assert browser.post(CODE, otp=code(secret)).location == "/today"


def test_the_cookie_kept_lets_nobody_in_twice_by_one_code(
    app: Flask, browser: Browser, ana: Someone, secret: str
) -> None:
    browser.sign_in(ana.email)
    copy = Browser(app)
    steal(browser, copy, "woven_halfway", "woven_pre")
    assert browser.post(CODE, otp=code(secret)).location == "/today"
    assert copy.post(CODE, otp=code(secret)).status_code == 401
    assert is_in(copy, None)


def test_a_session_begun_by_a_code_is_a_new_one_and_ends_the_one_before(
    browser: Browser, ana: Someone, ben: Someone, secret: str
) -> None:
    browser.sign_in(ben.email)
    before = browser.cookie("woven_session").value
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": browser.token("/nowhere")}
    assert browser.send("/sign-in", **fields).location == CODE
    assert is_in(browser, ben)  # until the code is right
    assert browser.post(CODE, otp=code(secret)).location == "/today"
    assert browser.cookie("woven_session").value != before
    assert is_in(browser, ana)
    sessions = ben.get("/api/tokens").get_json()["items"]
    assert [one["kind"] for one in sessions] == ["token"]


def test_the_page_for_a_code_cannot_be_forged(browser: Browser, ana: Someone, secret: str) -> None:
    browser.sign_in(ana.email)
    assert browser.send(CODE, otp=code(secret)).status_code == 403
    token = browser.token(CODE)
    forged = browser.send(CODE, "https://evil.example", csrf_token=token, otp=code(secret))
    assert forged.status_code == 403
    assert is_in(browser, None)


def test_who_has_one_reads_the_same_as_who_has_none_until_the_password_is_right(
    app: Flask, ana: Someone, ben: Someone, secret: str
) -> None:
    told = []
    for person in (ana, ben):
        answer = Browser(app).sign_in(person.email, "not this one")
        told.append((answer.status_code, body(answer).replace(person.email.encode(), b"")))
    assert told[0] == told[1]


def test_signing_up_with_ones_own_address_asks_for_the_code_too(
    browser: Browser, ana: Someone, secret: str
) -> None:
    fields = {"email": ana.email, "name": "Ana"}
    other = browser.post("/sign-up", password="not this one at all", **fields)
    assert other.status_code == 409
    answer = browser.post("/sign-up", password=PASSWORD, **fields)
    assert answer.location == CODE
    assert is_in(browser, None)
    assert browser.post(CODE, otp=code(secret)).location == "/invite"


@pytest.mark.parametrize("step", ["sign-in", "sign-up"])
def test_an_invitation_is_carried_along(
    browser: Browser, ana: Someone, ben: Someone, secret: str, step: str
) -> None:
    invitation = ben.post("/api/invites").get_json()
    fields = {"step": step, "code": invitation["code"], "password": PASSWORD, "email": ana.email}
    if step == "sign-up":
        fields["name"] = "Ana"
    assert browser.post("/join", **fields).location == CODE
    assert ana.get("/api/couple").status_code == 404
    assert browser.post(CODE, otp=wrong(secret)).status_code == 401
    assert ana.get("/api/couple").status_code == 404
    answer = browser.post(CODE, otp=code(secret))
    assert answer.location == "/today?said=joined"
    assert is_in(browser, ana)
    names = {one["name"] for one in ana.get("/api/couple").get_json()["partners"]}
    assert names == {"Ana", "Ben"}


def test_an_address_too_long_for_a_cookie_is_left_out(
    browser: Browser, ana: Someone, secret: str
) -> None:
    assert browser.sign_in(ana.email, next="/us?" + "x" * 5000).location == CODE
    assert browser.post(CODE, otp=code(secret)).location == "/today"


def test_wrong_codes_are_counted_across_browsers(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    ana = Someone(app, "ana")
    secret, _ = set_up(ana)
    for _ in range(5):
        one = Browser(app)
        one.sign_in(ana.email)
        assert one.post(CODE, otp=wrong(secret)).status_code == 401
    last = Browser(app)
    last.sign_in(ana.email)
    answer = last.post(CODE, otp=code(secret))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert is_in(last, None)
    assert ana.get("/api/me").status_code == 200
