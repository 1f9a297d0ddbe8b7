"""Ticks that are told at the end of a day: at once one's own, and nobody else's before."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import agree, say
from tests.support.people import PASSWORD, Someone, link
from tests.support.telling import minute, moment_of, tells
from tracker import clock
from tracker.extensions import db
from tracker.models import Tick, UntoldTick
from tracker.services import day as days
from tracker.services import jar, progress, telling
from tracker.services import seat as seats
from tracker.services.reminders.relevance import Open

NOON = datetime(2026, 5, 20, 12, 0, 7, tzinfo=UTC)
TODAY, YESTERDAY, MONDAY = date(2026, 5, 20), date(2026, 5, 19), date(2026, 5, 18)
TOLD = datetime(2026, 5, 20, 22, 30, tzinfo=UTC)
"""The middle of the evening: drawn, by the fixture below."""
Travel = time_machine.TimeMachineFixture
ON_ONE = pytest.mark.store("sqlite")
"""Of what asks the store in no other way than the tests beside it."""


@pytest.fixture(autouse=True)
def _noon(time_machine: Travel, monkeypatch: pytest.MonkeyPatch) -> None:
    time_machine.move_to(NOON, tick=False)
    monkeypatch.setattr(secrets, "randbelow", lambda below: below // 2)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    tells(ana, "day_end")
    return daily(ana, ben)


def daily(ana: Someone, ben: Someone, **fields: Any) -> str:
    return str(agree(ana, ben, mode="each", starts_on=str(MONDAY), **fields)["id"])


def path(habit: str, day: date = TODAY) -> str:
    return f"/api/habits/{habit}/ticks/{day}"


def tick(person: Someone, habit: str, day: date = TODAY, **body: Any) -> Any:
    answer = person.put(path(habit, day), body)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def op(habit: str, at: datetime, *, day: date = TODAY, done: bool = True, **more: Any) -> Any:
    fields = {"op": str(uuid4()), "type": "tick", "habit": habit, "date": str(day), "slot": 0}
    return {**fields, "done": done, "at": at.isoformat(), **more}


def sync(person: Someone, couple: str, *ops: Any) -> list[str]:
    body = {"couple": couple, "device": str(uuid4()), "after": 0, "ops": list(ops)}
    answer = person.post("/api/sync", {**body, "sent_at": clock.now().isoformat()})
    assert answer.status_code == 200, answer.get_json()
    return [result["status"] for result in answer.get_json()["results"]]


def ticks_in(person: Someone, habit: str) -> list[tuple[str, str, str | None]]:
    items = person.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    return [(item["person"], item["date"], item["note"]) for item in items]


def ticks_told(person: Someone) -> list[dict[str, Any]]:
    return [item for item in person.stream() if item["kind"] == "tick"]


def tell(person: Someone, travel: Travel) -> None:
    moment = moment_of(person)
    assert moment is not None
    travel.move_to(moment, tick=False)
    minute(person)


def in_store(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


def test_the_partner_is_told_nothing_before_and_everything_then(
    ana: Someone, ben: Someone, habit: str, time_machine: Travel, eva: Someone, dev: Someone
) -> None:
    before = ben.stream()
    reply = tick(ana, habit, note="By the lake")
    assert reply["tick"] | {"late": None} == {
        "person": ana.id,
        "date": str(TODAY),
        "slot": 0,
        "done": True,
        "note": "By the lake",
        "late": None,
    }
    assert reply["progress"]["period"]["done_by"] == {ana.id: 0, ben.id: 0}  # shared so far
    time_machine.shift(1)
    tick(ana, habit, YESTERDAY)
    assert ben.stream() == before
    assert ticks_in(ben, habit) == []
    assert ticks_in(ana, habit) == [
        (ana.id, str(YESTERDAY), None),
        (ana.id, str(TODAY), "By the lake"),
    ]
    own = ticks_told(ana)
    assert [item["at"][:10] for item in own] == [str(TODAY)] * 2
    assert own[0]["data"]["progress"]["period"]["done_by"] == {ana.id: 1, ben.id: 0}

    assert moment_of(ana) == TOLD
    time_machine.move_to(TOLD - timedelta(seconds=1), tick=False)
    minute(ana)
    assert ben.stream() == before
    tell(ana, time_machine)
    told = [item["data"] for item in ben.stream()[len(before) :]]
    assert [(one["date"], one["done"], one["has_note"]) for one in told] == [
        (str(TODAY), True, True),  # in the order in which they were said
        (str(YESTERDAY), True, False),
    ]
    assert told == [item["data"] for item in ticks_told(ana)[2:]]
    assert told[0]["progress"]["period"]["done_by"] == {ana.id: 1, ben.id: 0}
    assert ticks_in(ben, habit) == ticks_in(ana, habit)
    assert moment_of(ana) is None
    assert in_store(ana.app, UntoldTick) == 0
    minute(ana)
    assert len(ben.stream()) == len(before) + 2
    assert dev.stream() == eva.stream() == []


@ON_ONE
def test_what_was_taken_back_meanwhile_was_never_there(
    ana: Someone, ben: Someone, habit: str, time_machine: Travel
) -> None:
    before = ben.stream()
    tick(ana, habit, note="Oh no")
    assert ana.delete(path(habit)).get_json()["tick"]["done"] is False
    known = [item["data"]["progress"]["period"]["done_by"][ana.id] for item in ticks_told(ana)]
    assert known == [1, 0]
    tell(ana, time_machine)
    assert ben.stream() == before
    # And yet the newer word: what a phone said before it comes too late.
    assert sync(ana, link_of(ana), op(habit, NOON - timedelta(hours=1))) == ["superseded"]
    assert ticks_in(ana, habit) == []


def link_of(person: Someone) -> str:
    return str(person.get("/api/couple").get_json()["id"])


@ON_ONE
def test_what_waits_is_weighed_by_itself_also_once_the_setting_is_off(
    ana: Someone, ben: Someone, couple: str, habit: str, time_machine: Travel
) -> None:
    tick(ana, habit, note="First")
    tells(ana, "at_once")
    before = len(ben.stream())
    tick(ana, habit, note="Second")
    earlier = NOON - timedelta(minutes=5)
    assert sync(ana, couple, op(habit, earlier, done=False)) == ["superseded"]
    assert len(ben.stream()) == before
    tick(ana, habit, YESTERDAY)  # of this nothing waits
    assert [item["data"]["date"] for item in ben.stream()[before:]] == [str(YESTERDAY)]
    assert ticks_in(ben, habit) == [(ana.id, str(YESTERDAY), None)]
    tell(ana, time_machine)
    assert ticks_in(ben, habit)[-1] == (ana.id, str(TODAY), "Second")
    tick(ana, habit, note="Third")
    assert ticks_in(ben, habit)[-1] == (ana.id, str(TODAY), "Third")
    assert moment_of(ana) is None


def test_a_newer_word_that_went_past_what_waits_still_holds(
    app: Flask, ana: Someone, ben: Someone, habit: str, time_machine: Travel
) -> None:
    """On PostgreSQL, while its query waits for the lock, somebody's seat may become old."""
    tick(ana, habit, note="Older")
    with app.app_context():
        row = db.session.scalars(db.select(UntoldTick)).one()
        newer = {"eff": row.eff + 1, "note_eff": row.note_eff + 1, "note": "Newer"}
        cell = {key: getattr(row, key) for key in ("person_id", "habit_id", "date", "slot", "op")}
        db.session.add(Tick(**cell, **newer, done=True, note_op=row.note_op))
        db.session.commit()
    tell(ana, time_machine)
    assert ticks_in(ben, habit) == ticks_in(ana, habit) == [(ana.id, str(TODAY), "Newer")]


@ON_ONE
def test_turned_on_nothing_that_was_seen_goes_away_and_taking_it_back_waits(
    ana: Someone, ben: Someone, couple: str, time_machine: Travel
) -> None:
    habit = daily(ana, ben)
    tick(ana, habit, note="Seen")
    tells(ana, "day_end")
    assert ticks_in(ben, habit) == [(ana.id, str(TODAY), "Seen")]
    assert ana.delete(path(habit)).status_code == 200
    assert ticks_in(ana, habit) == []
    assert ticks_in(ben, habit) == [(ana.id, str(TODAY), "Seen")]
    assert ben.put(f"{path(habit)}/mark", {"mark": "heart"}).status_code == 200
    tell(ana, time_machine)
    assert ticks_in(ben, habit) == []
    assert ticks_told(ben)[-1]["data"]["done"] is False


def test_ones_own_pages_know_it_at_once(
    app: Flask, ana: Someone, ben: Someone, couple: str, habit: str
) -> None:
    tick(ben, habit)
    tick(ana, habit, note="mk-words")

    def read(person: Someone) -> dict[str, Any]:
        with app.app_context():
            on = days.read(person.id, None, NOON).habits[habit]
            seat = seats.take(db.session(), person.id)
            slips = jar.month(person.id, NOON).slips
            figures = progress.of_habit(person.id, habit, None, None, NOON)
            us = progress.overview(person.id, NOON).habits[0]
            return {
                "in": sorted(one.person for one in on.written),
                "today": on.period and str(on.period.outcome),
                "in a row": (on.current, figures.current, us.current),
                "period": figures.own_period and str(figures.own_period.outcome),
                "shared period": figures.period and str(figures.period.outcome),
                "left": us.own_period and str(us.own_period.outcome),
                "words": [slip.words for slip in slips],
                "titles": [one.id for one in jar.habits(person.id)],
                "called": Open(db.session(), seat, [habit], TODAY, NOON).on(habit, TODAY),
            }

    assert read(ana) == {
        "in": sorted((ana.id, ben.id)),
        "today": "kept",
        "in a row": (1, 0, 0),
        "period": "kept",
        "shared period": "open",
        "left": "open",  # Us may lie open for both to look at
        "words": ["mk-words"],
        "titles": [habit],
        "called": False,
    }
    assert read(ben) == {
        "in": [ben.id],
        "today": "open",
        "in a row": (0, 0, 0),
        "period": "open",
        "shared period": "open",
        "left": "open",
        "words": [],
        "titles": [],
        "called": False,
    }


def test_a_late_one_is_offered_no_more_and_pages_of_ticks_go_on_in_order(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    tells(ana, "day_end")
    weekly = daily(ana, ben, cadence={"unit": "week"})
    day = MONDAY - timedelta(days=1)
    with app.app_context():
        db.session.execute(db.text("UPDATE terms SET starts_on = '2026-05-01'"))
        db.session.commit()

    def late() -> Any:
        with app.app_context():
            return days.read(ana.id, None, NOON).habits[weekly].late

    assert late().date == day
    for back in range(3):
        tick(ana, weekly, day + back * timedelta(days=1))
    assert late() is None
    tick(ben, weekly, MONDAY)
    found: list[tuple[str, str]] = []
    page = {"next": ""}
    while page["next"] is not None:
        after = f"&after={page['next']}" if page["next"] else ""
        page = ana.get(f"/api/habits/{weekly}/ticks?limit=1{after}").get_json()
        found += [(item["date"], item["person"]) for item in page["items"]]
    own = [(str(day + back * timedelta(days=1)), ana.id) for back in range(3)]
    assert found == sorted([*own, (str(MONDAY), ben.id)])


@ON_ONE
def test_both_who_tell_later_wait_for_each_other_and_for_nothing_else(
    ana: Someone, ben: Someone, habit: str, time_machine: Travel
) -> None:
    tells(ben, "day_end")
    tick(ana, habit)
    time_machine.shift(60)
    tick(ben, habit)
    assert (ticks_in(ana, habit), ticks_in(ben, habit)) == (
        [(ana.id, str(TODAY), None)],
        [(ben.id, str(TODAY), None)],
    )
    tell(ben, time_machine)  # it is the moment of both
    assert ticks_in(ana, habit) == ticks_in(ben, habit)
    assert ana.get("/api/progress").get_json()["habits"][0]["current"] == 1


@ON_ONE
def test_it_is_judged_when_it_is_said_and_not_again(
    ana: Someone, ben: Someone, habit: str, time_machine: Travel
) -> None:
    day = TODAY - timedelta(days=2)
    tick(ana, habit, day)
    tick(ana, habit)
    say(ben, habit, "retire")
    assert ben.patch("/api/couple", {"backfill_days": 1}).status_code == 200
    assert ana.put(path(habit, day)).status_code == 422
    tell(ana, time_machine)
    assert [when for _, when, _ in ticks_in(ben, habit)] == [str(day), str(TODAY)]


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_when_they_part_it_stays_with_whoever_said_it_and_nobody_is_told(
    app: Flask, ana: Someone, ben: Someone, habit: str, who: str
) -> None:
    before = ben.stream()
    tick(ana, habit, YESTERDAY, note="Seen by nobody")
    tick(ana, habit)
    assert {"ana": ana, "ben": ben}[who].post("/api/couple/unlink").status_code == 204
    assert [item["kind"] for item in ben.stream()[len(before) :]] == ["unlinked"]
    assert ana.stream()[-1]["kind"] == "unlinked"
    assert (in_store(app, UntoldTick), in_store(app, Tick), moment_of(ana)) == (0, 2, None)
    export = ana.post("/api/me/export", {"password": PASSWORD}).get_json()
    assert "Seen by nobody" in str(export)
    assert "Seen by nobody" not in str(ben.post("/api/me/export", {"password": PASSWORD}).json)
    minute(ana)
    assert ben.stream()[-1]["kind"] == "unlinked"
    # In a new couple the setting holds, and nothing comes back.
    link(ana, ben)
    anew = daily(ana, ben)
    tick(ana, anew)
    assert ticks_in(ben, anew) == []


def test_after_days_without_a_server_what_was_settled_meanwhile_is_settled_anew(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Travel
) -> None:
    long_ago = TODAY - timedelta(days=90)
    time_machine.move_to(NOON - timedelta(days=90), tick=False)
    assert ben.patch("/api/couple", {"backfill_days": 30}).status_code == 200
    habit = str(agree(ana, ben, mode="together", grace=False, starts_on=str(long_ago))["id"])
    tells(ana, "day_end")
    said = NOON - timedelta(days=30)
    time_machine.move_to(NOON, tick=False)
    oldest = (said - timedelta(days=30)).date()
    assert sync(ana, couple, op(habit, said + timedelta(hours=1), day=oldest)) == ["applied"]
    time_machine.move_to(NOON + timedelta(days=21), tick=False)
    assert ben.get("/api/progress").get_json()["habits"][0]["best"] == 0  # and settles
    minute(ana)
    assert ben.get("/api/progress").get_json()["habits"][0]["best"] == 1
    found = ben.get(f"/api/habits/{habit}/progress?from={oldest}&to={oldest}").get_json()
    assert [period["outcome"] for period in found["periods"]] == ["kept"]


@ON_ONE
def test_a_moment_that_was_told_already_tells_nothing_again(
    app: Flask, ana: Someone, habit: str, time_machine: Travel
) -> None:
    tick(ana, habit)
    time_machine.move_to(TOLD, tick=False)
    with app.app_context():
        assert telling.due(clock.now()) == [ana.id]
        assert telling.tell(ana.id, clock.now()) == 1
        assert telling.tell(ana.id, clock.now()) == 0
    tick(ana, habit, YESTERDAY)  # its errand may be on the way twice: this one has its own moment
    assert moment_of(ana) != TOLD
    with app.app_context():
        assert telling.tell(ana.id, clock.now()) == 0
        assert telling.due(clock.now()) == []
