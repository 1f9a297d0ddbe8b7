"""Sums of settled periods, and what they leave out so that no turn can be told."""

from dataclasses import replace
from datetime import date, timedelta

from tracker.services.coaching import figure_sums
from tracker.services.coaching.figure_kinds import Back, Counted, Share, WeekFigure
from tracker.services.coaching.figure_sums import HabitPeriods

MONDAY = date(2026, 5, 4)
THROUGH = date(2026, 5, 17)
WEEKS = [MONDAY, MONDAY + timedelta(weeks=1)]


def habit(kept: str, *, turns: bool = False, first: date = MONDAY, every: int = 1) -> HabitPeriods:
    """Return a habit of which each period, one letter, was kept (x) or not (o)."""
    days = (first + timedelta(days=every * number) for number in range(len(kept)))
    periods = [
        Counted(day, letter == "x", turns)
        for day, letter in zip(days, kept, strict=True)
        if letter != "."
    ]
    return HabitPeriods("id", periods, turns)


def total(*habits: HabitPeriods) -> Share:
    return figure_sums.total(habits, MONDAY, THROUGH)


def test_a_rate_is_the_mean_over_habits_and_the_rest_are_sums() -> None:
    assert total(habit("xxxxxxxxoo"), habit("xo", every=7)) == Share(9, 12, (0.8 + 0.5) / 2)


def test_under_five_there_is_no_rate() -> None:
    assert total(habit("xo"), habit("xx", every=7)) == Share(3, 4, None)
    assert total() == Share(0, 0, None)


def test_a_sum_of_one_turn_alone_is_none() -> None:
    assert total(habit("x", turns=True)) == total(habit("o", turns=True)) == Share(0, 0, None)
    assert total(habit("xo", turns=True, every=7)) == Share(1, 2, None)
    assert total(habit("x")) == Share(1, 1, None)
    assert total(habit("x", turns=True), habit("oo")) == Share(1, 3, None)


def shares(*habits: HabitPeriods) -> list[Share | None]:
    """Return the shares of habits, each under an id of its own."""
    those = [replace(habit, id=str(number)) for number, habit in enumerate(habits)]
    return list(figure_sums.shares(those, MONDAY, THROUGH).values())


def test_a_habit_of_turns_has_no_share_of_one() -> None:
    assert shares(habit("", turns=True)) == shares(habit("x", turns=True)) == [None]
    assert shares(habit("xo", turns=True)) == [Share(1, 2, None)]
    assert shares(habit("")) == [Share(0, 0, None)]
    mixed = [*habit("oo").periods, Counted(THROUGH, kept=True, turns=True)]
    assert shares(HabitPeriods("id", mixed)) == [None]


def test_what_one_keeps_to_itself_is_not_left_of_the_sum_over_all() -> None:
    single, daily = habit("x", turns=True), habit("xoxoxo")
    few, several = Share(1, 2, None), Share(3, 6, 0.5)
    assert shares(single, daily, habit("xo")) == [None, several, None]
    assert shares(single, daily, habit("xo"), habit("xox", turns=True)) == [
        None,
        several,
        few,
        None,
    ]
    assert shares(single, single, daily) == [None, None, several]


def test_ranges_that_differ_by_a_day_tell_no_turn() -> None:
    daily = habit("xo" * 7, turns=True)
    always = habit("x" * 14)

    def chosen(first: int, last: int) -> Share:
        begin, end = MONDAY + timedelta(days=first), MONDAY + timedelta(days=last)
        those = [figure_sums.in_whole_weeks(one, begin, end, THROUGH, 1) for one in (daily, always)]
        return figure_sums.total(those, begin, end)

    assert chosen(0, 13)[:2] == (7 + 14, 28)
    for number in range(1, 8):  # the week after is whole each time, the one before never
        assert chosen(number, 13)[:2] == (3 + 14 - number, 7 + 14 - number)
    for number in range(6, 13):
        assert chosen(0, number)[:2] == (4 + number + 1, 7 + number + 1)
    weekly = habit("xx", turns=True, every=7)
    assert not figure_sums.in_whole_weeks(weekly, MONDAY, THROUGH, THROUGH, 1).periods


def test_a_way_back_is_not_told_of_days_with_a_turn_alone() -> None:
    def back(*habits: HabitPeriods) -> list[int]:
        return figure_sums.returns(habits, MONDAY, THROUGH, MONDAY)

    assert back(habit("xoox", turns=True)) == []
    assert back(habit("xoox")) == back(habit("xoox", turns=True), habit("xoox")) == [2]


def test_a_week_leaves_single_turns_out() -> None:
    daily, weekly = habit("xxxxxxx" + "ooooooo"), habit("xo", turns=True, every=7)
    cells = [figure_sums.weeks(one, WEEKS) for one in (daily, weekly)]
    assert cells[1] == [WeekFigure(WEEKS[0], 0, 0), WeekFigure(WEEKS[1], 0, 0)]
    assert figure_sums.together(cells, WEEKS) == [
        WeekFigure(WEEKS[0], 7, 7),
        WeekFigure(WEEKS[1], 0, 7),
    ]
    often = figure_sums.weeks(habit("xo", turns=True, every=3), WEEKS)
    assert often == [WeekFigure(WEEKS[0], 1, 2), WeekFigure(WEEKS[1], 0, 0)]


def test_progress_is_the_mean_over_habits_with_something_that_counts() -> None:
    cells = [WeekFigure(MONDAY, 3, 4), WeekFigure(MONDAY, 0, 0), WeekFigure(MONDAY, 1, 2)]
    assert figure_sums.progress(cells) == 0.625
    assert figure_sums.progress([WeekFigure(MONDAY, 0, 0)]) is None


def test_weeks_begin_on_the_couples_own_day() -> None:
    starts = figure_sums.week_starts(THROUGH, 3)
    assert (len(starts), starts[-1]) == (26, date(2026, 5, 13))


def test_silence_is_counted_from_the_last_day_something_was_kept() -> None:
    def silence(*habits: HabitPeriods, before: date | None = None) -> int | None:
        return figure_sums.silence(habits, THROUGH, before, MONDAY)

    assert silence(habit("xxooooooooo")) == 12
    assert silence(habit("xx")) is None  # nothing was to be kept since
    assert silence(habit("xxoo"), habit("....x")) is None
    assert silence(habit("ooo"), before=MONDAY - timedelta(days=10)) == 23
    assert silence(habit("ooo")) == 14  # never yet: from the first day on
    assert silence() is None
    assert silence(habit("xo", turns=True)) is None  # whose turn it was is known to who asks
    assert silence(habit("xoo", turns=True)) == 13
    assert silence(habit("xo", turns=True), habit("xo")) == 13


def test_somebody_is_back_once_something_is_kept_again() -> None:
    def back(*habits: HabitPeriods, before: date | None = None) -> Back | None:
        return figure_sums.back(habits, THROUGH, before)

    assert back(habit("xooooox")) == Back(6, date(2026, 5, 10))
    assert back(habit("xooooo")) is None
    assert back(habit("xx", every=7)) is None  # nothing in between was missed
    assert back(habit("oox"), before=MONDAY - timedelta(days=20)) == Back(22, date(2026, 5, 6))
    assert back(habit("xoooooxoox")) == Back(6, date(2026, 5, 10))
    assert back(habit("xxxxox", turns=True)) is None
    assert back(habit("xxxoox", turns=True)) == Back(3, date(2026, 5, 9))
    early = MONDAY - timedelta(days=20)
    assert back(habit("xoooooxxx", first=early)) is None  # that is longer ago than two weeks


def test_the_median_way_back_is_whole_where_it_can_be() -> None:
    assert figure_sums.typical([]) is None
    assert figure_sums.typical([1, 2]) == 1.5
    assert str(figure_sums.typical([1, 3])) == "2"
