"""A period found by its date is the one the whole history lists."""

import random
from datetime import date, timedelta

from tracker import streaks
from tracker.services import spans
from tracker.services.seat import Partner, Seat

FIRST = date(2024, 1, 1)
CADENCES = [
    streaks.Cadence("day"),
    streaks.Cadence("day", weekdays=(2, 6)),
    streaks.Cadence("day", 9),
    streaks.Cadence("day", 90),
    streaks.Cadence("week"),
    streaks.Cadence("week", 12, 5),
    streaks.Cadence("month"),
    streaks.Cadence("month", 12, 5),
]


def seat(week_start: int) -> Seat:
    ana, ben = (Partner(name, name.title(), "UTC", 0) for name in ("ana", "ben"))
    return Seat("couple", week_start, 3, FIRST, ana, ben, 0)


def test_it_is_what_the_whole_history_says() -> None:
    drawn = random.Random(7)
    for _ in range(150):
        starts = sorted({FIRST + timedelta(days=drawn.randrange(900)) for _ in range(3)})
        ends_on = drawn.choice([None, starts[-1] + timedelta(days=drawn.randrange(200))])
        terms = [
            streaks.Terms(drawn.choice(CADENCES), "together", start, ends_on) for start in starts
        ]
        place = seat(drawn.randint(1, 7))
        end = FIRST + timedelta(days=1500)
        periods = streaks.evaluate(
            terms, (), (), partners=place.pair, week_start=place.week_start, today=end
        ).periods
        for _ in range(40):
            day = FIRST + timedelta(days=drawn.randrange(-30, 1300))
            here = next((each for each in periods if each.start <= day <= each.end), None)
            there = next((each for each in periods if each.start == day), None)
            assert dates(spans.containing(terms, day, place)) == dates(here)
            assert dates(spans.starting(terms, day, place)) == dates(there)


def dates(period: streaks.Period | None) -> object:
    return None if period is None else (period.start, period.end, period.partial, period.turn)


def test_without_terms_there_is_none() -> None:
    assert spans.containing((), FIRST, seat(1)) is None
    assert spans.starting((), FIRST, seat(1)) is None
