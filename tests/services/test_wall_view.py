"""What a screen shows: woven or not, and nothing by which one could tell the two apart."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.people import link as pair
from tests.support.us import DAY, NOW, TODAY
from tests.support.walls import make
from tracker.services import wall_view, walls
from tracker.services.errors import NotFound
from tracker.services.wall_view import WallHabit, WallView

TOKYO = "Asia/Tokyo"


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def link(ana: Someone, ben: Someone, couple: str) -> str:
    return make(ana)["id"]


def read(app: Flask, link_id: str) -> WallView:
    with app.app_context():
        return wall_view.read(link_id, NOW)


def tick(person: Someone, habit: str, day: date = TODAY) -> None:
    assert person.put(f"/api/habits/{habit}/ticks/{day}").status_code == 200


def states(view: WallView) -> list[tuple[str, bool]]:
    return [(habit.title, habit.woven) for habit in view.habits]


def test_together_is_woven_by_either_and_each_by_both(
    app: Flask, ana: Someone, ben: Someone, couple: str, link: str
) -> None:
    walk = agreed(ana, couple, TODAY, title="walk", mode="together")
    thanks = agreed(ana, couple, TODAY, title="thanks", mode="each")
    turns = agreed(ana, couple, TODAY, title="turns", mode="turns")
    assert states(read(app, link)) == [("thanks", False), ("turns", False), ("walk", False)]
    tick(ben, walk)
    tick(ana, turns)
    assert states(read(app, link)) == [("thanks", False), ("turns", True), ("walk", True)]
    before = read(app, link).version
    tick(ana, thanks)
    half = read(app, link)
    assert (states(half)[0], half.version) == (("thanks", False), before)
    tick(ben, thanks)
    assert states(read(app, link)) == [("thanks", True), ("turns", True), ("walk", True)]


@pytest.mark.parametrize(("mode", "times"), [("each", 1), ("together", 3), ("each", 2)])
def test_who_did_a_part_of_it_cannot_be_told(
    app: Flask, ana: Someone, ben: Someone, couple: str, link: str, mode: str, times: int
) -> None:
    """Whoever began, and that anybody has, makes no difference to any part of it."""
    habit = agreed(ana, couple, TODAY, mode=mode, times=times)
    before = read(app, link)
    for person in (ana, ben):
        tick(person, habit)
        assert read(app, link) == before
        person.delete(f"/api/habits/{habit}/ticks/{TODAY}")
    assert read(app, link) == before


def test_it_has_no_field_for_a_person_a_note_or_an_occasion() -> None:
    assert {field.name for field in fields(WallHabit)} == {"title", "woven", "first", "last"}


def test_notes_and_occasions_make_no_difference(
    app: Flask, ana: Someone, ben: Someone, couple: str, link: str
) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together", unit="week")
    before = read(app, link).version
    occasion = {"day": str(TODAY), "time": "21:30", "words": "secret words"}
    start = TODAY - 2 * DAY
    assert ben.put(f"/api/habits/{habit}/occasions/{start}", occasion).status_code == 200
    assert read(app, link).version == before
    tick(ana, habit)
    woven = read(app, link).version
    assert ana.put(f"/api/habits/{habit}/ticks/{TODAY}", {"note": "secret"}).status_code == 200
    assert read(app, link).version == woven != before


def test_what_is_open_comes_first_and_of_that_what_ends_first(
    app: Flask, ana: Someone, couple: str, link: str
) -> None:
    for title, unit in (("c", "day"), ("a", "week"), ("b", "day")):
        agreed(ana, couple, TODAY - 9 * DAY, title=title, unit=unit, mode="together")
    done = agreed(ana, couple, TODAY - 9 * DAY, title="0", mode="together")
    tick(ana, done)
    assert [title for title, _ in states(read(app, link))] == ["b", "c", "a", "0"]


def test_what_rests_is_left_out(app: Flask, ana: Someone, couple: str, link: str) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY)
    agreed(ana, couple, TODAY - 9 * DAY, title="Tea")
    ana.post("/api/pauses", {"habit": habit, "first": str(TODAY), "last": str(TODAY)})
    view = read(app, link)
    assert (states(view), view.rest) == ([("Tea", False)], True)
    ana.post("/api/pauses", {"habit": None, "first": str(TODAY)})
    view = read(app, link)
    assert (states(view), view.rest) == ([], True)


def test_where_the_dates_differ_the_day_that_ends_first_is_shown_until_it_is_woven(
    app: Flask, ana: Someone, ben: Someone, couple: str, link: str
) -> None:
    ben.patch("/api/me", {"timezone": TOKYO})  # where it is Thursday
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together")
    view = read(app, link)
    assert [one.date for one in view.partners] == [TODAY, TODAY + DAY]
    assert [one.name for one in view.partners] == ["Ana", "Ben"]
    assert [(one.last, one.woven) for one in view.habits] == [(TODAY, False)]
    tick(ana, habit)
    assert [(one.last, one.woven) for one in read(app, link).habits] == [(TODAY + DAY, False)]
    tick(ben, habit, TODAY + DAY)
    assert [(one.last, one.woven) for one in read(app, link).habits] == [(TODAY + DAY, True)]


def test_it_says_when_the_next_of_the_two_has_another_date(
    app: Flask, ana: Someone, ben: Someone, couple: str, link: str
) -> None:
    assert str(read(app, link).turns_at) == "2026-05-21 00:00:00+00:00"
    before = read(app, link).version
    ben.patch("/api/me", {"timezone": "Europe/Berlin"})  # 22:00 UTC, and the same date
    view = read(app, link)
    assert str(view.turns_at) == "2026-05-20 22:00:00+00:00"
    assert view.version == before
    ana.patch("/api/me", {"day_ends_at": 3})
    assert str(read(app, link).turns_at) == "2026-05-20 22:00:00+00:00"


def test_names_are_left_out_where_they_are_not_wanted(
    app: Flask, ana: Someone, ben: Someone, couple: str, link: str
) -> None:
    before = read(app, link)
    with app.app_context():
        walls.change(ben.id, link, False, NOW)
    after = read(app, link)
    assert [one.name for one in after.partners] == [None, None]
    assert after.version != before.version


def test_a_link_that_has_ended_shows_nothing(
    app: Flask, ana: Someone, ben: Someone, couple: str, link: str
) -> None:
    ana.post("/api/couple/unlink")
    with pytest.raises(NotFound):
        read(app, link)


def test_whose_new_couple_it_is_makes_no_difference_to_an_old_link(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    max_: Someone,
    link: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A row that was left behind must not lead to what ana shares with the next one."""
    monkeypatch.setattr(walls, "end", lambda *_: None)
    ana.post("/api/couple/unlink")
    agreed(ana, pair(ana, max_), TODAY, title="theirs")
    with pytest.raises(NotFound):
        read(app, link)
