"""Measure the streak engine: python -m tests.benchmarks.bench_streaks."""

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from tracker.streaks import (
    Cadence,
    Pause,
    Progress,
    Terms,
    Tick,
    adherence,
    couple_weeks,
    evaluate,
)

TODAY = date(2026, 3, 12)
YEARS = 10
PARTNERS = ("ana", "ben")
CUT = TODAY - timedelta(days=63)


def habit(cadence: Cadence, mode: str = "each", years: int = YEARS) -> list[Terms]:
    """Make terms that began `years` ago."""
    return [Terms(cadence, mode, TODAY.replace(year=TODAY.year - years))]


def daily_ticks(since: date) -> list[Tick]:
    """Let both tick every day since a date, but for one day in thirty."""
    days = [since + timedelta(days=i) for i in range((TODAY - since).days + 1)]
    return [Tick(p, day) for day in days if day.toordinal() % 30 for p in PARTNERS]


def measure(what: str, work: Callable[[], object], runs: int) -> None:
    """Print the median and the ninth decile of many runs, in milliseconds."""
    for _ in range(min(runs, 20)):
        work()
    times = []
    for _ in range(runs):
        began = perf_counter()
        work()
        times.append((perf_counter() - began) * 1000)
    times.sort()
    print(f"{what:<52}{median(times):>10.4f} ms{times[int(runs * 0.9)]:>10.4f} ms")


def main() -> None:
    """Print one line per measurement."""
    terms = habit(Cadence())
    ticks = daily_ticks(terms[0].starts_on)
    pauses = [
        Pause(TODAY.replace(year=y, month=8), TODAY.replace(year=y, month=8, day=21))
        for y in range(TODAY.year - YEARS, TODAY.year)
    ]

    def full() -> Progress:
        return evaluate(
            terms, ticks, pauses, partners=PARTNERS, week_start=1, today=TODAY, backfill_days=3
        )

    print(f"{'':<52}{'median':>13}{'90 %':>13}")
    measure(f"full fold, {YEARS} years daily, {len(ticks)} ticks", full, 60)

    checkpoint = full().checkpoint(CUT)
    assert checkpoint.through is not None
    for years in (1, YEARS):
        aged = habit(Cadence(), years=years)
        start = max(aged[0].starts_on, checkpoint.through - timedelta(days=6))
        tail = daily_ticks(start)

        def resumed(aged: list[Terms] = aged, tail: list[Tick] = tail) -> Progress:
            return evaluate(
                aged,
                tail,
                pauses,
                partners=PARTNERS,
                week_start=1,
                today=TODAY,
                backfill_days=3,
                resume=checkpoint,
            )

        count = len(resumed().periods)
        measure(f"resumed, habit of {years} y, {count} periods, {len(tail)} ticks", resumed, 2000)

    weekly = habit(Cadence("week", 1, 3), "together")
    tail = daily_ticks(checkpoint.through + timedelta(days=1))

    def resumed_weekly() -> Progress:
        return evaluate(
            weekly, tail, pauses, partners=PARTNERS, week_start=1, today=TODAY, resume=checkpoint
        )

    measure(f"resumed, three times a week, {len(tail)} ticks", resumed_weekly, 2000)

    whole = full()

    def month() -> object:
        first = TODAY - timedelta(days=27)
        return adherence(whole.periods[-28:], first, TODAY, today=TODAY, partners=PARTNERS)

    def weeks() -> object:
        return couple_weeks([whole] * 5, today=TODAY, latest=TODAY, week_start=1, weeks=12)

    measure("adherence over 28 periods", month, 2000)
    measure(f"couple's weeks, 5 daily habits of {YEARS} years", weeks, 20)
    measure("made: 146 ticks", lambda: [Tick("ana", TODAY) for _ in range(146)], 2000)


if __name__ == "__main__":
    main()
