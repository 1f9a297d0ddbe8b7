"""Sums of settled periods, and what they leave out so that no turn can be told."""

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
    assert total(habit("x", turns=True), habit("o")) == Share(1, 2, None)


def test_a_habit_of_turns_has_no_share_of_one() -> None:
    def share(one: HabitPeriods) -> Share | None:
        return figure_sums.share(one, MONDAY, THROUGH)

    assert share(habit("", turns=True)) is share(habit("x", turns=True)) is None
    assert share(habit("xo", turns=True)) == Share(1, 2, None)
    assert share(habit("")) == Share(0, 0, None)


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


def test_somebody_is_back_once_something_is_kept_again() -> None:
    def back(*habits: HabitPeriods, before: date | None = None) -> Back | None:
        return figure_sums.back(habits, THROUGH, before)

    assert back(habit("xooooox")) == Back(6, date(2026, 5, 10))
    assert back(habit("xooooo")) is None
    assert back(habit("xx", every=7)) is None  # nothing in between was missed
    assert back(habit("oox"), before=MONDAY - timedelta(days=20)) == Back(22, date(2026, 5, 6))
    assert back(habit("xoooooxoox")) == Back(6, date(2026, 5, 10))
    early = MONDAY - timedelta(days=20)
    assert back(habit("xoooooxxx", first=early)) is None  # that is longer ago than two weeks


def test_the_median_way_back_is_whole_where_it_can_be() -> None:
    assert figure_sums.typical([]) is None
    assert figure_sums.typical([1, 2]) == 1.5
    assert str(figure_sums.typical([1, 3])) == "2"
