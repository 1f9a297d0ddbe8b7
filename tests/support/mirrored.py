"""A couple's life with a coach, told so that what one did may as well have been the other's.

Whatever is private holds a mark, and happens at a minute at which nothing else does. Told twice,
with the two in each other's place, it differs in who did what and in nothing else.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from flask import Flask
from sqlalchemy import insert

from tests.support import checkins
from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, link
from tracker.models import Tick
from tracker.services import transaction

NOW = datetime(2026, 5, 20, 18, 37, 11, tzinfo=UTC)
LOOKS = datetime(2026, 5, 20, 19, 5, tzinfo=UTC)
"""When the coach looks: no minute of the two is in what they read."""
COFFEE = timedelta(minutes=20)
"""The coach does nothing at the minute of the two."""
TODAY, DAY = date(2026, 5, 20), timedelta(days=1)
BEGAN = TODAY - 150 * DAY
MARK, TITLE = "mk-private", "mk-title"
ZONES = ("Europe/Berlin", "America/New_York")
NEVER = "00000000-0000-4000-8000-000000000000"


@dataclass
class Told:
    """What came of it."""

    app: Flask
    one: Someone
    """Who did what only one of them did."""
    other: Someone
    cleo: Someone
    couple: str
    habits: list[str] = field(default_factory=list)
    client: str = ""
    suggestions: list[str] = field(default_factory=list)

    @property
    def pair(self) -> tuple[Someone, Someone]:
        """Return both, by name."""
        first, second = sorted((self.one, self.other), key=lambda each: each.name)
        return first, second


def tell(app: Flask, traveller: Any, *, swapped: bool) -> Told:
    """Let ana and ben live, and cleo coach them; `swapped`: each did what the other did."""
    with _ids_in_order():
        traveller.move_to(datetime.combine(BEGAN, LOOKS.time(), UTC), tick=False)
        pair = [Someone(app, name, zone) for name, zone in zip(("ana", "ben"), ZONES, strict=True)]
        cleo = Someone(app, "cleo")
        couple = link(*pair)
        one, other = reversed(pair) if swapped else pair
        told = Told(app, one, other, cleo, couple)
        _agree(told)
        _let_in(told, traveller)
        _check_in(told, traveller)
        traveller.move_to(NOW - COFFEE, tick=False)
        _suggest(told)
        traveller.move_to(NOW, tick=False)
        _tick(told)
        live(told)
        _answer(told)
        traveller.move_to(LOOKS, tick=False)
    return told


def _agree(told: Told) -> None:
    words = {"why": MARK, "plan": MARK, "two_minute": MARK, "starts_on": str(BEGAN)}
    for number, (mode, cadence) in enumerate(
        (
            ("each", {"unit": "day"}),
            ("together", {"unit": "day", "weekdays": [1, 2, 3, 4, 5]}),
            ("turns", {"unit": "week"}),
            ("turns", {"unit": "day", "every": 2}),
            ("together", {"unit": "week", "times": 2}),
        )
    ):
        turn = {"first_turn": told.one.id} if mode == "turns" else {}
        fields = {"mode": mode, "cadence": cadence, "title": f"{TITLE}-{number}", **words, **turn}
        asking, saying = (told.one, told.other) if number % 2 else (told.other, told.one)
        told.habits.append(agree(asking, saying, **fields)["id"])


def _tick(told: Told) -> None:
    """Let the one keep more than the other does."""
    rows = [
        {
            "habit_id": habit,
            "date": BEGAN + number * DAY,
            "person_id": person.id,
            "slot": 0,
            "done": True,
            "eff": 1,
            "op": NEVER,
            "note": MARK,
            "note_eff": 1,
            "note_op": NEVER,
        }
        for at, habit in enumerate(told.habits)
        for person, rests in ((told.one, 5), (told.other, 2))
        for number in range((TODAY - BEGAN).days - 6)
        if (number * (at + 3)) % 7 < rests
    ]
    with told.app.app_context(), transaction.writing() as session:
        session.execute(insert(Tick), rows)


def _let_in(told: Told, traveller: Any) -> None:
    traveller.move_to(NOW - 14 * DAY - COFFEE, tick=False)
    code = told.cleo.post("/api/coaching/practice-code").get_json()["code"]
    traveller.move_to(NOW - 14 * DAY, tick=False)
    scopes = {"scopes": ["titles", "checkins"]}
    asked = told.one.post("/api/couple/coach", {**scopes, "practice_code": code})
    told.client = asked.get_json()["id"]
    path = f"/api/couple/coach/{told.client}"
    assert told.other.post(f"{path}/agree", scopes).status_code == 200
    traveller.move_to(NOW - 14 * DAY + COFFEE, tick=False)
    accept = f"/api/coaching/asked/{told.client}/accept"
    assert told.cleo.post(accept).status_code == 200


def _check_in(told: Told, traveller: Any) -> None:
    """Let both answer a round, and one alone the next."""
    checkins.agree(told.one, told.other, 1)
    traveller.move_to(NOW - 7 * DAY, tick=False)
    words = {f"{name}_words": MARK for name in checkins.NUMBERS}
    checkins.seal(told.one, **words, heard=2)
    checkins.seal(told.other, **words, heard=9)
    traveller.move_to(NOW, tick=False)
    checkins.seal(told.one, **words, heard=1)


def live(told: Told) -> None:
    """Let everything happen that a day may bring; what only one does the one does."""
    one, other, habits = told.one, told.other, told.habits
    for day in range(3):
        path = f"/api/habits/{habits[0]}/ticks/{TODAY - day * DAY}"
        _fine(one.put(path, {"note": MARK}))
    _fine(other.put(f"/api/habits/{habits[0]}/ticks/{TODAY}/mark", {"mark": "thanks"}))
    _fine(one.put(f"/api/habits/{habits[2]}/ticks/{TODAY}", {"note": MARK}))
    _fine(one.delete(f"/api/habits/{habits[1]}/ticks/{TODAY - DAY}"))
    week = TODAY - TODAY.weekday() * DAY
    plan = {"day": str(TODAY), "time": "21:37", "words": MARK}
    _fine(one.put(f"/api/habits/{habits[4]}/occasions/{week}", plan))
    _fine(one.post("/api/reminders", {"habit": habits[0], "kind": "time", "time": "20:37"}))
    _fine(one.post(f"/api/habits/{habits[0]}/nudge"))
    _fine(one.post("/api/talks", {"habit": habits[0]}))
    _fine(one.post("/api/cards/draw"))
    for habit, days in ((None, 0), (habits[1], 2)):
        first = TODAY - 20 * DAY
        pause = {"habit": habit, "first": str(first), "last": str(first + days * DAY)}
        _fine(one.post("/api/pauses", pause))
    rest = {"habit": habits[4], "first": str(TODAY)}
    _fine(one.post("/api/pauses", rest))
    amended = {"mode": "turns", "first_turn": one.id, "why": MARK, "begins": "tomorrow"}
    version = say(one, habits[1], "amend", **amended)["proposal"]["version"]
    say(other, habits[1], "accept", version=version)
    say(other, ask(one, title=f"{MARK}-wish", why=MARK), "decline", version=1)
    ask(one, title=f"{MARK}-open", why=MARK)
    say(one, habits[3], "retire")
    path = f"/api/couple/coach/{told.client}"
    for scopes in (["checkins"], ["titles", "checkins"]):
        _fine(one.put(f"{path}/scopes", {"scopes": scopes}))
    for person, text in ((one, "How do we begin again?"), (other, "What about money?")):
        _fine(person.post(f"{path}/questions", {"text": text}))
    _fine(one.get(f"{path}/view"))


def afterwards(told: Told) -> None:
    """Let the two live on without the coach."""
    for person in told.pair:
        _fine(person.put(f"/api/habits/{told.habits[0]}/ticks/{TODAY}", {"note": MARK}))
    _fine(told.one.post("/api/pauses", {"first": str(TODAY + DAY)}))
    agree(told.one, told.other, title=f"{TITLE}-new", why=MARK)


def _suggest(told: Told) -> None:
    """Let cleo suggest three habits, and write down what is theirs to write."""
    path = f"/api/coaching/clients/{told.client}"
    for number in range(3):
        wish = {"title": f"Walk {number}", "cadence": {"unit": "day"}, "mode": "turns"}
        made = told.cleo.post(f"{path}/suggestions", wish).get_json()["id"]
        told.suggestions.append(made)
    _fine(told.cleo.post(f"{path}/goals", {"text": "A walk"}))
    _fine(told.cleo.put(f"{path}/sessions/{TODAY - 9 * DAY}"))
    _fine(told.cleo.put(f"{path}/notes", {"text": "They laugh more.", "version": 0}))


def _answer(told: Told) -> None:
    """Let one suggestion be agreed, one have a single yes, and one be put aside."""
    say(told.one, told.suggestions[0], "accept", version=1)
    say(told.other, told.suggestions[0], "accept", version=1)
    say(told.one, told.suggestions[1], "accept", version=1)
    say(told.one, told.suggestions[2], "decline", version=1)


def renew(told: Told, traveller: Any, people: Sequence[Someone]) -> None:
    """Move to the days in which both are asked again, and let some of them say yes."""
    traveller.move_to(NOW + 80 * DAY, tick=False)
    for person in people:
        _fine(person.post(f"/api/couple/coach/{told.client}/renew"))
    traveller.move_to(LOOKS + 80 * DAY, tick=False)


def _fine(answer: Any) -> None:
    assert answer.status_code in (200, 201, 204), answer.get_json()


@contextmanager
def _ids_in_order() -> Iterator[None]:
    """Draw ids one after the other, so that two worlds have the same ones."""
    numbers = iter(range(1, 2**32))

    class InOrder:
        @staticmethod
        def uuid4() -> UUID:
            return UUID(
                int=(next(numbers) * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128, version=4
            )

    with patch("tracker.models.columns.uuid", InOrder):
        yield
