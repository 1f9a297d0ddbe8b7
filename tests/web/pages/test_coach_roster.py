"""The roster as an address asks for it: sorted, filtered, searched, in pages."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.rosters import SUMMARY, THROUGH, WEEK, row
from tracker.services.coaching.figure_kinds import Share, WeekFigure, WeekStands
from tracker.services.coaching.flags import Flag
from tracker.services.coaching.roster import RosterRow
from tracker.streaks import WeekState
from tracker.web.pages import coach_chart, coach_names, coach_roster
from tracker.web.pages.coach_roster import Asked, Roster

pytestmark = pytest.mark.store("sqlite")

FELL = Flag("fell", points=24, before=0.8, now=0.56)
SILENT = Flag("silent", days=12)
PAUSED = Flag("paused", since=THROUGH, until=None, all=True)
LAPSING = Flag("lapsing", until=THROUGH)
ROWS = (
    row("Ana", "Ben"),
    row(
        "Dev",
        "Eva",
        flags=[FELL],
        d7=Share(1, 7, 1 / 7),
        d28=Share(15, 28, 0.54),
        d90=Share(60, 90, 0.66),
        change_28=-0.24,
        streak=0,
        week=WeekStands(WEEK, 0.2, WeekState.RUNNING),
        return_days=6,
        last_kept_week=WEEK - timedelta(weeks=5),
        weeks=[week._replace(kept=2) for week in SUMMARY.weeks],
    ),
    row(
        "Zoë",
        "Max",
        alias="Thursdays",
        flags=[Flag("new", since=THROUGH)],
        d7=Share(1, 2, None),
        d28=Share(1, 2, None),
        d90=Share(1, 2, None),
        change_28=None,
        streak=0,
        week=WeekStands(WEEK, None, WeekState.RUNNING),
        return_days=None,
        last_kept_week=None,
        weeks=[week._replace(kept=0, counted=0) for week in SUMMARY.weeks],
    ),
    row("Ida", "Jon", flags=[SILENT, LAPSING], streak=9, change_28=0.1, d7=Share(7, 7, 1.0)),
)


@pytest.fixture(autouse=True)
def _reading(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def asked(rows: Sequence[RosterRow] = ROWS, *, initials: bool = False, **given: str) -> Roster:
    return coach_roster.roster(rows, Asked.read(given), initials=initials)


def names(**given: Any) -> list[str]:
    return [line.name for line in asked(**given).lines]


A, D, Z, I = "Ana and Ben", "Dev and Eva", "Thursdays", "Ida and Jon"  # noqa: E741


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ({}, [D, I, Z, A]),
        ({"sort": "stands-out", "order": "down"}, [A, Z, I, D]),
        ({"sort": "name"}, [A, D, I, Z]),
        ({"sort": "name", "order": "down"}, [Z, I, D, A]),
        ({"sort": "d7"}, [I, A, D, Z]),
        ({"sort": "d7", "order": "up"}, [D, A, I, Z]),
        ({"sort": "d28"}, [A, I, D, Z]),
        ({"sort": "d90", "order": "up"}, [D, A, I, Z]),
        ({"sort": "change"}, [I, A, D, Z]),
        ({"sort": "run"}, [I, A, D, Z]),
        ({"sort": "week"}, [A, I, D, Z]),
        ({"sort": "back"}, [A, I, D, Z]),
        ({"sort": "last"}, [A, I, D, Z]),
        ({"sort": "weeks", "order": "up"}, [D, A, I, Z]),
        ({"sort": "sees"}, [A, D, I, Z]),
    ],
)
def test_each_column_sorts_both_ways_and_who_has_no_figure_is_last(
    given: dict[str, str], order: list[str]
) -> None:
    assert names(**given) == order


def test_one_heading_says_how_it_is_sorted_and_leads_to_the_other_way() -> None:
    roster = asked(sort="d28", q="and")
    (sorted_,) = [heading for heading in roster.headings if heading.sorted]
    assert (sorted_.key, sorted_.sorted) == ("d28", "descending")
    assert sorted_.address == "/coach?sort=d28&order=up&q=and"
    assert {heading.key for heading in roster.headings} == set(coach_roster.SORTS) - {"stands-out"}


@pytest.mark.parametrize(
    ("only", "found"),
    [("fell", [D]), ("silent", [I]), ("lapsing", [I]), ("new", [Z]), ("steady", [A]), ("back", [])],
)
def test_a_filter_shows_whom_it_counts(only: str, found: list[str]) -> None:
    assert names(only=only) == found
    (chosen,) = [choice for choice in asked(only=only).choices if choice.is_chosen]
    assert chosen.many == len(found)


def test_being_asked_again_takes_nobody_from_those_who_keep_on() -> None:
    assert names(rows=[row("Ana", "Ben", flags=[LAPSING])], only="steady") == [A]
    assert names(rows=[row("Ana", "Ben", flags=[PAUSED])], only="steady") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ana", [A]),
        ("BEN", [A]),
        ("zoe", [Z]),
        ("thurs", [Z]),
        ("eva dev", [D]),
        ("Ana and Ben", [A]),
        ("nobody", []),
    ],
)
def test_names_and_private_names_are_searched_without_case_and_accents(
    words: str, found: list[str]
) -> None:
    assert names(q=words) == found


@pytest.mark.parametrize(
    "given", [{"sort": "password"}, {"only": "x"}, {"page": "0"}, {"page": "²"}, {"page": "9" * 9}]
)
def test_an_address_that_asks_for_something_else_shows_everybody(given: dict[str, str]) -> None:
    assert Asked.read(given) == Asked()
    assert len(coach_roster.roster(ROWS, Asked.read(given), initials=False).lines) == len(ROWS)


def test_pages_hold_fifty_and_say_which() -> None:
    rows = [row(f"A{number:03}", "Ben") for number in range(120)]
    first, last = asked(rows), asked(rows, page="3")
    assert (len(first.lines), first.part) == (50, "1 to 50 of 120")
    assert (first.earlier, first.later) == (None, "/coach?page=2")
    assert (len(last.lines), last.part, last.later) == (20, "101 to 120 of 120", None)
    assert asked(rows, page="77").lines == last.lines
    assert asked(rows[:50]).part == ""


def test_a_share_under_five_stands_in_the_line_without_a_percentage() -> None:
    (line,) = asked(only="new").lines
    assert line.cells.count("<b>1 of 2</b>") == 3
    assert "%" not in line.cells
    assert line.label == "Nothing to count in these weeks yet"


def test_initials_stand_for_names_and_for_private_ones() -> None:
    roster = asked(initials=True)
    assert {line.name for line in roster.lines} == {"A & B", "D & E", "Z & M", "I & J"}
    assert asked(initials=True, q="thursdays").found == 1


def test_a_line_ends_what_stands_out_only_where_that_comes_first() -> None:
    assert asked().is_by_what_stands_out
    assert not asked(order="down").is_by_what_stands_out
    assert not asked(sort="name").is_by_what_stands_out


def test_what_a_couple_calls_itself_is_no_markup() -> None:
    (line,) = asked([row("<b>", "Ben", flags=[FELL])]).lines
    assert line.name == "<b> and Ben"
    assert "24 points less" in line.flags


def test_a_name_from_right_to_left_keeps_its_place_beside_the_other() -> None:
    both = coach_names.both(row("יוסף", "Ben").client)
    assert both == "\u2068יוסף\u2069 and Ben"


@pytest.mark.parametrize(
    ("rows", "lead"),
    [
        (ROWS, "Keeping on: 1 of 4 couples."),
        (ROWS[:1], "They keep on."),
        ([ROWS[0], row("Ada", "Bo")], "All 2 couples keep on."),
        (ROWS[1:2], "1 couple lets you see how it goes."),
    ],
)
def test_one_sentence_leads(rows: Sequence[RosterRow], lead: str) -> None:
    assert asked(rows).lead == lead


def test_weeks_are_drawn_from_the_last_one_back() -> None:
    none, half, full = (WeekFigure(WEEK, kept, 4) for kept in (0, 2, 4))
    empty = WeekFigure(WEEK, 0, 0)
    drawn = coach_chart.spark([*[empty] * 22, half, empty, full, none])
    assert drawn.bars == "M134 26V14M146 26V2"
    assert drawn.ground == "M132 26.5h4M144 26.5h10"


def test_a_large_drawing_is_full_only_where_all_was_kept() -> None:
    weeks = [WeekFigure(WEEK, kept, 20) for kept in (0, 1, 19, 20)]
    cloth = coach_chart.cloth(weeks)
    assert cloth is not None
    assert cloth.lines[0].cells == ["20 of 20", "100%"]
    heights = [coach_chart._height(week) for week in weeks]
    assert heights == [0, 1, 4, 5]
    assert coach_chart.cloth([WeekFigure(WEEK, 0, 0)]) is None
