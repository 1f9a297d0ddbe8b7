"""State what holds for any habit."""

from datetime import date, timedelta
from random import Random

from hypothesis import given

from tests.streaks import cases
from tests.streaks.vectors import arguments
from tracker.streaks import Cadence, Terms, Tick, adherence, evaluate


@cases.thorough
@given(cases.drawn())
def test_order_and_repetition_of_ticks_do_not_matter(random: Random) -> None:
    call = arguments(cases.case(random))
    ticks = call["ticks"]
    again = [*ticks, *random.choices(ticks, k=min(5, len(ticks)))] if ticks else []
    Random(random.randint(0, 99)).shuffle(again)
    assert evaluate(**{**call, "ticks": again}) == evaluate(**call)


@cases.thorough
@given(cases.drawn())
def test_order_of_terms_and_pauses_does_not_matter(random: Random) -> None:
    call = arguments(cases.case(random))
    turned = {"terms": call["terms"][::-1], "pauses": call["pauses"][::-1] * 2}
    assert evaluate(**{**call, **turned}) == evaluate(**call)


@cases.thorough
@given(cases.drawn())
def test_a_horizon_changes_what_is_listed_and_nothing_else(random: Random) -> None:
    call = arguments(cases.case(random))
    plain = evaluate(**call)
    horizon = call["latest"] + timedelta(days=random.randint(-20, 60))
    found = evaluate(**call, horizon=horizon)
    shared = min(len(plain.periods), len(found.periods))
    assert found.periods[:shared] == plain.periods[:shared]
    assert all(period.start <= horizon for period in found.periods)
    if horizon >= call["latest"]:
        assert shared == len(plain.periods)
    for name in ("current", "best", "toward", "grace", "strength"):
        assert getattr(found, name) == getattr(plain, name)


@cases.thorough
@given(cases.drawn())
def test_time_alone_settles_only_what_was_open_pending_or_yet_writable(random: Random) -> None:
    call = arguments(cases.case(random))
    call["latest"] = call["today"]
    now = evaluate(**call)
    then = call["today"] + timedelta(days=random.randint(1, 40))
    later = evaluate(**{**call, "today": then, "latest": then})
    for before, after in zip(now.periods, later.periods, strict=False):
        if before.outcome not in ("open", "pending"):
            assert after == before


@cases.thorough
@given(cases.drawn())
def test_periods_lie_in_order_without_overlap_and_shares_stay_in_bounds(random: Random) -> None:
    call = arguments(cases.case(random))
    progress = evaluate(**call)
    for left, right in zip(progress.periods, progress.periods[1:], strict=False):
        assert left.end < right.start
    for period in progress.periods:
        assert period.start <= period.end
        assert 0.0 <= period.fraction <= 1.0
    assert 0.0 <= progress.strength < 1.0
    assert 0 <= progress.grace <= 2
    assert progress.current <= progress.best
    couple, own = adherence(
        progress.periods, date.min, date.max, today=call["today"], partners=call["partners"]
    )
    assert all(share is None or 0.0 <= share <= 1.0 for share in (couple, *own.values()))


def test_ticks_of_others_and_on_days_between_are_passed_over() -> None:
    progress = evaluate(
        [Terms(Cadence(weekdays=(1,)), "together", date(2026, 3, 2))],
        [Tick("max", date(2026, 3, 2)), Tick("ana", date(2026, 3, 3))],
        [],
        partners=("ana", "ben"),
        week_start=1,
        today=date(2026, 3, 4),
    )
    assert [(p.done, p.done_by) for p in progress.periods] == [(0, {"ana": 0, "ben": 0})]


def test_a_spare_count_above_the_new_unit_s_number_earns_at_once() -> None:
    progress = evaluate(
        [
            Terms(Cadence(), "together", date(2026, 1, 1)),
            Terms(Cadence("month"), "together", date(2026, 2, 1)),
        ],
        [Tick("ana", date(2026, 1, day)) for day in range(26, 32)]
        + [Tick("ana", date(2026, 2, 1))],
        [],
        partners=("ana", "ben"),
        week_start=1,
        today=date(2026, 2, 1),
    )
    assert (progress.current, progress.grace, progress.toward) == (7, 1, 0)


def test_terms_with_grace_off_leave_the_spares_alone_until_a_miss() -> None:
    terms = [Terms(Cadence(), "together", date(2026, 1, 1), grace=False)]
    ticks = [Tick("ana", date(2026, 1, day)) for day in range(1, 11)]
    for today, standing in ((10, (10, 1, 0)), (12, (0, 0, 0))):
        progress = evaluate(
            terms,
            ticks,
            [],
            partners=("ana", "ben"),
            week_start=1,
            today=date(2026, 1, today),
        )
        assert (progress.current, progress.grace, progress.toward) == standing
