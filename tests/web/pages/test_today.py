"""Today without JavaScript: a form beside each habit, and the same path as everybody's ticks."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import ORIGIN
from tests.support.agreeing import agree
from tests.support.answers import body
from tests.support.people import Someone, link
from tests.web.pages.today import button, page, row, threads
from tracker.services import breaks

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    return str(agree(ana, ben, title="Walk & talk", mode="each")["id"])


def press(person: Someone, text: str, habit: str, /, **fields: object) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert token is not None
    form = {"csrf_token": token[1], "habit": habit, "date": TODAY, "slot": 0, "done": "true"}
    return person.call("POST", "/today/ticks", data=form | fields, headers={"Origin": ORIGIN})


def test_each_habit_is_a_row_with_a_button_that_bears_its_title(ana: Someone, habit: str) -> None:
    text = page(ana)
    body = f'<body class="inside" data-live="off" data-person="{ana.id}" data-follow>'
    assert body in text
    assert 'data-current="0"' in row(text, habit)
    assert 'aria-pressed="false" aria-label="Walk & talk"' in button(text, habit)
    assert "Wednesday, 20 May" in text
    assert not re.search(r"<script(?! type=\"module\" src=)", text)
    assert not re.search(r"\s(style|on[a-z]+)=", text)


def test_pressing_ticks_and_both_hear_of_it(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    before = len(ben.stream())
    response = press(ana, page(ana), habit)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/today#habit-{habit}"
    text = page(ana)
    assert f'value="{habit} 0 false" aria-pressed="true"' in button(text, habit)
    assert "You are in" in row(text, habit)
    (item,) = ben.stream()[before:]
    assert (item["kind"], item["data"]["person"]) == ("tick", ana.id)
    ticks = ana.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert [(tick["person"], tick["date"]) for tick in ticks] == [(ana.id, str(TODAY))]
    assert dev.stream() == eva.stream() == []


def test_pressing_again_takes_it_back(ana: Someone, habit: str) -> None:
    press(ana, page(ana), habit)
    assert press(ana, page(ana), habit, done="false").status_code == 303
    assert 'aria-pressed="false"' in button(page(ana), habit)
    assert ana.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []


def test_the_partner_s_thread_is_drawn_and_together_they_cross(
    ana: Someone, ben: Someone, habit: str
) -> None:
    ben.put(f"/api/habits/{habit}/ticks/{TODAY}")
    text = page(ana)
    assert "Ben is in" in row(text, habit)
    assert threads(text, habit) == {"across"}
    assert " woven</p>" not in text  # nothing scores: no 0 of 1
    assert 'aria-pressed="false"' in button(text, habit)
    assert " data-theirs" in button(text, habit)
    press(ana, text, habit)
    text = page(ana)
    assert "You both did. 1 in a row" in row(text, habit)
    assert 'data-current="1"' in row(text, habit)
    assert threads(text, habit) == {"down", "across"}
    assert "1 of 1 woven" in text
    assert "Everything for today is woven." in text


def test_kept_together_is_a_full_crossing_whoever_ticked(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, cadence={"unit": "week"})["id"]
    ben.put(f"/api/habits/{habit}/ticks/{TODAY}")
    for person in (ana, ben):
        text = page(person)
        assert "Woven this week. 1 in a row" in row(text, habit)
        assert threads(text, habit) == {"down", "across"}


def test_several_a_day_have_a_button_each(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, title="Tea", cadence={"unit": "day", "times": 3})["id"]
    text = page(ana)
    for slot in range(3):
        assert f'aria-label="Tea, {slot + 1} of 3"' in button(text, habit, slot)
    press(ana, text, habit, slot=1)
    text = page(ana)
    shown = row(text, habit)
    assert shown.count('aria-pressed="true"') == 1
    assert 'aria-pressed="true" aria-label="Tea, 2 of 3"' in button(text, habit, 1)
    assert "1 of 3 today" in shown


def test_turns_say_whose_turn_it_is(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, mode="turns", first_turn=ben.id)["id"]
    assert "Ben’s turn" in row(page(ana), habit)
    assert "Your turn" in row(page(ben), habit)


def test_on_a_day_without_there_is_nothing_to_press(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, cadence={"unit": "day", "weekdays": [1, 5]})["id"]
    shown = row(page(ana), habit)
    assert "<button" not in shown
    assert "Not today. Next: Friday." in shown


def test_after_a_gap_the_longest_is_what_is_told(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agree(ana, ben)["id"]
    for later in range(3):
        time_machine.move_to(NOW + timedelta(days=later), tick=False)
        ana.put(f"/api/habits/{habit}/ticks/{TODAY + timedelta(days=later)}")
    assert "3 in a row" in row(page(ana), habit)
    time_machine.move_to(NOW + timedelta(days=20), tick=False)
    assert "Starting again. Your longest: 3" in row(page(ana), habit)


def test_what_cannot_be_ticked_is_refused_in_words(ana: Someone, habit: str) -> None:
    text = page(ana)
    for day, said in (("2020-01-01", "too long ago"), ("2026-05-22", "not come yet")):
        response = press(ana, text, habit, date=day)
        assert response.status_code == 422
        assert said in response.get_data(as_text=True)
        assert 'role="alert"' in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"done": "yes"},
        {"date": "tomorrow"},
        {"slot": "-1"},
        {"slot": "99999999999999999999"},
        {"habit": "\x00"},
        {"more": "x"},
    ],
)
def test_a_form_that_is_none_of_ours_is_refused(
    ana: Someone, habit: str, fields: dict[str, str]
) -> None:
    assert press(ana, page(ana), habit, **fields).status_code == 422


def test_somebody_else_s_habit_is_not_there(
    ana: Someone, habit: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    text = page(ana)
    before = ana.stream()
    for person in (dev, max_):
        mine = page(person)
        assert habit not in mine
        token = re.search(r'name="csrf_token" value="([^"]+)"', mine)
        assert token is not None
        response = press(person, mine, habit)
        assert response.status_code == 404
        missing = press(person, mine, "00000000-0000-4000-8000-000000000000")
        assert missing.status_code == 404
        assert body(missing) == body(response)
    assert press(dev, text, habit).status_code == 403  # ana's token is not dev's
    assert ana.stream() == before
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_a_forged_form_changes_nothing(app: Flask, ana: Someone, habit: str) -> None:
    text = page(ana)
    assert press(ana, text, habit, csrf_token="x").status_code == 403
    form = {"habit": habit, "date": TODAY, "done": "true"}
    assert app.test_client().post("/today/ticks", data=form).status_code == 403
    assert 'aria-pressed="false"' in row(page(ana), habit)


def test_who_is_not_signed_in_is_asked_to(app: Flask) -> None:
    response = app.test_client().get("/today")
    assert response.status_code == 303
    assert response.headers["Location"] == "/sign-in?next=/today"


def test_whoever_is_alone_or_has_nothing_agreed_reads_so(
    ana: Someone, ben: Someone, max_: Someone
) -> None:
    assert "by yourself so far" in page(max_)
    link(ana, ben)
    assert "Nothing is agreed yet" in page(ana)


def test_after_leaving_the_habits_are_gone(ana: Someone, ben: Someone, habit: str) -> None:
    text = page(ben)
    ana.post("/api/couple/unlink")
    assert press(ben, text, habit).status_code == 410
    for person in (ana, ben):
        for path in ("/today", "/habits"):
            said = person.get(path).get_data(as_text=True)
            assert "You two are not linked any more" in said
            assert "What you wrote stays yours." in said
            assert "by yourself so far" not in said
            assert 'href="/settings/data"' in said
            assert 'href="/reading"' in said


def test_a_line_typed_while_the_other_left_is_handed_back(
    ana: Someone, ben: Someone, habit: str
) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', page(ben))
    assert token is not None
    ana.post("/api/couple/unlink")
    form = {"csrf_token": token[1], "habit": habit, "date": TODAY, "note": "Rain <b>& sun</b>"}
    response = ben.call("POST", "/today/words", data=form, headers={"Origin": ORIGIN})
    assert response.status_code == 410
    said = response.get_data(as_text=True)
    assert "<h1>You two are not linked any more</h1>" in said
    assert "That did not work" not in said
    assert "Rain &lt;b&gt;&amp; sun&lt;/b&gt;" in said
    seen = ben.get(f"/habits/{habit}")
    assert seen.status_code == 410
    assert "This was not saved" not in seen.get_data(as_text=True)


def test_all_knots_send_one_form_and_come_back_to_their_row(ana: Someone, habit: str) -> None:
    text = page(ana)
    assert text.count('action="/today/ticks"') == 1
    assert f'form="ticks" name="place" value="{habit} 0 true"' in button(text, habit)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert token is not None
    form = {"csrf_token": token[1], "date": TODAY, "place": f"{habit} 0 true"}
    sent = ana.call("POST", "/today/ticks", data=form, headers={"Origin": ORIGIN})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/today#habit-{habit}")
    assert 'aria-pressed="true"' in button(page(ana), habit)


@pytest.mark.parametrize("place", ["", "x 0 true", "{} 0 perhaps", "{} -1 true", "{} 0", "{}"])
def test_a_place_that_is_none_is_refused(ana: Someone, habit: str, place: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', page(ana))
    assert token is not None
    form = {"csrf_token": token[1], "date": TODAY, "place": place.format(habit)}
    sent = ana.call("POST", "/today/ticks", data=form, headers={"Origin": ORIGIN})
    assert sent.status_code == 422
    assert ana.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []


def test_a_row_is_light(ana: Someone, couple: str, habit: str) -> None:
    """Pages are sent as they are: compressed, their length would tell what is in them."""
    bare = len(row(page(ana), habit).encode())
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    assert bare < 1100
    assert len(row(page(ana), habit).encode()) < 2300


def test_what_is_woven_stays_where_it_is_in_a_hard_week(
    ana: Someone, ben: Someone, habit: str
) -> None:
    tea, letters = (agree(ana, ben, title=title)["id"] for title in ("Tea", "Letters"))
    for person in (ana, ben):
        person.put(f"/api/habits/{habit}/ticks/{TODAY}")
    with ana.app.app_context():
        breaks.hard_week(ana.id, tea, NOW)
    awake, _, resting = page(ben).partition('id="mode-rest"')
    assert "You both did." in row(awake, habit)
    assert f'id="habit-{letters}"' in resting
    assert f'id="habit-{habit}"' not in resting


def test_a_few_words_of_why_stand_under_a_title_and_no_whole_text(
    ana: Someone, ben: Someone, couple: str
) -> None:
    short = agree(ana, ben, title="Walk", why="Fresh air.")["id"]
    long = agree(ana, ben, title="Tea", why="In a study " * 10)["id"]
    text = page(ana)
    assert "Fresh air." in row(text, short)
    assert "In a study" not in row(text, long)
