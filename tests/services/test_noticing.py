"""The one thing to notice: by rules in order, from what is true of the two together."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

from tracker.services.cloth import Ground, Place
from tracker.services.noticing import Kept, Kind, Notice, Run, Week, choose

MONDAY = date(2026, 5, 11)
DAY = timedelta(days=1)
GROUNDS = {"x": Ground.WOVEN, ".": Ground.PLAIN, "o": Ground.OPEN, " ": Ground.EMPTY}


def places(drawn: str, first: date) -> list[Place]:
    days = [first + number * DAY for number in range(len(drawn))]
    return [Place(day, day, GROUNDS[mark]) for day, mark in zip(days, drawn, strict=True)]


def week(days: str = "xxxxxxx", before: str = "xxxxxxx", **known: Any) -> Week:
    known = {"was_woven_before": True, **known}
    first = MONDAY - len(before) * DAY
    return Week(places(days, MONDAY), places(before, first), **known)


def kept(*weekdays: int, times: int = 0, run: Run | None = None, title: str = "Walk") -> Kept:
    days = [MONDAY + (number - 1) * DAY for number in weekdays]
    return Kept(title, title, times or len(days), days, run or Run(3, 3, 3 + len(days)))


@pytest.mark.parametrize(
    ("before", "days", "day"),
    [
        ("xxxxx..", "..xxxxx", 2),
        ("xxxxxxx", "x..x..x", 6),
        ("xxxxxxx", "...x..x", 3),
        ("xxxxxxx", "xxx.xxx", None),  # the next day already: nobody was away
        ("x..xxxx", "xxxxxxx", None),  # that was last week
        ("xxxxx..", ".......", None),
        ("xxxxx..", "  .oox ", 5),
    ],
)
def test_a_way_back_is_noticed_on_the_day_it_was_found(
    before: str, days: str, day: int | None
) -> None:
    found = choose(week(days, before, kept=[kept(1)]))
    expected = None if day is None else MONDAY + day * DAY
    assert (found.day if found.kind == Kind.WAY_BACK else None) == expected


def test_the_longest_of_several_ways_back_is_the_one() -> None:
    found = choose(week("...x..x"))
    assert found == Notice(Kind.WAY_BACK, day=MONDAY + 3 * DAY)


def test_coming_back_goes_before_everything_else() -> None:
    first = kept(1, 2, run=Run(0, 0, 2))
    assert choose(week("..x....", kept=[first], words=9)).kind == Kind.WAY_BACK
    assert choose(week(kept=[first], words=9)) == Notice(Kind.FIRST_CROSSING, "Walk", "Walk")


@pytest.mark.parametrize(
    ("run", "number"),
    [
        (Run(9, 9, 10), 10),
        (Run(9, 9, 12), 12),
        (Run(10, 10, 13), None),  # on its way, and that was said before
        (Run(2, 12, 13), 13),
        (Run(12, 12, 13), None),
        (Run(5, 12, 12), None),  # as far as once, and not further
        (Run(64, 64, 67), 67),
        (Run(0, 12, 4), None),
    ],
)
def test_a_run_is_noticed_at_round_numbers_and_beyond_an_older_one(
    run: Run, number: int | None
) -> None:
    found = choose(week(kept=[kept(1, run=run)]))
    assert (found.number if found.kind == Kind.BEST_RUN else None) == number


def test_the_farthest_run_is_the_one() -> None:
    two = [kept(1, run=Run(9, 9, 11)), kept(1, run=Run(24, 24, 26), title="Tea")]
    assert choose(week(kept=two)) == Notice(Kind.BEST_RUN, "Tea", "Tea", number=26)


def test_the_fullest_day_is_noticed_if_it_is_one_alone() -> None:
    assert choose(week(kept=[kept(1, 4), kept(4, 6)])) == Notice(Kind.WEEKDAY, day=MONDAY + 3 * DAY)
    assert choose(week(kept=[kept(1, 4), kept(1, 4)])).kind == Kind.WOVEN
    assert choose(week(kept=[kept(1, 4)])).kind == Kind.WOVEN
    assert choose(week(kept=[kept(times=1), kept(times=1)])).kind == Kind.WOVEN


def test_more_woven_than_the_week_before_is_noticed() -> None:
    some = [kept(1)]
    assert choose(week("xxxxxx ", "xxxxx  ", kept=some)) == Notice(Kind.MORE_WOVEN, number=6)
    assert choose(week("xxxxxx ", "       ", kept=some)).kind == Kind.WOVEN
    assert choose(week("xxxxxx ", "xxxxxx ", kept=some, words=4)) == Notice(Kind.WORDS, number=4)


def test_a_quiet_week_keeps_the_place_and_the_first_one_begins() -> None:
    assert choose(week(".......", words=0)).kind == Kind.QUIET
    assert choose(week("       ", was_woven_before=False)).kind == Kind.BEGINNING


def test_it_can_be_about_no_single_person() -> None:
    names = {field.name for known in (Week, Kept, Run, Notice) for field in fields(known)}
    assert not names & {"person", "by", "done_by", "turn", "side", "me", "partner"}
