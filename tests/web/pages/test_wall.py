"""The screen on the wall: let in by its cookie alone, and showing the pair alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.answers import told
from tests.support.browser import ORIGIN, Browser
from tests.support.habits import agreed
from tests.support.people import Someone, link
from tests.support.us import DAY, NEVER, NOW, TODAY, heading, keep, part, words
from tests.support.walls import COOKIE, Screen, make
from tracker import guard
from tracker.web.pages import wall as wall_pages

EVERYTHING = re.compile(r"<(?:a|form|input|button|nav|details|summary|iframe)\b")


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def screen(app: Flask, ana: Someone, ben: Someone, couple: str) -> Screen:
    return Screen(app, make(ana)["path"])


# Coming in


def test_a_link_lets_in_and_is_out_of_sight_at_once(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    made = make(ana)
    screen = Screen(app, made["path"])
    assert (screen.entered.status_code, screen.entered.headers["Location"]) == (303, "/wall")
    assert made["secret"] not in screen.entered.text
    (cookie,) = screen.entered.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert screen.cookie() == made["secret"]
    assert made["secret"] not in screen.text
    assert made["id"] not in screen.text


def test_one_link_cannot_keep_the_server_busy(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on", MAIL_URL="")
    ana, ben, dev, eva = (Someone(app, name) for name in ("ana", "ben", "dev", "eva"))
    link(ana, ben)
    link(dev, eva)
    screen, other = Screen(app, make(ana)["path"]), Screen(app, make(dev)["path"])
    answers = [screen.get().status_code for _ in range(guard.LOOKS.amount + 1)]
    assert set(answers) == {200, 429}
    assert other.get().status_code == ana.get("/api/me").status_code == 200


def test_with_https_no_other_host_can_set_the_cookie(make_app: Callable[..., Flask]) -> None:
    app = make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on", MAIL_URL="")
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    client, base = app.test_client(), "https://woven.example"
    headers = {"Authorization": f"Bearer {ana.secret}"}
    url = client.post("/api/walls", json={}, headers=headers, base_url=base).get_json()["url"]
    path = url.removeprefix(base)
    (cookie,) = client.get(path, base_url=base).headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-woven_wall=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))


def test_each_look_lets_the_cookie_live_on(screen: Screen) -> None:
    (cookie,) = screen.get().headers.getlist("Set-Cookie")
    assert "Max-Age=34560000" in cookie
    assert cookie.startswith(f"{COOKIE}={screen.cookie()};")


def test_ended_unknown_and_misspelled_answer_alike(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    ended = make(ana)
    ben.delete(f"/api/walls/{ended['id']}")
    client = app.test_client()
    paths = [ended["path"], f"/wall/{'A' * 22}", "/wall/short", "/wall/%F0%9F%8C%BF", "/wall"]
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404] * len(paths)
    assert len({re.sub(r'nonce="[^"]+"', "", answer.text) for answer in answers}) == 1
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    assert heading(answers[0].text) == "This screen is not connected any more"


def test_so_often_a_network_may_guess(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_pages, "MISSES", 3)
    app = make_app(RATE_LIMITS="on")
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    statuses = [app.test_client().get(f"/wall/{'A' * 22}").status_code for _ in range(4)]
    assert statuses == [404, 404, 404, 429]
    assert Screen(app, make(ana)["path"]).get().status_code == 200


# Who is signed in


def test_who_is_signed_in_there_is_neither_asked_nor_disturbed(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    browser = Browser(app)
    browser.sign_in(dev.email)
    session = browser.cookie("woven_session").value
    assert browser.get("/wall").status_code == 404
    assert browser.get(make(ana)["path"]).status_code == 303
    text = browser.get("/wall").text
    assert "Ana and Ben" in text
    assert not any(one in text for one in (dev.id, "Dev", "Eva", "csrf"))
    assert browser.cookie("woven_session").value == session
    today = browser.get("/today").text
    assert dev.id in today
    assert not any(one in today for one in (ana.id, ben.id, "Ana"))


def test_a_browser_that_was_signed_out_offline_still_says_so_elsewhere(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    browser = Browser(app)
    browser.sign_in(ben.email)
    browser.get(make(ana)["path"])
    browser.client.set_cookie("signed_out", "1", domain="127.0.0.1")
    assert browser.get("/wall").status_code == 200
    assert browser.get("/today").status_code == 303


def test_a_token_opens_no_screen(ana: Someone, couple: str) -> None:
    make(ana)
    assert ana.get("/wall").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_takes_nothing(screen: Screen, method: str) -> None:
    headers = {"Origin": ORIGIN}
    assert screen.client.open("/wall", method=method, headers=headers).status_code == 405


# Ending


@pytest.mark.parametrize("how", ["revoked", "left", "erased"])
def test_once_it_has_ended_it_says_so_and_forgets(
    app: Flask, ana: Someone, ben: Someone, couple: str, how: str
) -> None:
    agreed(ana, couple, TODAY, title="Walk after dinner")
    made = make(ana)
    screen = Screen(app, made["path"])
    assert "Walk after dinner" in screen.text
    if how == "revoked":
        ben.delete(f"/api/walls/{made['id']}")
    elif how == "left":
        ben.post("/api/couple/unlink")
    else:
        ben.delete("/api/me", json={"password": "a quiet walk after dinner"})
    response = screen.get(**{"X-Woven-Fragment": "main"})
    assert response.status_code == 404
    assert "data-ended" in response.text
    assert not re.search("Walk|Ana|Ben|data-version", response.text)
    assert screen.cookie() is None
    again = app.test_client().get(made["path"])
    assert told(again)[0] == 404
    assert "leav" not in words(again.text)


def test_no_address_that_is_read_as_its_own_ends_it(screen: Screen) -> None:
    assert screen.client.get("/", environ_overrides={"PATH_INFO": "//wall"}).status_code == 200
    assert screen.cookie() is not None


def test_nothing_on_the_way_keeps_it_or_frames_it_or_is_told_of_it(screen: Screen) -> None:
    for response in (screen.entered, screen.get()):
        headers = response.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_log_holds_no_link(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(LOG_LEVEL="debug")
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    made = make(ana)
    screen = Screen(app, made["path"])
    assert screen.get().status_code == 200
    said = capsys.readouterr()
    assert '"route": "/wall/<string:secret>"' in said.err
    assert made["secret"] not in said.out + said.err


# What it shows


def test_it_leads_nowhere_and_takes_nothing(ana: Someone, couple: str, screen: Screen) -> None:
    agreed(ana, couple, TODAY)
    text = screen.text
    assert EVERYTHING.findall(text) == []
    assert "manifest" not in text
    assert not re.search(r"\s(style|on[a-z]+)=", text)
    assert not NEVER.search(words(text)), NEVER.search(words(text))


def test_it_says_whether_each_is_woven_and_never_by_whom(
    ana: Someone, ben: Someone, couple: str, screen: Screen, time_machine: Any
) -> None:
    walk = agreed(ana, couple, TODAY, title="Walk", mode="together")
    thanks = agreed(ana, couple, TODAY, title="Thanks", mode="each")
    agreed(ana, couple, TODAY - 9 * DAY, title="Talk", mode="together", unit="week")
    keep(ana, walk, 0, now=NOW, time_machine=time_machine)
    nobody = screen.text
    keep(ana, thanks, 0, now=NOW, time_machine=time_machine)
    said = "Today Thanks still open Talk until Sunday Walk woven"
    assert part(screen.text, "left-title").strip() == said
    assert re.sub(r'nonce="[^"]+"', "", screen.text) == re.sub(r'nonce="[^"]+"', "", nobody)
    keep(ben, thanks, 0, now=NOW, time_machine=time_machine)
    assert "Thanks woven" in part(screen.text, "left-title")


def test_no_single_thread_is_ever_drawn(
    ana: Someone, ben: Someone, couple: str, screen: Screen, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="each")
    keep(ana, habit, 0, 1, 2, now=NOW, time_machine=time_machine)
    keep(ben, habit, 2, now=NOW, time_machine=time_machine)
    text = screen.text
    knots = re.findall(r'<span class="knot[^>]*>', text)
    assert sum("data-down" in knot for knot in knots) == 1
    assert all(("data-down" in knot) == ("data-across" in knot) for knot in knots)
    (drawing,) = re.findall(r'<svg class="cloth".*?</svg>', text, re.S)
    down, across = (
        re.search(rf'class="{thread}" d="([^"]*)"', drawing) for thread in ("down", "across")
    )
    assert down is not None
    assert across is not None
    assert bool(down[1]) == bool(across[1])


def test_no_note_and_no_words_of_an_occasion_are_on_it(
    ana: Someone, ben: Someone, couple: str, screen: Screen
) -> None:
    habit = agreed(ana, couple, TODAY, mode="each")
    for person in (ana, ben):
        person.put(f"/api/habits/{habit}/ticks/{TODAY}", {"note": "secret note"})
    occasion = {"day": str(TODAY), "time": "21:30", "words": "secret words"}
    assert ana.put(f"/api/habits/{habit}/occasions/{TODAY}", occasion).status_code == 200
    assert not re.search("secret|21:30", screen.text)


@pytest.mark.parametrize("names", [True, False])
def test_both_dates_are_said_where_they_differ(
    app: Flask, ana: Someone, ben: Someone, couple: str, names: bool
) -> None:
    screen = Screen(app, make(ana, names=names)["path"])
    assert "Wednesday, 20 May" in screen.text
    ana.patch("/api/me", {"timezone": "Asia/Tokyo"})
    agreed(ana, couple, TODAY - 9 * DAY, title="Walk")
    said = words(screen.text)
    if names:
        assert "Wednesday 20 for Ben, Thursday 21 for Ana" in said
    else:
        assert "Wednesday 20 and Thursday 21" in said
        assert not re.search("Ana|Ben", screen.text)
    assert screen.text.count('aria-current="date"') == 2
    assert "Walk Wednesday 20" in said


def test_what_is_too_many_for_one_look_is_counted(
    ana: Someone, couple: str, screen: Screen
) -> None:
    for number in range(8):
        agreed(ana, couple, TODAY, title=f"Number {number}")
    said = part(screen.text, "left-title")
    assert said.count("Number") == 6
    assert "2 more" in said


def test_before_there_is_anything_it_says_so(screen: Screen) -> None:
    assert heading(screen.text) == "Your cloth begins here"
    assert "Nothing is agreed for now." in screen.text


def test_a_fragment_is_the_same_without_the_page_around_it(
    ana: Someone, couple: str, screen: Screen
) -> None:
    agreed(ana, couple, TODAY)
    fragment = screen.get(**{"X-Woven-Fragment": "main"}).text
    assert fragment.startswith("<main")
    assert "<html" not in fragment
    assert f'data-version="{screen.version}"' in fragment


def test_it_says_when_the_next_date_begins_once_that_is_soon(
    ana: Someone, ben: Someone, couple: str, screen: Screen, time_machine: Any
) -> None:
    assert "data-turns-in" not in screen.text
    time_machine.move_to(NOW + timedelta(hours=5, minutes=21), tick=False)
    assert 'data-turns-in="540"' in screen.text
    ben.patch("/api/me", {"timezone": "Asia/Kolkata"})  # half past five in the morning there
    assert 'data-turns-in="540"' in screen.text
    time_machine.shift(timedelta(minutes=10))
    assert "data-turns-in" not in screen.text
