"""Draw plain cases, shaped like the vectors, for the engine and for the reference."""

import os
from datetime import date, timedelta
from random import Random

from hypothesis import settings
from hypothesis import strategies as st

from tests.streaks.vectors import Plain

#: WOVEN_FULL=1 looks about fifteen times as far.
FULL = os.environ.get("WOVEN_FULL") == "1"
PARTNERS = ("ana", "ben")
# Three months later comes a new year, and two after that a 29th of February.
START = date(2023, 9, 26)

thorough = settings(max_examples=2500 if FULL else 150, deadline=None)


def cadence(random: Random) -> Plain:
    unit = random.choice(["day", "day", "week", "month"])
    every = random.choice([1, 1, 1, 2, 3]) if unit != "day" else random.choice([1, 1, 1, 2, 5, 14])
    times, weekdays = 1, None
    if unit == "day" and every == 1:
        times = random.choice([1, 1, 1, 2, 3])
        if random.random() < 0.3:
            weekdays = sorted(random.sample(range(1, 8), random.randint(1, 7)))
    elif unit != "day":
        times = random.choice([1, 1, 2, 3, 7 * every])
    return {"unit": unit, "every": every, "times": times, "weekdays": weekdays}


def terms(random: Random, starts_on: date) -> Plain:
    mode = random.choice(["together", "each", "turns"])
    ends_on = None
    if random.random() < 0.25:
        ends_on = (starts_on + timedelta(days=random.randint(0, 90))).isoformat()
    return {
        "cadence": cadence(random),
        "mode": mode,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on,
        "first_turn": random.choice(PARTNERS) if mode == "turns" else None,
        "grace": random.random() < 0.75,
    }


def pause(random: Random, days: int) -> Plain:
    first = START + timedelta(days=random.randint(-5, days))
    last = first + timedelta(days=random.choice([0, 1, 3, 10, 40]))
    open_end = random.random() < 0.1
    return {"first": first.isoformat(), "last": None if open_end else last.isoformat()}


def case(random: Random, days: int | None = None) -> Plain:
    """Draw the arguments of one evaluate call, over up to `days` days."""
    if days is None:
        days = random.choice([5, 30, 60, 120, 240])
    starts = sorted(random.sample(range(days + 8), random.choice([0, 1, 1, 1, 2, 3])))
    today = START + timedelta(days=days)
    diligence = {person: random.choice([0.1, 0.5, 0.8, 0.95, 1.0]) for person in PARTNERS}
    # A draw of its own: hundreds of ticks would swamp hypothesis, which steers `random`.
    own = Random(random.randint(0, 2**20))
    slots = random.choice([1, 1, 3])
    ticks = [
        [person, (START + timedelta(days=i)).isoformat(), slot]
        for i in range(-3, days + 2)
        for person in PARTNERS
        for slot in range(slots)
        if own.random() < diligence[person]
    ]
    own.shuffle(ticks)
    return {
        "partners": list(PARTNERS),
        "week_start": random.randint(1, 7),
        "today": today.isoformat(),
        "latest": (today + timedelta(days=random.choice([0, 0, 1]))).isoformat(),
        "backfill_days": random.choice([0, 1, 3, 7, 30]),
        "terms": [terms(random, START + timedelta(days=i)) for i in starts],
        "ticks": ticks,
        "pauses": [pause(random, days) for _ in range(random.choice([0, 0, 1, 2, 4]))],
    }


def group(random: Random) -> Plain:
    """Draw some habits of one couple and the arguments of the couple's weeks."""
    days = random.choice([3, 30, 90, 150])
    drawn = [case(random, days) for _ in range(random.randint(0, 3))]
    shared = ("week_start", "today", "latest", "backfill_days")
    model = case(random, days)
    for each in drawn:
        each.update({name: model[name] for name in shared})
    latest = date.fromisoformat(model["latest"])
    left = (model["week_start"] - 1 - latest.isoweekday()) % 7
    horizon = latest + timedelta(days=random.choice([0, left]))
    return {
        "today": model["today"],
        "latest": model["latest"],
        "week_start": model["week_start"],
        "horizon": horizon.isoformat(),
        "weeks": random.choice([1, 3, 6, 40]),
        "cases": drawn,
    }


def drawn() -> st.SearchStrategy[Random]:
    """Let hypothesis steer a Random, so that cases shrink."""
    return st.randoms(use_true_random=False)
