"""The talk's page: one tap to begin, a clock without chrome, and a tick for each of the two."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.talking import current, press, start

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
TITLE = "Listen first"


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def hers(app: Flask, ana: Someone, couple: str) -> Browser:
    return signed_in(app, ana)


@pytest.fixture
def his(app: Flask, ben: Someone, couple: str) -> Browser:
    return signed_in(app, ben)


def signed_in(app: Flask, person: Someone) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(person.email).status_code == 303
    return browser


def text(browser: Browser, path: str = "/talk") -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def words(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def data(html: str, name: str) -> str:
    found = re.search(rf'id="talk"[^>]* data-{name}="([^"]*)"', html)
    assert found is not None, html
    return found[1]


def shown(html: str) -> list[str]:
    """Return the headings of the phases that are to be seen."""
    phases = re.findall(r"<li data-from=\"\d+\" data-to=\"\d+\"( hidden)?>\s*<h2>(.*?)</h2>", html)
    return [heading for hidden, heading in phases if not hidden]


def push(browser: Browser, what: str, **fields: Any) -> TestResponse:
    html = text(browser, "/talk?look=on")
    seen = {"talk": data(html, "talk"), "version": data(html, "version")}
    return browser.post("/talk/press", **{**seen, "press": what, **fields})


# Before


def test_one_tap_begins_a_talk(hers: Browser, ana: Someone) -> None:
    page = words(text(hers))
    assert "Put it face down, or stand it on the table." in page
    assert hers.post("/talk", minutes="20").headers["Location"] == "/talk"
    talk = current(ana)
    assert (talk["minutes"], talk["turn_minutes"], talk["habit"]) == (20, None, None)


def test_everything_can_be_chosen(hers: Browser, ana: Someone, ben: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE)
    fields = {"minutes": "30", "turn_minutes": "5", "first_turn": ben.id, "habit": habit}
    assert hers.post("/talk", **fields).status_code == 303
    talk = current(ana)
    assert [talk[name] for name in fields] == [30, 5, ben.id, habit]


def test_without_turns_it_is_no_matter_who_was_to_begin(hers: Browser, ana: Someone) -> None:
    response = hers.post("/talk", minutes="20", turn_minutes="", first_turn=ana.id, habit="")
    assert response.status_code == 303
    assert current(ana)["first_turn"] is None


def test_what_does_not_fit_is_said_beside_its_field_and_the_rest_is_kept(hers: Browser) -> None:
    response = hers.post("/talk", minutes="3", turn_minutes="5", first_turn="", habit="")
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'id="minutes-wrong"' in page
    assert 'name="turn_minutes" value="5" checked' in page


def test_whoever_starts_second_finds_the_first_ones(
    hers: Browser, his: Browser, ana: Someone
) -> None:
    talk = start(ana)
    assert his.send("/talk", csrf_token=his.token("/today"), minutes="30").status_code == 303
    assert current(ana)["id"] == talk["id"]


def test_who_is_alone_is_led_to_the_invitation(app: Flask, max_: Someone) -> None:
    page = text(signed_in(app, max_))
    assert 'href="/invite"' in page
    assert "<form" not in page[page.index("<main") : page.index("</main>")]


# While it runs


def test_the_clock_is_the_servers(hers: Browser, ana: Someone, time_machine: Any) -> None:
    start(ana)
    time_machine.shift(timedelta(minutes=7, seconds=55.5))
    page = text(hers)
    assert data(page, "state") == "running"
    assert data(page, "elapsed") == "475500"
    assert data(page, "total") == "1200000"
    assert data(page, "now") == str(round((NOW.timestamp() + 475.5) * 1000))
    assert ">12:05</span>" in page
    assert '<span class="still">13 minutes left</span>' in page
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page


def test_each_phase_says_who_has_the_word(
    hers: Browser, ana: Someone, ben: Someone, time_machine: Any
) -> None:
    start(ana, minutes=20, turn_minutes=5, first_turn=ben.id)
    said = []
    for minutes in (5, 1, 5, 1, 8):
        said += shown(text(hers))
        time_machine.shift(timedelta(minutes=minutes))
    assert said == [
        "Ben speaks",
        "Ana says it back",
        "Ana speaks",
        "Ben says it back",
        "Both of you",
    ]
    page = text(hers)
    assert shown(page) == []
    assert data(page, "state") == "over"
    assert "Stay as long as you like." in words(page)


def test_the_one_who_listens_is_named_in_the_prompt(hers: Browser, ana: Someone) -> None:
    start(ana, turn_minutes=5)
    page = words(text(hers))
    assert "Say what is on your mind. Ben listens, and does not answer yet." in page
    assert "Say in your own words what you heard. Ana tells you whether that is it." in page


def test_turns_that_had_to_be_shortened_say_so(hers: Browser, ana: Someone) -> None:
    talk = start(ana, minutes=5, turn_minutes=2)
    assert "with turns of 1:30 so that both of you have one" in words(text(hers))
    press(ana, talk, "end")
    start(ana, minutes=10, turn_minutes=2)
    assert "with turns of" not in words(text(hers))


def test_the_other_is_asked_whether_to_look_on(his: Browser, ana: Someone) -> None:
    start(ana)
    page = text(his)
    assert "You two are talking" in words(page)
    assert 'id="talk"' not in page
    assert 'href="/talk?look=on"' in page
    assert data(text(his, "/talk?look=on"), "state") == "running"


def test_looking_writes_nothing(his: Browser, ana: Someone) -> None:
    start(ana)
    before = ana.stream()
    text(his, "/talk?look=on")
    assert ana.stream() == before


def test_either_hand_pauses_and_either_goes_on(
    hers: Browser, his: Browser, ana: Someone, time_machine: Any
) -> None:
    start(ana)
    time_machine.shift(timedelta(minutes=1))
    assert push(his, "pause").headers["Location"] == "/talk"
    page = text(hers)
    assert data(page, "state") == "paused"
    assert "Paused. The clock waits for you." in words(page)
    assert "Ben" not in words(page)
    push(hers, "resume")
    assert current(ana)["state"] == "running"


def test_who_looks_on_goes_on_looking(his: Browser, ana: Someone) -> None:
    start(ana)
    html = text(his, "/talk?look=on")
    assert 'action="/talk/press?look=on"' in html
    seen = {"talk": data(html, "talk"), "version": "1", "press": "pause"}
    token = his.token("/talk?look=on")
    response = his.send("/talk/press?look=on", csrf_token=token, **seen)
    assert response.headers["Location"] == "/talk?look=on"


def test_a_late_press_shows_the_talk_as_it_is(hers: Browser, ana: Someone, ben: Someone) -> None:
    talk = start(ana)
    press(ben, talk, "pause")
    assert push(hers, "end", version="1").status_code == 303
    assert current(ana)["state"] == "paused"


def test_a_strangers_talk_is_not_there(
    app: Flask, hers: Browser, dev: Someone, eva: Someone, ana: Someone
) -> None:
    talk = start(dev)
    for path, more in (
        ("press", {"version": "1", "press": "end"}),
        ("tick", {"habit": talk["id"]}),
    ):
        response = hers.post(f"/talk/{path}", talk=talk["id"], **more)
        assert response.status_code == 404
    assert 'id="talk"' not in text(hers)
    assert current(eva)["version"] == 1


# Afterwards


def talked(ana: Someone, time_machine: Any, minutes: float = 20, **fields: Any) -> dict[str, Any]:
    talk = start(ana, **fields)
    time_machine.shift(timedelta(minutes=minutes))
    return press(ana, talk, "end")


def test_each_ticks_for_oneself(
    hers: Browser, his: Browser, ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE)
    talk = talked(ana, time_machine, habit=habit)
    for browser in (hers, his):
        page = words(text(browser))
        assert "You talked for 20 minutes" in page
        assert "Tick it? Each of you does so for yourself." in page
        response = browser.post("/talk/tick", talk=talk["id"], habit=habit)
        assert response.headers["Location"] == "/talk?said=ticked"
        assert "Tick it?" not in words(text(browser))
    items = ana.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert {(item["person"], item["date"]) for item in items} == {
        (ana.id, "2026-05-20"),
        (ben.id, "2026-05-20"),
    }
    assert "You both did." in words(text(hers))


@pytest.mark.parametrize("chosen", [True, False])
def test_what_the_two_have_kept_as_one_asks_for_no_other_tick(
    hers: Browser, his: Browser, ana: Someone, couple: str, time_machine: Any, chosen: bool
) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE, mode="turns", unit="week")
    talked(ana, time_machine, habit=habit if chosen else None)
    assert 'action="/talk/tick"' in text(his)
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    for browser in (hers, his):
        page = text(browser)
        assert 'action="/talk/tick"' not in page
        assert ("Woven this week" in words(page)) == chosen


def test_what_it_counts_for_can_be_said_afterwards_and_holds_for_both(
    hers: Browser, his: Browser, ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE)
    agreed(ana, couple, TODAY, title="Tea")
    talk = talked(ana, time_machine)
    page = text(his)
    assert f'<option value="{habit}">{TITLE}</option>' in page
    his.post("/talk/tick", talk=talk["id"], habit=habit)
    assert "Was it one of these?" not in words(text(his))
    assert f'name="habit" value="{habit}"' in text(hers)
    assert "Tick it?" in words(text(hers))


def test_past_midnight_both_tick_the_day_on_which_it_began(
    hers: Browser, his: Browser, ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE)
    time_machine.move_to(datetime(2026, 5, 20, 23, 45, tzinfo=UTC), tick=False)
    talk = talked(ana, time_machine, minutes=30, habit=habit)
    for browser in (hers, his):
        assert browser.post("/talk/tick", talk=talk["id"], habit=habit).status_code == 303
    items = ana.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert [item["date"] for item in items] == ["2026-05-20"] * 2


def test_not_this_time_is_kept_on_the_device_alone(
    hers: Browser, his: Browser, ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE)
    talk = talked(ana, time_machine, habit=habit)
    before = ana.stream()
    assert hers.post("/talk/leave", talk=talk["id"]).headers["Location"] == "/today"
    assert "Tick it?" not in words(text(hers))
    assert "Tick it?" in words(text(his))
    assert ana.stream() == before


@pytest.mark.parametrize("minutes", [0.5, 24 * 60])
def test_nobody_is_asked_about_what_was_no_talk_or_is_long_ago(
    hers: Browser, ana: Someone, couple: str, time_machine: Any, minutes: float
) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE)
    talked(ana, time_machine, minutes=min(minutes, 1), habit=habit)
    if minutes > 1:
        time_machine.shift(timedelta(minutes=minutes))
    assert "You talked" not in words(text(hers))


def test_one_that_is_stopped_at_once_says_so_to_both_for_a_while(
    hers: Browser, his: Browser, ana: Someone, time_machine: Any
) -> None:
    talked(ana, time_machine, minutes=0.5)
    for browser in (hers, his):
        assert "That talk has ended" in words(text(browser))
    time_machine.shift(timedelta(minutes=10))
    assert "Time to talk" in words(text(hers))


def test_a_talk_that_goes_on_cannot_be_ticked(hers: Browser, ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY, title=TITLE)
    talk = start(ana, habit=habit)
    assert hers.post("/talk/tick", talk=talk["id"], habit=habit).status_code == 404
    assert ana.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []
