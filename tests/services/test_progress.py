"""Stored progress is what a fresh fold gives, after anything that may happen to a couple."""

import os
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock, streaks
from tracker.extensions import db
from tracker.models import Checkpoint, SettledPeriod
from tracker.schemas import progress as shapes
from tracker.services import habit_facts, progress, seat, standing

START = datetime(2025, 1, 6, 12, 0, tzinfo=UTC)
SEEDS = range(200 if os.environ.get("WOVEN_FULL") else 12)
ZONES = (
    "Pacific/Kiritimati",
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Pago_Pago",
)
CADENCES: tuple[dict[str, Any], ...] = (
    {"unit": "day"},
    {"unit": "day", "times": 2},
    {"unit": "day", "weekdays": [1, 3, 6]},
    {"unit": "day", "every": 4},
    {"unit": "week", "times": 3},
    {"unit": "week", "every": 2, "times": 2},
    {"unit": "month", "times": 4},
)
MODES = ("together", "each", "turns")


class Life:
    """A couple to whom things happen, by a seed."""

    def __init__(
        self, app: Flask, ana: Someone, ben: Someone, couple: str, seed: int, mover: Any
    ) -> None:
        self.couple = couple
        self.app = app
        self.pair = (ana, ben)
        self.dice = random.Random(seed)
        self.mover = mover
        self.now = START
        self.habits: list[str] = []

    def path(self) -> str:
        """Return where the first habit is ticked now."""
        return f"/api/habits/{self.habits[0]}/ticks/{self.now.date()}"

    def pass_time(self) -> None:
        """Let hours, days, or now and then months go by."""
        hours = self.dice.choice((1, 5, 9, 24, 24, 30, 72, 24 * 8, 24 * 20, 24 * 90))
        self.now += timedelta(hours=hours)
        self.mover.move_to(self.now, tick=False)

    def step(self) -> None:
        """Let one thing happen; what is refused is part of life."""
        chances = {
            self.tick: 60,
            self.come_online: 6,
            self.pass_time: 20,
            self.agree: 4,
            self.amend: 5,
            self.pause: 4,
            self.resume: 3,
            self.move: 4,
            self.retire: 1,
            self.widen: 1,
            self.bring: 1,
        }
        (happens,) = self.dice.choices(list(chances), list(chances.values()))
        happens()

    def tick(self) -> None:
        if not self.habits:
            return
        habit = self.dice.choice(self.habits)
        for person in self.pair:
            local = self.now.date() + timedelta(days=1)
            for _ in range(self.dice.randint(0, 3)):
                day = local - timedelta(days=self.dice.randint(0, 5))
                path = f"/api/habits/{habit}/ticks/{day}"
                if self.dice.random() < 0.15:
                    answer = person.delete(path)
                else:
                    answer = person.put(path, {"slot": self.dice.choice((0, 0, 1))})
                if answer.status_code == 200:
                    self.check_standing(habit, answer.get_json()["progress"])

    def come_online(self) -> None:
        """Send ticks from a phone that was offline for up to a month."""
        if not self.habits:
            return
        person = self.dice.choice(self.pair)
        ops = []
        for _ in range(self.dice.randint(1, 4)):
            at = self.now - timedelta(hours=self.dice.randint(0, 29 * 24))
            day = at.date() - timedelta(days=self.dice.randint(-1, 30))
            ops.append(
                {
                    "op": str(uuid4()),
                    "type": "tick",
                    "habit": self.dice.choice(self.habits),
                    "date": str(day),
                    "done": self.dice.random() < 0.85,
                    "at": at.isoformat(),
                }
            )
        envelope = {
            "couple": self.couple,
            "device": str(uuid4()),
            "sent_at": self.now.isoformat(),
            "after": len(person.stream()),
            "ops": ops,
        }
        answer = person.post("/api/sync", envelope)
        assert answer.status_code == 200
        for item in answer.get_json()["changes"]:
            self.check_standing(item["data"]["habit"], item["data"]["progress"])

    def agree(self) -> None:
        if len(self.habits) >= 4:
            return
        one, other = self.dice.sample(self.pair, 2)
        body: dict[str, Any] = {
            "title": "h",
            "cadence": self.dice.choice(CADENCES),
            "mode": self.dice.choice(MODES),
        }
        body["grace"] = self.dice.random() < 0.7
        habit = one.post("/api/habits", body).get_json()["id"]
        assert other.post(f"/api/habits/{habit}/accept", {"version": 1}).status_code == 200
        self.habits.append(habit)

    def amend(self) -> None:
        if not self.habits:
            return
        one, other = self.dice.sample(self.pair, 2)
        habit = self.dice.choice(self.habits)
        body = {
            "cadence": self.dice.choice(CADENCES),
            "mode": self.dice.choice(MODES),
            "begins": self.dice.choice(("next_period", "tomorrow")),
        }
        answer = one.post(f"/api/habits/{habit}/amend", body)
        if answer.status_code == 200:
            version = answer.get_json()["proposal"]["version"]
            other.post(f"/api/habits/{habit}/accept", {"version": version})

    def bring(self) -> None:
        """Bring days of long ago, to a habit that runs or with a new one."""
        one, other = self.dice.sample(self.pair, 2)
        ago = self.dice.sample(range(1, 150), self.dice.randint(1, 40))
        days = [{"date": str(self.now.date() - timedelta(days=number))} for number in ago]
        asked: dict[str, Any] = {"days": days}
        if self.habits and (len(self.habits) >= 4 or self.dice.random() < 0.7):
            asked["habit"] = self.dice.choice(self.habits)
        else:
            cadence, mode = self.dice.choice(CADENCES), self.dice.choice(MODES[:2])
            asked |= {"title": "h", "cadence": cadence, "mode": mode}
        answer = one.post("/api/imports", {"habits": [asked]})
        if answer.status_code == 201:
            (habit,) = answer.get_json()["items"]
            version = {"version": habit["proposal"]["version"]}
            said = other.post(f"/api/habits/{habit['id']}/accept", version)
            assert said.status_code == 200, said.get_json()
            if habit["id"] not in self.habits:
                self.habits.append(habit["id"])

    def pause(self) -> None:
        first = self.now.date() + timedelta(days=self.dice.randint(-28, 3))
        last = (
            None if self.dice.random() < 0.2 else first + timedelta(days=self.dice.randint(0, 20))
        )
        body = {
            "habit": self.dice.choice([None, *self.habits]),
            "first": str(first),
            "last": None if last is None else str(last),
        }
        self.dice.choice(self.pair).post("/api/pauses", body)

    def resume(self) -> None:
        person = self.dice.choice(self.pair)
        items = person.get("/api/pauses").get_json()["items"]
        if items:
            person.delete(f"/api/pauses/{self.dice.choice(items)['id']}")

    def move(self) -> None:
        body = {"timezone": self.dice.choice(ZONES), "day_ends_at": self.dice.randint(0, 6)}
        self.dice.choice(self.pair).patch("/api/me", body)

    def retire(self) -> None:
        if self.habits:
            self.pair[0].post(f"/api/habits/{self.dice.choice(self.habits)}/retire")

    def widen(self) -> None:
        self.pair[0].patch("/api/couple", {"backfill_days": self.dice.choice((1, 3, 30))})

    def check_standing(self, habit_id: str, answered: dict[str, Any]) -> None:
        """Compare what a tick was answered with a fold of everything."""
        with self.app.app_context():
            now = clock.now()
            place = seat.take(db.session(), self.pair[0].id)
            facts = habit_facts.facts_of(db.session.connection(), place.couple_id, habit_id)
            assert facts is not None
            fresh = standing.fold(db.session.connection(), place, facts, now, resume=None)
            expected = shapes.Standing().dump(standing.standing(fresh, place.latest(now)))
            db.session.rollback()
        expected["strength"] = pytest.approx(expected["strength"], abs=1e-12)
        assert answered == expected

    def check(self) -> None:
        """Compare what is read from checkpoints with a fold of everything."""
        ana = self.pair[0]
        with self.app.app_context():
            self._check(ana.id)
            db.session.rollback()

    def _check(self, person_id: str) -> None:
        now = clock.now()
        overview = progress.overview(person_id, now)
        place = seat.take(db.session(), person_id)
        connection = db.session.connection()
        today, latest = place.today(now), place.latest(now)
        sunday = overview.week.start + timedelta(days=6)
        fresh = {
            facts.id: standing.fold(connection, place, facts, now, resume=None, horizon=sunday)
            for facts in habit_facts.all_facts(connection, place.couple_id)
        }
        weeks = streaks.couple_weeks(
            fresh.values(), today=today, latest=latest, week_start=place.week_start, weeks=12
        )
        assert overview.streak == weeks.streak
        assert list(overview.weeks) == list(weeks.weeks)
        for habit_id, whole in fresh.items():
            first = latest - timedelta(days=399)
            stored = progress.of_habit(person_id, habit_id, first, latest, now)
            expected = [
                period for period in whole.periods if period.end >= first and period.start <= latest
            ]
            assert list(stored.periods) == expected
            assert (stored.current, stored.best, stored.grace) == (
                whole.current,
                whole.best,
                whole.grace,
            )
            assert stored.strength == pytest.approx(whole.strength, abs=1e-12)
            couple, own = streaks.adherence(
                expected, first, latest, today=today, partners=place.pair
            )
            assert stored.adherence == progress.Adherence(couple, {person_id: own[person_id]})


@pytest.mark.postgres_takes(seed=3)
@pytest.mark.parametrize("seed", SEEDS)
def test_stored_progress_is_a_fresh_fold(
    app: Flask, ana: Someone, ben: Someone, couple: str, seed: int, time_machine: Any
) -> None:
    time_machine.move_to(START, tick=False)
    life = Life(app, ana, ben, couple, seed, time_machine)
    life.agree()
    for number in range(90):
        life.step()
        if number % 6 == 0:
            life.check()
    life.check()


@pytest.fixture
def long_ago(ana: Someone, ben: Someone, couple: str, time_machine: Any) -> str:
    """Return a daily habit that both kept for half a year, by now settled."""
    time_machine.move_to(START, tick=False)
    habit = agreed(ana, couple, START.date(), mode="each")
    for number in range(0, 180, 2):
        time_machine.move_to(START + timedelta(days=number), tick=False)
        for person in (ana, ben):
            person.put(f"/api/habits/{habit}/ticks/{START.date() + timedelta(days=number)}")
    return habit


def counts(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return (
            db.session.query(Checkpoint).count(),
            db.session.query(SettledPeriod).count(),
        )


def test_what_is_settled_is_kept_as_rows(app: Flask, long_ago: str) -> None:
    checkpoints_kept, periods_kept = counts(app)
    assert checkpoints_kept == 1
    assert 100 < periods_kept < 180 - 63


def test_a_clock_set_back_by_days_drops_what_it_can_reach(
    app: Flask, ana: Someone, ben: Someone, couple: str, long_ago: str, time_machine: Any
) -> None:
    time_machine.move_to(START + timedelta(days=400), tick=False)  # the server's clock is wrong
    ana.get("/api/progress")
    wrong = counts(app)
    time_machine.move_to(START + timedelta(days=181), tick=False)
    life = Life(app, ana, ben, couple, 0, time_machine)
    life.now = START + timedelta(days=181)
    ana.put(f"/api/habits/{long_ago}/ticks/{START.date() + timedelta(days=180)}")
    life.check()
    assert counts(app)[1] < wrong[1]


def test_a_journey_west_costs_no_checkpoint(
    app: Flask, ana: Someone, long_ago: str, time_machine: Any
) -> None:
    kept = counts(app)
    ana.patch("/api/me", {"timezone": "Pacific/Pago_Pago", "day_ends_at": 6})
    assert counts(app) == kept


def test_what_a_stream_carries_is_what_the_schema_shows(
    app: Flask, ana: Someone, long_ago: str
) -> None:
    with app.app_context():
        place = seat.take(db.session(), ana.id)
        facts = habit_facts.facts_of(db.session.connection(), place.couple_id, long_ago)
        assert facts is not None
        folded = standing.fold(db.session.connection(), place, facts, clock.now(), resume=None)
        stands = standing.standing(folded, place.latest(clock.now()))
        assert stands.data == shapes.Standing().dump(stands)


@pytest.fixture
def life(app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Any) -> Life:
    """Return a couple with one daily habit that they kept, then let go, and kept again."""
    time_machine.move_to(START, tick=False)
    life = Life(app, ana, ben, couple, 0, time_machine)
    life.habits = [agreed(ana, couple, START.date(), mode="together")]
    for number in (0, 1, 2, 3, 20):
        life.now = START + timedelta(days=number)
        time_machine.move_to(life.now, tick=False)
        assert ana.put(life.path()).status_code == 200
    return life


def test_a_pause_over_days_gone_by_is_in_the_next_tick(life: Life, ana: Someone) -> None:
    pause = {"first": str(START.date() + timedelta(days=4)), "last": None}
    pause_id = ana.post("/api/pauses", pause).get_json()["id"]
    after = ana.put(life.path(), {"note": "back again"}).get_json()["progress"]
    life.check_standing(life.habits[0], after)
    assert after["current"] == 5
    ana.delete(f"/api/pauses/{pause_id}")
    again = ana.put(life.path(), {"note": "and again"}).get_json()["progress"]
    life.check_standing(life.habits[0], again)
    assert again["current"] == 1


def test_a_longer_time_to_write_down_is_in_the_next_tick(life: Life, ana: Someone) -> None:
    assert ana.put(life.path()).get_json()["progress"]["current"] == 1
    ana.patch("/api/couple", {"backfill_days": 30})
    after = ana.put(life.path()).get_json()["progress"]
    life.check_standing(life.habits[0], after)
    assert after["current"] == 5
