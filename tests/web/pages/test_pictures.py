"""Pictures of cloth: a title, a sentence, a table, and no more columns than there is room."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from tracker.services.cloth import Cloth, Ground, Place
from tracker.web.pages import pictures
from tracker.web.pages.cloth import CELL

MONDAY = date(2026, 3, 2)
GROUNDS = {"x": Ground.WOVEN, ".": Ground.PLAIN, "o": Ground.OPEN, " ": Ground.EMPTY}


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def days(*weeks: str) -> Cloth:
    marks = "".join(week.ljust(7) for week in weeks)
    dates = (MONDAY + timedelta(days=number) for number in range(len(marks)))
    places = [Place(day, day, GROUNDS[mark]) for day, mark in zip(dates, marks, strict=True)]
    return Cloth(True, places, places[-1].start, places[-1].start)


def periods(marks: str) -> Cloth:
    starts = (MONDAY + timedelta(weeks=number) for number in range(len(marks)))
    places = [
        Place(start, start + timedelta(days=6), GROUNDS[mark])
        for start, mark in zip(starts, marks, strict=True)
    ]
    last = places[-1].end if places else MONDAY
    return Cloth(False, places, last, last)


def drawn(cloth: Cloth) -> pictures.Picture:
    picture = pictures.picture(cloth)
    assert picture is not None
    return picture


def test_of_nothing_there_is_no_picture() -> None:
    assert pictures.picture(days("", "")) is None
    assert pictures.picture(periods("")) is None


def test_weeks_are_columns_and_weekdays_are_rows() -> None:
    picture = drawn(days("xxxxxxx", "xx.xxxx", "xo"))
    assert (picture.drawing.width, picture.drawing.height) == (3 * CELL, 7 * CELL)
    assert picture.weekdays == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert picture.title == "Last 3 weeks"
    assert picture.label == "14 of 15 days woven in the last 3 weeks"


def test_a_month_is_named_where_it_begins() -> None:
    picture = drawn(days(*["xxxxxxx"] * 6))
    assert picture.months == ["", "", "", "", "Apr", ""]


def test_the_table_names_the_days_of_each_kind_newest_week_first() -> None:
    picture = drawn(days("x.xxxxx", "x.o"))
    assert [(line.when, *line.cells) for line in picture.lines] == [
        ("9 March", "Mon", "Tue", "Wed"),
        ("2 March", "Mon, Wed, Thu, Fri, Sat, Sun", "Tue", ""),
    ]


def test_the_table_has_no_column_for_what_there_is_not() -> None:
    picture = drawn(days("xxxxxxx", "x"))
    assert picture.columns == ["Week of", "Woven"]
    assert [line.cells for line in picture.lines] == [["Mon"], ["every day"]]


def test_a_young_cloth_begins_at_the_left_and_the_weeks_to_come_follow() -> None:
    picture = drawn(days("", "", "  x.", "x"))
    assert picture.drawing.width == 4 * CELL
    assert picture.title == "Since 18 March"
    assert picture.label == "2 of 3 days woven since 18 March"
    assert picture.months == ["", "", "", ""]
    assert len(picture.lines) == 2
    assert picture.drawing.across.startswith("M")


def test_periods_are_one_line_until_there_are_too_many() -> None:
    picture = drawn(periods("x" * 18))
    assert (picture.drawing.width, picture.drawing.height) == (18 * CELL, CELL)
    picture = drawn(periods("x" * 20))
    assert (picture.drawing.width, picture.drawing.height) == (18 * CELL, 2 * CELL)
    assert drawn(periods("x.o")).drawing.width == 3 * CELL


def test_periods_are_told_one_by_one_in_words() -> None:
    picture = drawn(periods("xo o"))
    assert picture.label == "1 of 1 time woven since 2 March"
    assert [line.cells for line in picture.lines] == [
        ["still running"],
        ["nothing due"],
        ["not written down yet"],
        ["woven"],
    ]


def test_what_ended_is_called_by_its_own_stretch_and_names_no_month_after_it() -> None:
    over = replace(days("xxxxxxx", "x", "", ""), is_over=True)
    picture = drawn(over)
    assert picture.title == "2 Mar 2026 to 9 Mar 2026"
    assert picture.label == "8 of 8 woven, 2 Mar 2026 to 9 Mar 2026"
    assert drawn(replace(periods(".."), is_over=True)).label == "2 Mar 2026 to 15 Mar 2026"
