"""A couple's phones over three days, mostly offline, and the log of what was said on them."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker import streaks


class Traveller(Protocol):
    """Moves time."""

    def move_to(self, destination: datetime, tick: bool | None = None) -> None:
        """Set the clock."""


OPERATIONS = 500
BEGIN = datetime(2026, 3, 27, 5, tzinfo=UTC)
"""Two days before Europe's clocks go forward."""
SPAN = timedelta(days=3)
BACKFILL = 3
REMEMBERED = 40
"""How many of its last operations a phone may send again."""

TERMS = [
    streaks.Terms(streaks.Cadence(times=times), mode, (BEGIN - timedelta(days=10)).date())
    for mode, times in (("each", 1), ("together", 3))
]

Place = tuple[str, str, str, int]
"""A cell: habit, person, date, slot."""


@dataclass
class Said:
    """One entry of the log: what somebody said of a cell, and when in truth."""

    when: datetime
    op: str
    done: bool
    note: str | None
    speaks_of_note: bool


@dataclass
class Phone:
    """A device: what it has yet to send, and what it knows by its stream."""

    person: Someone
    id: str
    skew: timedelta
    outbox: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    cursor: int = 0
    shows: dict[Place, bool] = field(default_factory=dict)
    """The cells that are done, and whether each has a note."""

    def hear(self, items: list[dict[str, Any]], cursor: int) -> None:
        for item in items:
            assert item["seq"] == self.cursor + 1
            self.cursor = item["seq"]
            data = item["data"]
            if item["kind"] == "tick":
                place = (data["habit"], data["person"], data["date"], data["slot"])
                self.shows.pop(place, None)
                if data["done"]:
                    self.shows[place] = data["has_note"]
        assert self.cursor == cursor


class World:
    """One schedule, on people of its own."""

    def __init__(self, app: Flask, seed: int, time: Traveller) -> None:
        self.chance = random.Random(seed)
        self.time = time
        self.time.move_to(BEGIN - timedelta(days=20), tick=False)
        zones = self.chance.sample(
            ["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles", "UTC"], 2
        )
        self.people = [
            Someone(app, f"{name}-{seed}", zone)
            for name, zone in zip(("ana", "ben"), zones, strict=True)
        ]
        self.zones = {person.id: zone for person, zone in zip(self.people, zones, strict=True)}
        self.couple = link(*self.people)
        self.habits = {
            agreed(
                self.people[0],
                self.couple,
                terms.starts_on,
                mode=terms.mode,
                times=terms.cadence.times,
            ): terms
            for terms in TERMS
        }
        self.phones = [
            Phone(person, self.fresh_id(), timedelta(seconds=self.chance.randint(-90_000, 90_000)))
            for person in self.people
            for _ in range(2)
        ]
        self.log: dict[Place, list[Said]] = defaultdict(list)
        self.results: Counter[str] = Counter()
        self.lost = 0
        """Answers that did not reach their phone."""

    def fresh_id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def place(self, person: Someone, now: datetime) -> Place:
        """Choose a cell that may be ticked now; few, so that many words meet in one."""
        habit, terms = self.chance.choice(list(self.habits.items()))
        today = streaks.local_date(now, self.zones[person.id], 0)
        day = today - timedelta(days=self.chance.randint(0, BACKFILL))
        return habit, person.id, day.isoformat(), self.chance.randrange(terms.cadence.times)

    def words(self) -> dict[str, Any]:
        """Choose what is said: done or not, with a note, without a word of it, or clearing it."""
        kinds: list[dict[str, Any]] = [{}, {}, {"note": None}, {"note": f"n{self.chance.random()}"}]
        note = self.chance.choice(kinds)
        return {"done": self.chance.random() < 0.65} | note

    def write_down(self, phone: Phone, now: datetime) -> None:
        """Note an operation on a phone, which sends it some day."""
        place, words = self.place(phone.person, now), self.words()
        habit, _, day, slot = place
        op = {
            "op": self.fresh_id(),
            "type": "tick",
            "habit": habit,
            "date": day,
            "slot": slot,
            "at": (now + phone.skew).isoformat(),
            **words,
        }
        phone.outbox.append(op)
        self.say(place, now, op["op"], words)

    def write_nonsense(self, phone: Phone, now: datetime) -> None:
        """Note something that no server takes; it stands in no log."""
        habit = self.chance.choice(list(self.habits))
        day = streaks.local_date(now, self.zones[phone.person.id], 0)
        off: date = day + timedelta(days=self.chance.choice([1, -BACKFILL - 1]))
        phone.outbox.append(
            {
                "op": self.fresh_id(),
                "type": "tick",
                "habit": habit,
                "date": off.isoformat(),
                "done": True,
                "at": (now + phone.skew).isoformat(),
            }
        )

    def call(self, phone: Phone, now: datetime) -> None:
        """Tick online, past the outbox."""
        place, words = self.place(phone.person, now), self.words()
        habit, _, day, slot = place
        path = f"/api/habits/{habit}/ticks/{day}"
        if words["done"]:
            body = {"slot": slot} | {key: words[key] for key in words if key == "note"}
            answer = phone.person.put(path, body)
        else:
            words.pop("note", None)
            answer = phone.person.delete(f"{path}?slot={slot}")
        assert answer.status_code == 200, answer.get_json()
        self.say(place, now, "", words)

    def say(self, place: Place, now: datetime, op: str, words: dict[str, Any]) -> None:
        speaks = "note" in words or not words["done"]
        self.log[place].append(Said(now, op, words["done"], words.get("note"), speaks))

    def send(self, phone: Phone, now: datetime, *, everything: bool = False) -> None:
        """Send a part of the outbox in any order, with some of what was sent before."""
        fresh = [op for op in phone.outbox if everything or self.chance.random() < 0.7]
        again = [op for op in phone.sent[-REMEMBERED:] if self.chance.random() < 0.2]
        ops = fresh + again + [op for op in fresh if self.chance.random() < 0.1]
        self.chance.shuffle(ops)
        for first in range(0, len(ops) or 1, 100):
            self.envelope(phone, now, ops[first : first + 100], everything)

    def envelope(
        self, phone: Phone, now: datetime, ops: list[dict[str, Any]], everything: bool
    ) -> None:
        answer = phone.person.post(
            "/api/sync",
            {
                "couple": self.couple,
                "device": phone.id,
                "sent_at": (now + phone.skew).isoformat(),
                "after": phone.cursor,
                "ops": ops,
            },
        ).get_json()
        assert [result["op"] for result in answer["results"]] == [op["op"] for op in ops]
        self.results.update(result["status"] for result in answer["results"])
        if not everything and self.chance.random() < 0.25:
            self.lost += 1
            return  # the answer is lost: the phone will send it all again
        known = {op["op"] for op in phone.sent}
        phone.sent += [op for op in {op["op"]: op for op in ops}.values() if op["op"] not in known]
        done_with = {op["op"] for op in ops}
        phone.outbox = [op for op in phone.outbox if op["op"] not in done_with]
        phone.hear(answer["changes"], answer["cursor"])
        while answer["more"]:
            answer = phone.person.get(f"/api/changes?after={phone.cursor}").get_json()
            phone.hear(answer["items"], answer["cursor"])
            answer["more"] = bool(answer["items"])

    def run(self) -> None:
        """Live three days: write, send, call; a phone is online for a tenth of the time."""
        chance = self.chance
        moments = sorted(
            BEGIN + timedelta(microseconds=micro)
            for micro in chance.sample(range(SPAN // timedelta(microseconds=1)), OPERATIONS)
        )
        for now in moments:
            phone = chance.choice(self.phones)
            self.write_down(phone, now)
            if chance.random() < 0.15:  # at the same instant on the other phone
                twin = next(p for p in self.phones if p.person is phone.person and p is not phone)
                self.write_down(twin, now)
            if chance.random() < 0.05:
                self.write_nonsense(phone, now)
            online = now + timedelta(microseconds=1)
            kind = chance.choices(("call", "send", "offline"), (10, 9, 81))[0]
            if kind == "offline":
                continue
            self.time.move_to(online, tick=False)
            if kind == "call":
                self.call(chance.choice(self.phones), online)
            else:
                self.send(chance.choice(self.phones), online)
        after = BEGIN + SPAN + timedelta(hours=1)
        for turn in range(2):
            for phone in chance.sample(self.phones, len(self.phones)):
                self.time.move_to(after, tick=False)
                self.send(phone, after, everything=True)
                after += timedelta(seconds=1 + turn)
        self.end = after
