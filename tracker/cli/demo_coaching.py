"""What the demo's coach has written down, and more couples with a fate each to look at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tracker.cli import demo_story
from tracker.services.demo import Rest, Story
from tracker.services.demo_coaching import Coached, Goal
from tracker.services.demo_ticks import Written
from tracker.streaks import Cadence

DAY = timedelta(days=1)
PRACTICE = "Practice by the river"
SEEN_FOR, NEW_FOR = 70, 12
"""Days: how long a coach has seen a couple, and one that has just started."""
SESSIONS = (-72, -51, -30, -9, 12)
OPENINGS = (-79, -72, -65, -58, -51, -44, -37, -30, -23, -16, -9, -2)
"""Days from today; where it is over, the last session's is on it too."""
GOALS = (
    ("Keep one evening a week free of plans, and guard it.", -51, -12),
    ("Say one thank-you a day out loud, also on hard days.", -30, None),
    ("Before answering, say back what you heard. Once a week is enough.", -9, None),
)
QUESTION = "How do we keep our evening when one of us travels?"
SUGGESTION = {
    "title": "Ten minutes before the week begins",
    "why": "You spoke of weeks that run over you. A short look ahead is a start.",
    "emoji": "🗓️",
    "plan": "When the kitchen is done on Sunday, we sit down with one calendar.",
    "two_minute": "Name the one evening that is ours.",
    "cadence": Cadence("week"),
    "mode": "together",
}
NOTES = (
    ("First meeting. Both want more time together; both are tired in the week.", -72),
    ("Third: the thank-yous carry. Listening is the harder one: small steps, no homework.", -30),
    ("Fourth: travel comes up again. Ask what the evening could be from far away.", -9),
)
"""Each is written below the ones before."""

FATES = ("fell", "silent", "new", "back", "paused", "steady", "steady")
"""What has become of more couples of the coach's, lately."""
COUPLES = (
    *(("Mira", "Jon"), ("Lea", "Tom"), ("Noor", "Sam"), ("Ida", "Finn"), ("Rosa", "Paul")),
    *(("Yuki", "Amir"), ("Greta", "Luis")),
)
STEADY = 0.97
MONTHS_BEHIND = 0.45
"""Years that they have behind them, but for those who are new."""


def told(coach_id: str, secret: bytes, today: date, zone: str) -> Coached:
    """Return what the coach and the demo's own couple have written down."""
    at = _Evenings(today, zone)
    return Coached(
        coach_id,
        secret,
        at(-80),
        openings=[today + days * DAY for days in OPENINGS],
        sessions=[today + days * DAY for days in SESSIONS],
        goals=[
            Goal(text, at(made), None if done is None else at(done)) for text, made, done in GOALS
        ],
        question=(QUESTION, at(-3)),
        suggestion=(SUGGESTION, at(-1)),
        notes=[
            ("\n\n".join(text for text, _ in NOTES[: number + 1]), at(days))
            for number, (_, days) in enumerate(NOTES)
        ],
    )


def let_in(coach_id: str, secret: bytes, story: Story, today: date, zone: str) -> Coached:
    """Return a coach who sees a couple's figures and titles, and has written nothing down."""
    seen = min(SEEN_FOR, (today - story.began).days - 1)
    return Coached(coach_id, secret, _Evenings(today, zone)(-seen), scopes=("titles",))


def tell(seed: int, number: int, today: date) -> Story:
    """Return the story of one of COUPLES, whose fate is that of FATES."""
    fate = FATES[number]
    years = NEW_FOR / demo_story.YEAR if fate == "new" else MONTHS_BEHIND
    story = demo_story.tell(seed, number + 1, years, today, steadiness=STEADY)
    if fate == "fell":
        return _without(story, today - 33 * DAY, today, Random(f"fell {seed}"), 0.8)
    if fate == "silent":
        return _without(story, today - 16 * DAY, today)
    if fate == "back":
        return _without(story, today - 34 * DAY, today - 11 * DAY)
    if fate == "paused":
        resting = Rest(0, None, today - 6 * DAY, None)
        story = _without(story, resting.first, today)
        return replace(story, rests=[*story.rests, resting])
    return story


class _Evenings:
    """The evenings of a zone, counted from today."""

    def __init__(self, today: date, zone: str) -> None:
        self.today, self.zone = today, ZoneInfo(zone)

    def __call__(self, days: int) -> datetime:
        """Return the instant at eight in the evening, so many days from today."""
        return datetime.combine(self.today + days * DAY, time(20), self.zone)


def _without(
    story: Story, first: date, last: date, dice: Random | None = None, often: float = 1.0
) -> Story:
    """Return a story in which nothing, or with dice less, was done from one day to another."""

    def kept(ticks: Sequence[Written]) -> list[Written]:
        let_go = {
            day
            for day in sorted({tick.day for tick in ticks if first <= tick.day <= last})
            if dice is None or dice.random() < often
        }
        return [tick for tick in ticks if tick.day not in let_go]

    return replace(story, ticks=[kept(ticks) for ticks in story.ticks])
