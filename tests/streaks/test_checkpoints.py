"""Take checkpoints anywhere and go on from them."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given

from tests.streaks import cases
from tests.streaks.vectors import arguments, load
from tracker.streaks import (
    Cadence,
    Checkpoint,
    CoupleWeeks,
    Progress,
    Terms,
    Tick,
    WeeksCheckpoint,
    couple_weeks,
    evaluate,
)

DAY = timedelta(days=1)


def unsettled(progress: Progress) -> list[date]:
    return [p.end for p in progress.periods if p.outcome in ("open", "pending")]


def resumed_call(call: dict[str, Any], checkpoint: Checkpoint) -> dict[str, Any]:
    """Give the call that needs the least: the ticks after the checkpoint."""
    through = checkpoint.through
    ticks = [tick for tick in call["ticks"] if through is None or tick.date > through]
    return {**call, "ticks": ticks, "resume": checkpoint}


def assert_goes_on(call: dict[str, Any], whole: Progress, before: date) -> Progress:
    checkpoint = whole.checkpoint(before)
    tail = evaluate(**resumed_call(call, checkpoint))
    through = checkpoint.through
    assert tail.periods == tuple(p for p in whole.periods if through is None or p.start > through)
    for name in ("current", "best", "toward", "grace", "strength"):
        assert getattr(tail, name) == getattr(whole, name), name
    return tail


@cases.thorough
@given(cases.drawn())
def test_checkpoint_and_tail_equal_the_whole_for_every_cut(random: Random) -> None:
    call = arguments(cases.case(random))
    whole = evaluate(**call)
    last = min([*unsettled(whole), call["latest"]])
    cuts = [cases.START + timedelta(days=i) for i in range(-2, (last - cases.START).days + 1)]
    for before in random.sample(cuts, min(len(cuts), 12)):
        tail = assert_goes_on(call, whole, before)
        # Taken from the tail, a later checkpoint is that of the whole, an earlier one is its own.
        other = random.choice(cuts)
        assert tail.checkpoint(other) == whole.checkpoint(max(before, other))


@pytest.mark.parametrize("case", load("streaks.json"))
def test_every_cut_of_a_worked_case_equals_the_whole(case: dict[str, Any]) -> None:
    call = arguments(case)
    whole = evaluate(**call)
    last = min([*unsettled(whole), call["latest"]])
    for period in whole.periods:
        for before in (period.start, period.end, period.end + DAY):
            if before <= last:
                assert_goes_on(call, whole, before)


@pytest.mark.parametrize(
    "cadence",
    [
        Cadence(),
        Cadence(weekdays=(1, 2, 5)),
        Cadence(every=5),
        Cadence("week", 1, 3),
        Cadence("week", 3),
        Cadence("month"),
        Cadence("month", 5, 2),
    ],
    ids=str,
)
def test_turns_and_blocks_of_ten_years_are_found_from_any_point(cadence: Cadence) -> None:
    random = Random(11)
    call: dict[str, Any] = {
        "terms": [Terms(cadence, "turns", date(2016, 2, 27), first_turn="ben")],
        "ticks": [
            Tick("ana", date(2016, 2, 1) + DAY * i) for i in range(3650) if random.random() < 0.7
        ],
        "pauses": [],
        "partners": ("ana", "ben"),
        "week_start": 6,
        "today": date(2026, 3, 12),
    }
    whole = evaluate(**call)
    for _ in range(40):
        assert_goes_on(call, whole, date(2016, 2, 20) + DAY * random.randrange(3600))


@cases.thorough
@given(cases.drawn())
def test_a_checkpoint_of_an_earlier_day_serves_a_later_one(random: Random) -> None:
    call = arguments(cases.case(random))
    whole = evaluate(**call)
    earlier = call["today"] - timedelta(days=random.randint(0, 20))
    before = earlier - timedelta(days=63)
    known = [tick for tick in call["ticks"] if tick.date <= earlier or random.random() < 0.1]
    then = evaluate(**{**call, "ticks": known, "today": earlier, "latest": earlier})
    checkpoint = then.checkpoint(before)
    assert checkpoint == whole.checkpoint(before)
    assert evaluate(**resumed_call(call, checkpoint)).strength == whole.strength


def test_a_checkpoint_refuses_what_may_still_change() -> None:
    progress = evaluate(
        [Terms(Cadence(), "together", date(2026, 3, 1))],
        [],
        [],
        partners=("ana", "ben"),
        week_start=1,
        today=date(2026, 3, 12),
        backfill_days=3,
    )
    assert progress.checkpoint(date(2026, 3, 9)).through == date(2026, 3, 8)
    for day in (10, 12, 13, 31):
        with pytest.raises(ValueError, match=r"^before: .*2026-03-09"):
            progress.checkpoint(date(2026, 3, day))


def test_a_checkpoint_does_not_step_over_a_kept_day_to_come() -> None:
    call: dict[str, Any] = {
        "terms": [Terms(Cadence(), "together", date(2026, 3, 1))],
        "ticks": [Tick("ana", date(2026, 3, day)) for day in (1, 2, 3)],
        "pauses": [],
        "partners": ("ana", "ben"),
        "week_start": 1,
        "today": date(2026, 3, 2),
    }
    progress = evaluate(**call, horizon=date(2026, 3, 3))
    assert progress.current == 2
    assert progress.checkpoint(date(2026, 3, 3)).through == date(2026, 3, 2)
    with pytest.raises(ValueError, match=r"^before: "):
        progress.checkpoint(date(2026, 3, 4))


def test_without_terms_there_is_the_beginning() -> None:
    nothing = evaluate([], [], [], partners=("ana", "ben"), week_start=1, today=date(2026, 3, 12))
    assert (nothing.current, nothing.best, nothing.grace, nothing.strength) == (0, 0, 1, 0.0)
    assert nothing.periods == ()
    assert nothing.checkpoint(date(2026, 3, 12)) == Checkpoint()
    assert Checkpoint() == Checkpoint(None, 0, 0, 0, 1, 0.0)


def weeks_of(group: dict[str, Any], **more: Any) -> CoupleWeeks:
    progresses = more.pop("progresses")
    return couple_weeks(
        progresses,
        today=date.fromisoformat(group["today"]),
        latest=date.fromisoformat(group["latest"]),
        week_start=group["week_start"],
        weeks=more.pop("weeks", 1000),
        **more,
    )


@cases.thorough
@given(cases.drawn())
def test_the_couple_s_weeks_go_on_from_every_cut(random: Random) -> None:
    group = cases.group(random)
    calls = [
        {**arguments(case), "horizon": date.fromisoformat(group["horizon"])}
        for case in group["cases"]
    ]
    wholes = [evaluate(**call) for call in calls]
    whole = weeks_of(group, progresses=wholes)
    running = min(week.start for week in whole.weeks if week.state == "running")
    for weeks in random.sample(range(26), 6):
        before = running - timedelta(days=7 * weeks)
        habits = [progress.checkpoint(before) for progress in wholes]
        checkpoint = whole.checkpoint(before)
        tails = [
            evaluate(**resumed_call(call, own)) for call, own in zip(calls, habits, strict=True)
        ]
        resumed = weeks_of(group, progresses=tails, resume=checkpoint)
        assert resumed.streak == whole.streak
        assert resumed.weeks == tuple(week for week in whole.weeks if week.start >= before)
        assert weeks_of(group, progresses=wholes, resume=checkpoint) == resumed
        assert resumed.checkpoint(before - timedelta(days=70)) == checkpoint
        for later in range(7, (running - before).days + 1, 7):
            cut = before + timedelta(days=later)
            assert resumed.checkpoint(cut) == whole.checkpoint(cut)


def test_a_weeks_checkpoint_refuses_running_weeks_and_other_days() -> None:
    group = {"today": "2026-03-12", "latest": "2026-03-12", "week_start": 1}
    nothing = weeks_of(group, progresses=[], weeks=3)
    assert nothing.checkpoint(date(2026, 3, 9)) == WeeksCheckpoint(date(2026, 3, 8), 0)
    with pytest.raises(ValueError, match=r"^before: .*running"):
        nothing.checkpoint(date(2026, 3, 16))
    with pytest.raises(ValueError, match=r"^before: must be the first day of a week"):
        nothing.checkpoint(date(2026, 3, 10))
    with pytest.raises(ValueError, match=r"^resume: "):
        weeks_of(group, progresses=[], resume=WeeksCheckpoint(date(2026, 3, 7), 4))
