"""Where races are run: people who call one process or two at once, and what is stored."""

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import requests
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone, link
from tests.support.remote import Answer
from tests.support.server import LiveServer
from tracker import clock, streaks
from tracker.extensions import db
from tracker.models import Tick
from tracker.schemas import progress as shapes

CROWD = 8
"""How many want the same invitation."""
DAYS = 4
"""Days that are ticked: today and those one may go back."""


class Racer(Someone):
    """Somebody who calls by turns this process and the one beside it, where there is one."""

    def __init__(self, app: Flask, name: str, beside: LiveServer | None = None) -> None:
        super().__init__(app, name)
        self._turns = itertools.cycle((None, beside))

    def call(self, method: str, path: str, **kwargs: Any) -> Any:
        """Send one request with this person's token."""
        server = next(self._turns)
        if server is None:
            return super().call(method, path, **kwargs)
        headers = {"Authorization": f"Bearer {self.secret}"}
        answer = requests.request(method, server.url + path, headers=headers, timeout=30, **kwargs)
        return Answer(answer)


class Ground:
    """A couple with a habit, a crowd, and strangers who hear of nothing."""

    def __init__(self, app: Flask, beside: LiveServer | None = None) -> None:
        self.app = app
        self.ana, self.ben, self.host, self.dev, self.eva = (
            Racer(app, name, beside) for name in ("ana", "ben", "max", "dev", "eva")
        )
        self.crowd = [Racer(app, f"guest{number}", beside) for number in range(CROWD)]
        couple = link(self.ana, self.ben)
        link(self.dev, self.eva)
        self.today = clock.now().date()
        self.first = self.today - timedelta(days=10)
        self.habit = agreed(self.ana, couple, self.first)

    def path(self, number: int) -> str:
        """Return where a day of the habit is ticked; another one in each round."""
        day = self.today - timedelta(days=number % DAYS)
        return f"/api/habits/{self.habit}/ticks/{day}"

    def heads(self) -> dict[str, int]:
        """Return how far everybody's stream reaches."""
        with self.app.app_context():
            rows = db.session.execute(db.text("SELECT person_id, head FROM stream_heads"))
            found = {str(person).replace("-", ""): head for person, head in rows}
            db.session.remove()
        return found

    def head(self, person: Someone) -> int:
        """Return how far one stream reaches."""
        return self.heads()[person.id.replace("-", "")]

    def cell(self, number: int) -> tuple[bool, ...]:
        """Return what ana's cell of a round holds: done or not, once where there is one."""
        day = self.today - timedelta(days=number % DAYS)
        query = db.select(Tick.done).filter_by(habit_id=self.habit, person_id=self.ana.id, date=day)
        with self.app.app_context():
            found = tuple(db.session.scalars(query))
            db.session.remove()
        return found

    def judge(self) -> list[str]:
        """Compare streams with their heads and with each other, and progress with a fresh fold."""
        wrong = []
        people = (self.ana, self.ben, self.host, self.dev, self.eva, *self.crowd)
        streams = {person.name: person.stream() for person in people}
        for person in people:
            numbers = [item["seq"] for item in streams[person.name]]
            if numbers != list(range(1, self.head(person) + 1)):
                wrong.append(f"{person.name}'s stream has holes, or another head")
        told = [
            [item["data"] for item in streams[name] if item["kind"] == "tick"]
            for name in ("ana", "ben")
        ]
        if told[0] != told[1]:
            wrong.append("the two were told of ticks in another order")
        wrong += [f"{name} heard something" for name in ("dev", "eva") if streams[name]]
        return wrong + self._progress(told[0])

    def _progress(self, told: list[dict[str, Any]]) -> list[str]:
        """Fold what both were told, and what is stored; each is what progress says."""
        last = {(item["person"], item["date"]): item["done"] for item in told}
        heard = {place for place, done in last.items() if done}
        with self.app.app_context():
            rows = db.session.scalars(db.select(Tick).filter_by(habit_id=self.habit, done=True))
            stored = {(row.person_id, row.date.isoformat()) for row in rows}
            db.session.remove()
        wrong = [] if heard == stored else ["what was told is not what is stored"]
        whole = streaks.evaluate(
            [streaks.Terms(streaks.Cadence(), "each", self.first)],
            [streaks.Tick(person, date.fromisoformat(day), 0) for person, day in stored],
            [],
            partners=[self.ana.id, self.ben.id],
            week_start=1,
            today=self.today,
            latest=self.today,
            backfill_days=DAYS - 1,
        )
        for person in (self.ana, self.ben):
            shown = person.get(f"/api/habits/{self.habit}/progress").get_json()
            same = ("current", "best", "grace")
            if shown["periods"] != shapes.Period(many=True).dump(whole.periods) or any(
                shown[name] != getattr(whole, name) for name in same
            ):
                wrong.append(f"{person.name}'s progress is not what a fresh fold gives")
        return wrong


def counted(answers: Sequence[Any]) -> Counter[tuple[int, str]]:
    """Count answers by status and code."""
    return Counter(
        (answer.status_code, (answer.get_json() or {}).get("code", "")) for answer in answers
    )
