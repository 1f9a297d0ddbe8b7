"""When ticks are seen: set on a page of one's own, and written on no page of the partner's."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.talking import press as press_talk
from tests.support.talking import start
from tests.web.pages.settings.forms import page, press

WHERE = "/settings/telling"
NOW = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)
TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _afternoon(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def chosen(person: Someone) -> str:
    found = re.findall(r'name="ticks_seen" value="(\w+)"[^>]* checked', page(person, WHERE))
    assert len(found) == 1
    return str(found[0])


def test_it_is_at_once_until_somebody_says_otherwise_for_themselves(
    ana: Someone, ben: Someone, couple: str, max_: Someone
) -> None:
    assert [chosen(person) for person in (ana, ben, max_)] == ["at_once"] * 3
    response = press(ana, WHERE, ticks_seen="day_end")
    assert (response.status_code, response.location) == (303, f"{WHERE}?said=saved")
    assert [chosen(person) for person in (ana, ben)] == ["day_end", "at_once"]
    assert press(ana, WHERE, ticks_seen="at_once").status_code == 303
    assert chosen(ana) == "at_once"
    assert "Ben sees what you tick" in page(ana, WHERE)
    assert "Your partner sees what you tick" in page(max_, WHERE)


@pytest.mark.parametrize(("ends", "said"), [(0, "21:00"), (2, "23:00"), (6, "03:00")])
def test_it_names_the_hours_of_ones_own_day(ana: Someone, ends: int, said: str) -> None:
    ana.patch("/api/me", {"day_ends_at": ends})
    assert f"at a moment between {said} and {ends:02}:00" in page(ana, WHERE)


@pytest.mark.parametrize("fields", [{}, {"ticks_seen": "never"}, {"ticks_seen": ""}])
def test_anything_else_is_refused_and_changes_nothing(ana: Someone, fields: dict[str, str]) -> None:
    press(ana, WHERE, ticks_seen="day_end")
    response = press(ana, WHERE, **fields)
    assert response.status_code == 422
    assert 'id="ticks_seen-wrong"' in response.text
    assert chosen(ana) == "day_end"


def test_today_draws_it_at_once_for_oneself_alone_and_says_nothing_of_the_setting(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agreed(ana, couple, TODAY)
    ana.patch("/api/me", {"ticks_seen": "day_end"})
    habit = ana.get("/api/habits").get_json()["items"][0]["id"]
    path = f"/api/habits/{habit}/ticks/{TODAY}"
    assert ana.put(path, {"note": "By the lake"}).status_code == 200
    text = page(ana, "/today")
    assert 'aria-pressed="true"' in text
    assert "By the lake" in text
    assert "You are in." in text
    assert "You are in." in page(ana, f"/habits/{habit}")
    assert not re.search(r"end of (your|the) day|not seen yet|waits", text)
    theirs = page(ben, "/today")
    assert "By the lake" not in theirs
    assert "is in." not in theirs


@pytest.mark.parametrize("setting", ["on", "off again, while it waits"])
def test_a_talk_that_is_ticked_tells_nobody_as_what(
    ana: Someone, ben: Someone, couple: str, time_machine: Any, setting: str
) -> None:
    habit = agreed(ana, couple, TODAY)
    agreed(ana, couple, TODAY, title="Tea")
    talk = start(ana, minutes=20)
    time_machine.shift(timedelta(minutes=20))
    press_talk(ana, talk, "end")
    ana.patch("/api/me", {"ticks_seen": "day_end"})
    if setting != "on":
        cell = f"/api/habits/{habit}/ticks/{TODAY}"
        assert [ana.put(cell).status_code, ana.delete(cell).status_code] == [200, 200]
        ana.patch("/api/me", {"ticks_seen": "at_once"})
    before = ben.stream()
    response = press(ana, "/talk/tick", talk=talk["id"], habit=habit)
    assert response.headers["Location"] == "/talk?said=ticked"
    assert f"woven_talk_left={talk['id']}" in response.headers["Set-Cookie"]  # answered, here
    assert ben.stream() == before
    assert len(ana.get(f"/api/habits/{habit}/ticks").get_json()["items"]) == 1
    assert "Was it one of these?" in page(ben, "/talk")
