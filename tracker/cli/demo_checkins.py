"""What the people of the demo answered in their check-ins: by a seed, and looking like life."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from tracker.services.checkin_reading import QUESTIONS
from tracker.services.demo_checkins import CheckedIn

WEEKS = 12
START = {"heard": (5, 7), "trusting": (7, 8), "close": (5, 6), "appreciated": (6, 5)}
"""Where each of the two began."""
OFTEN = 0.5
WORDS: Mapping[str, tuple[str, ...]] = {
    "heard": (
        "On the walk, when you asked what I meant",
        "We were both tired. Still, you put the phone away",
        "You said it back, and I felt lighter",
        "I talk a lot when I am stressed. Thank you for staying",
    ),
    "trusting": (
        "Telling you about work was easier than I thought",
        "You kept it to yourself. I noticed",
        "I could say that I was afraid",
    ),
    "close": (
        "Sunday morning, all of it",
        "A full week. I missed our evening",
        "Dancing in the kitchen",
        "Quiet, and good",
    ),
    "appreciated": (
        "The note in my bag",
        "You thanked me for the shopping. Small, and it stayed with me",
        "I would like to hear it more often, I think",
    ),
}


def tell(seed: int, today: date) -> list[CheckedIn]:
    """Return the check-ins of the weeks before the one that today lies in, oldest first."""
    return list(_weeks(Random(f"check-ins {seed}"), today))


def _weeks(dice: Random, today: date) -> Iterator[CheckedIn]:
    monday = today - timedelta(days=today.isoweekday() - 1, weeks=WEEKS)
    moods = [{key: float(pair[side]) for key, pair in START.items()} for side in (0, 1)]
    for _ in range(WEEKS):
        one, other = (_answers(dice, mood) for mood in moods)
        yield CheckedIn(monday, (one, other))
        monday += timedelta(weeks=1)


def _answers(dice: Random, mood: dict[str, float]) -> Mapping[str, Any]:
    said: dict[str, Any] = {}
    for key in QUESTIONS:
        mood[key] = min(9.4, max(3.0, mood[key] + dice.gauss(0.18, 1.0)))
        said[key] = round(mood[key])
        if dice.random() < OFTEN:
            said[f"{key}_words"] = dice.choice(WORDS[key])
    return said
