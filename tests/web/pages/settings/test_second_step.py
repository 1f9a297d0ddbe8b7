"""A second step in the settings: shown once, proved each time, and told wherever one is."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from tests.support.authenticator import code, set_up, wrong
from tests.support.browser import Browser
from tests.support.cheap_passwords import cheap_passwords
from tests.support.people import PASSWORD, Someone, problem
from tracker import clock
from tracker.services import transaction
from tracker.services.coaching import coaches

pytestmark = pytest.mark.store("sqlite")
HERE = "/settings/second-step"
CODES = re.compile(r"<li>(\w{4}-\w{4}-\w{4})</li>")


@pytest.fixture(autouse=True)
def _evening(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to("2026-05-20T18:30:05Z", tick=False)
    with cheap_passwords():
        yield


@pytest.fixture
def browser(app: Flask, ana: Someone) -> Browser:
    """Return ana's browser."""
    browser = Browser(app)
    browser.sign_in(ana.email)
    return browser


def begin(browser: Browser, **fields: str) -> str:
    """Begin to set it up; return the secret that is shown."""
    page = browser.post(HERE, password=PASSWORD, **fields)
    assert page.status_code == 200
    return re.findall(r'name="secret" value="(\w{32})"', page.text)[0]


def confirm(browser: Browser, secret: str, otp: str, **fields: str) -> tuple[int, str]:
    token = browser.token(HERE)
    answer = browser.send(f"{HERE}/confirm", csrf_token=token, secret=secret, otp=otp, **fields)
    return answer.status_code, answer.text


def test_it_is_set_up_by_a_picture_or_by_typing(browser: Browser, ana: Someone) -> None:
    assert "A code besides your password" in browser.get("/settings").text
    assert browser.post(HERE, password="not this one").status_code == 403
    assert browser.post(HERE, password="").status_code == 422
    page = browser.post(HERE, password=PASSWORD).text
    secret = re.findall(r'name="secret" value="(\w{32})"', page)[0]
    assert "<svg" in page
    assert 'href="otpauth://totp/Woven:ana%40example.org?' in page
    assert "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page)) == secret
    # Looked at again without the password, nothing of it is shown.
    assert secret not in browser.get(HERE).text
    status, text = confirm(browser, secret, wrong(secret))
    assert (status, 'id="otp-wrong"' in text, secret in text) == (403, True, True)
    assert confirm(browser, secret, "")[0] == 422
    status, text = confirm(browser, secret, code(secret))
    assert status == 200
    codes = CODES.findall(text)
    assert len(codes) == 10
    (file,) = re.findall(r'href="(data:[^"]+)" download="woven-recovery-codes.txt"', text)
    assert set(codes) < set(unquote(file).split("\n"))
    assert not [one for one in codes if one in browser.get(HERE).text]
    assert "On, with 10 recovery codes left." in browser.get("/settings").text
    assert ana.get("/api/me/second-factor").get_json()["on"] is True


def test_a_page_whose_secret_is_another_by_now_says_so(browser: Browser) -> None:
    first, second = begin(browser), begin(browser)
    for stale in (first, "", "A" * 32, "ü"):
        status, text = confirm(browser, stale, code(second))
        assert (status, second in text) == (409, False)
    assert confirm(browser, second, code(second))[0] == 200


def test_new_codes_and_turning_off_ask_for_both(browser: Browser, ana: Someone) -> None:
    secret, codes = set_up(ana)
    token = browser.token(HERE)
    for what in ("codes", "off"):
        for fields, status, field in (
            ({"password": "not this one", "otp": code(secret)}, 403, "password"),
            ({"password": PASSWORD, "otp": wrong(secret)}, 403, "otp"),
            ({"password": PASSWORD, "otp": ""}, 422, "otp"),
        ):
            answer = browser.send(f"{HERE}/{what}", csrf_token=token, **fields)
            assert answer.status_code == status
            assert f'id="{field}-{what}-wrong"' in answer.text
            assert "<details open>" in answer.text
    fields = {"csrf_token": token, "password": PASSWORD}
    answer = browser.send(f"{HERE}/codes", otp=code(secret), **fields)
    fresh = CODES.findall(answer.text)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    answer = browser.send(f"{HERE}/off", otp=fresh[0], **fields)
    assert answer.location == f"{HERE}?said=second_step_off"
    assert "Your password is enough again." in browser.get(answer.location).text
    assert browser.send(f"{HERE}/off", otp=fresh[1], **fields).status_code == 409


def test_wherever_else_one_is_signed_in_tells_of_it(
    app: Flask, browser: Browser, ana: Someone, ben: Someone, time_machine: TimeMachineFixture
) -> None:
    other, his = Browser(app), Browser(app)
    other.sign_in(ana.email)
    his.sign_in(ben.email)
    other.get("/settings/sessions")
    time_machine.move_to(clock.now() + timedelta(minutes=1), tick=False)
    secret = begin(browser)
    assert confirm(browser, secret, code(secret))[0] == 200
    assert "Your second step was turned on today at 18:31." in " ".join(
        other.get("/today").text.split()
    )
    assert "second step was" not in browser.get("/today").text
    assert "second step was" not in his.get("/today").text
    time_machine.move_to(clock.now() + timedelta(minutes=1), tick=False)
    other.get("/settings/sessions")
    assert "second step was" not in other.get("/today").text
    time_machine.move_to(clock.now() + timedelta(minutes=1), tick=False)
    fields = {"password": PASSWORD, "otp": code(secret)}
    browser.send(f"{HERE}/off", csrf_token=browser.token(HERE), **fields)
    assert "Your second step was turned off today at 18:33." in " ".join(
        other.get("/today").text.split()
    )
    time_machine.move_to(clock.now() + timedelta(days=7), tick=False)
    assert "second step was" not in other.get("/today").text


def test_a_coach_on_the_web_is_led_to_it_told_why_and_led_back(
    make_app: Callable[..., Flask],
) -> None:
    base = "https://woven.example"
    app = make_app(PUBLIC_URL=base, RATE_LIMITS="on")
    cleo, max_ = Someone(app, "cleo"), Someone(app, "max")
    with app.app_context(), transaction.writing() as session:
        coaches.take_up(session, cleo.id, clock.now())

    def sign_in(person: Someone) -> Browser:
        browser = Browser(app, base)
        browser.sign_in(person.email)
        return browser

    why = "Who coaches signs in with a second step here"
    coach = sign_in(cleo)
    led = coach.get("/coach/asked?page=2")
    assert (led.status_code, led.location) == (303, f"{HERE}?next=/coach/asked?page%3D2")
    text = coach.get(led.location).text
    assert why in text
    assert 'name="next" value="/coach/asked?page=2"' in text
    asked = "/api/coaching/asked"
    problem(cleo.get(asked, base_url=base), 403, "second_factor_required")
    set_up(cleo, base_url=base)
    assert coach.get("/coach/asked").status_code == 200
    assert cleo.get(asked, base_url=base).status_code == 200
    assert why not in coach.get(HERE).text
    assert why not in sign_in(max_).get(HERE).text
    # The half-signed-in cookie goes to its page alone, over https alone.
    other = sign_in(cleo)
    name, path = "__Secure-woven_halfway", "/sign-in/code"
    cookie = other.client.get_cookie(name, domain="woven.example", path=path)
    assert cookie is not None
    assert cookie.secure


def test_where_one_was_on_the_way_to_is_kept(browser: Browser) -> None:
    assert 'value="//evil' not in browser.get(f"{HERE}?next=//evil.example").text
    secret = begin(browser, next="/coach/asked")
    _, text = confirm(browser, secret, code(secret), next="/coach/asked")
    assert '<a class="button" href="/coach/asked">' in text
