"""`flask --app wsgi demo`: what it adds, what it prints, and where it refuses."""

import json
import re
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from click.testing import Result
from flask import Flask

from tests.support.people import Someone
from tracker import clock, streaks
from tracker.cli import demo as command
from tracker.cli import demo_coaching
from tracker.extensions import db
from tracker.models import (
    Checkpoint,
    CoachLink,
    CoupleCheckpoint,
    Habit,
    Person,
    SettledPeriod,
    Tick,
)
from tracker.services import (
    checkpoints,
    demo,
    habit_facts,
    progress,
    seat,
    settled,
    standing,
    transaction,
)

YEAR = timedelta(days=365)
EVERYBODY = 3 + 2 * len(demo_coaching.COUPLES)


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["demo", *words])


def added(app: Flask, *words: str) -> dict[str, Any]:
    result = run(app, *words)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def token(app: Flask, who: dict[str, str]) -> dict[str, str]:
    response = app.test_client().post("/api/tokens", json=who)
    assert response.status_code == 201, response.get_json()
    return {"Authorization": f"Bearer {response.get_json()['token']}"}


def test_one_json_object_says_who_can_sign_in(app: Flask, dev: Someone, eva: Someone) -> None:
    said = added(app, "--years", "1", "--seed", "4")
    assert set(said) == {"partners", "coach", "couple", "habits"}
    assert len(said["partners"]) == 2
    assert len(said["habits"]) == 6
    client = app.test_client()
    for who in said["partners"]:
        headers = token(app, who)
        assert client.get("/api/me", headers=headers).get_json()["couple"] == said["couple"]
        habits = client.get("/api/habits", headers=headers).get_json()["items"]
        assert [habit["id"] for habit in habits] == said["habits"]
        assert {habit["state"] for habit in habits} == {"active"}
        overview = client.get("/api/progress", headers=headers).get_json()
        assert len(overview["habits"]) == 6
        assert sum(habit["best"] for habit in overview["habits"]) > 30
    coach = client.get("/api/me", headers=token(app, said["coach"])).get_json()
    assert coach["couple"] is None
    assert dev.stream() == eva.stream() == []


def test_it_works_as_a_habit_does_that_was_agreed_and_ticked_by_hand(app: Flask) -> None:
    said = added(app, "--years", "1")
    ana = token(app, said["partners"][0])
    client = app.test_client()
    walk = said["habits"][4]
    history = client.get(f"/api/habits/{walk}/history", headers=ana).get_json()["items"]
    assert [version["status"] for version in history] == ["accepted", "accepted"]
    habit = client.get(f"/api/habits/{walk}", headers=ana).get_json()
    assert habit["terms"]["cadence"]["times"] == 3
    today = client.get("/api/couple", headers=ana).get_json()["today"]
    answer = client.put(f"/api/habits/{said['habits'][1]}/ticks/{today}", json={}, headers=ana)
    assert answer.status_code == 200
    pauses = client.get("/api/pauses", headers=ana).get_json()["items"]
    assert len(pauses) == 2


def test_stored_progress_is_what_a_fresh_fold_gives(app: Flask) -> None:
    said = added(app, "--years", "2", "--seed", "8")
    now = clock.now()
    with app.app_context():
        person = demo.found([said["partners"][0]["email"]])[said["partners"][0]["email"]]
        place = seat.take(db.session(), person)
        connection, latest = db.session.connection(), place.latest(now)
        for facts in habit_facts.all_facts(connection, place.couple_id):
            fresh = standing.fold(connection, place, facts, now, resume=None)
            shown = progress.of_habit(person, facts.id, latest - YEAR, latest, now)
            assert list(shown.periods) == [
                period for period in fresh.periods if period.end >= latest - YEAR
            ]
            assert (shown.current, shown.best, shown.grace) == (
                fresh.current,
                fresh.best,
                fresh.grace,
            )
            assert shown.strength == pytest.approx(fresh.strength, abs=1e-9)
            before = checkpoints.cut(place.today(now), place.week_start)
            assert settled.periods(
                db.session(), place, facts.id, fresh.periods[0].start, latest
            ) == [period for period in fresh.periods if period.end < before]
        assert db.session.get(CoupleCheckpoint, place.couple_id) is not None
        assert db.session.query(SettledPeriod).count() > 500


def test_the_dice_fall_alike_for_a_seed(app: Flask) -> None:
    stories = []
    for said in (added(app, "--years", "0.5", "--seed", "3") for _ in range(2)):
        with app.app_context():
            rows = db.session.execute(
                db.select(Tick.date, Tick.note, Habit.title, Person.name)
                .join(Habit, Habit.id == Tick.habit_id)
                .join(Person, Person.id == Tick.person_id)
                .where(Tick.habit_id.in_(said["habits"]))
            )
            stories.append(sorted(map(str, rows)))
    assert stories[0] == stories[1]


def test_many_couples_share_a_coach(app: Flask) -> None:
    said = added(app, "--years", "0.25", "--couples", "3")
    assert len(said["couples"]) == 3
    assert said["couples"][0]["couple"] == said["couple"]
    assert said["couples"][0]["habits"] == said["habits"]
    assert len({each["couple"] for each in said["couples"]}) == 3
    addresses = [who["email"] for each in said["couples"] for who in each["partners"]]
    assert len(set(addresses)) == 6


def test_couples_beyond_the_stories_live_like_others_under_ids_of_their_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived, live = [], demo.live

    def noted(*args: Any, **kwargs: Any) -> Any:
        lived.append(args)
        return live(*args, **kwargs)

    monkeypatch.setattr(demo, "live", noted)
    monkeypatch.setattr(command, "DIFFERENT", 1)
    said = added(app, "--years", "0.5", "--couples", "3")
    assert len(lived) == 1  # living takes a sixth of a second, and there may be hundreds
    one, *twins = said["couples"]
    client = app.test_client()

    def seen(couple: dict[str, Any]) -> tuple[Any, Any]:
        headers = token(app, couple["partners"][1])
        assert client.get("/api/couple", headers=headers).get_json()["id"] == couple["couple"]
        shown = [
            client.get(f"/api/habits/{habit}/progress", headers=headers).get_json()["periods"]
            for habit in couple["habits"]
        ]
        stream = client.get("/api/changes", headers=headers).get_data(as_text=True)
        return [[(each["start"], each["outcome"]) for each in one] for one in shown], stream

    story, _ = seen(one)
    assert any(outcome == "kept" for periods in story for _, outcome in periods)
    for twin in twins:
        assert seen(twin)[0] == story
        mine = {twin["couple"], *twin["habits"]}
        assert mine.isdisjoint({one["couple"], *one["habits"]})
        assert all(habit in seen(twin)[1] for habit in twin["habits"])
        assert not any(habit in seen(twin)[1] for habit in one["habits"])
    with app.app_context():
        links = db.session.scalars(db.select(CoachLink)).all()
        assert {link.couple_id for link in links} == {each["couple"] for each in said["couples"]}
        assert len({link.coach_id for link in links}) == 1
        assert {link.state for link in links} == {"active"}
        assert len({link.id for link in links}) == 3


def test_ten_years_are_told_at_once(app: Flask) -> None:
    """Not a measurement: only far from it would something grow with history that should not."""
    said = added(app, "--years", "10")
    with app.app_context():
        habits = db.session.query(Tick.habit_id, db.func.count()).group_by(Tick.habit_id).all()
        assert {habit_id for habit_id, _ in habits} == set(said["habits"])
        assert sum(count for _, count in habits) > 12_000
        assert db.session.query(Checkpoint).count() == 6


def test_the_standard_demo_is_the_same_the_second_time(app: Flask, tmp_path: Path) -> None:
    first = run(app, "--if-empty")
    assert first.exit_code == 0, first.output
    for word in ("Ana", "Ben", "Cleo", "http://127.0.0.1:8000", "ana@woven.example"):
        assert word in first.stdout
    kept = tmp_path / command.FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with app.app_context():
        ticks = db.session.query(Tick).count()
    second = run(app, "--if-empty")
    assert second.stdout == first.stdout
    with app.app_context():
        assert db.session.query(Tick).count() == ticks
        assert db.session.query(Person).count() == EVERYBODY


def test_the_standard_demo_holds_what_there_is_to_see(
    app: Flask, tmp_path: Path, time_machine: Any
) -> None:
    time_machine.move_to(datetime(2026, 5, 20, 18, tzinfo=UTC), tick=False)
    run(app, "--if-empty")
    people = json.loads((tmp_path / command.FILE).read_text())["people"]
    who = {"email": people[0]["email"], "password": people[0]["password"]}
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", who["password"])
    ana, client = token(app, who), app.test_client()
    habits = client.get("/api/habits", headers=ana).get_json()["items"]
    assert [habit["state"] for habit in habits] == ["active"] * 6 + ["retired"] + ["proposed"] * 2
    assert habits[6]["lives_on"]
    assert habits[7]["proposal"]["version"] == 1
    assert sum(bool(habit["plan"] and habit["two_minute"]) for habit in habits[:6]) == 4
    assert habits[0]["occasion"]["time"] == "20:00"
    modes = {habit["terms"]["mode"] for habit in habits[:6]}
    assert modes == {"together", "each", "turns"}
    week = client.get("/api/progress", headers=ana).get_json()
    assert week["streak"] > 0
    notes = client.get(f"/api/habits/{habits[1]['id']}/ticks", headers=ana).get_json()["items"]
    assert any(tick["note"] for tick in notes)
    link = client.get("/api/couple/coach", headers=ana).get_json()
    assert (link["state"], link["scopes"]) == ("active", ["titles", "checkins"])
    assert link["coach"] == {"id": ANY, "name": "Cleo", "practice": demo_coaching.PRACTICE}
    cleo = token(app, {name: people[2][name] for name in ("email", "password")})
    roster = client.get("/api/coaching/clients", headers=cleo).get_json()["items"]
    flags = {tuple(row["names"]): [flag["kind"] for flag in row["flags"]] for row in roster}
    fates = zip(demo_coaching.COUPLES, demo_coaching.FATES, strict=True)
    for couple, fate in (((people[0]["name"], people[1]["name"]), "steady"), *fates):
        assert flags[couple] == [] if fate == "steady" else fate in flags[couple]
    mine = f"/api/coaching/clients/{link['id']}"
    seen = client.get(mine, headers=cleo).get_json()
    assert len(seen["goals"]) == len(demo_coaching.GOALS)
    assert len(seen["questions"]) == 1
    assert [each["state"] for each in seen["suggestions"]] == ["open"]
    assert seen["sessions"]["next"] > "2026-05-20" > seen["sessions"]["last"]
    assert client.get(f"{mine}/notes", headers=cleo).get_json()["version"] == 3
    openings = f"/api/couple/coach/{link['id']}/openings"
    assert len(client.get(openings, headers=ana).get_json()["items"]) > 10


@pytest.mark.parametrize(("module", "name"), [(checkpoints, "settle"), (demo, "live")])
def test_a_demo_that_was_broken_off_is_told_anew(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(module, name, crash)
        assert isinstance(run(app, "--if-empty").exception, RuntimeError)
    before = (tmp_path / command.FILE).read_text()
    result = run(app, "--if-empty")
    assert result.exit_code == 0, result.output
    assert (tmp_path / command.FILE).read_text() == before
    with app.app_context():
        assert db.session.query(Person).count() == EVERYBODY
        assert db.session.query(Habit).count() == 9 + 6 * len(demo_coaching.COUPLES)
        assert db.session.query(CoachLink).count() == 1 + len(demo_coaching.COUPLES)


def test_a_fresh_store_keeps_the_passwords_of_the_last(
    make_app: Callable[..., Flask],
) -> None:
    assert run(make_app(), "--if-empty").stdout == run(make_app(), "--if-empty").stdout


@pytest.mark.parametrize(("words", "exit_code"), [(["--if-empty"], 0), ([], 1)])
def test_beside_somebody_s_own_accounts_there_is_no_standard_demo(
    app: Flask, dev: Someone, words: list[str], exit_code: int
) -> None:
    result = run(app, *words)
    assert result.exit_code == exit_code
    assert "accounts here already" in result.output
    with app.app_context():
        assert db.session.query(Person).count() == 1
    assert dev.stream() == []


@pytest.mark.parametrize(
    ("words", "exit_code"), [(["--if-empty"], 0), ([], 1), (["--years", "1"], 1)]
)
def test_a_public_server_takes_no_demo(
    make_app: Callable[..., Flask], words: list[str], exit_code: int
) -> None:
    app = make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on")
    result = run(app, *words)
    assert result.exit_code == exit_code
    assert "https" in result.output
    with app.app_context():
        assert db.session.query(Person).count() == 0


def test_a_store_without_tables_is_refused_in_words(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    with app.app_context(), transaction.writing() as session:
        session.execute(db.text("DELETE FROM alembic_version"))
    result = run(app, "--years", "1")
    assert result.exit_code == 1
    assert "db upgrade" in result.output


def test_a_file_that_cannot_be_read_is_left_as_it_is(app: Flask, tmp_path: Path) -> None:
    (tmp_path / command.FILE).write_text("{")
    result = run(app, "--if-empty")
    assert result.exit_code == 1
    assert command.FILE in result.output
    assert (tmp_path / command.FILE).read_text() == "{"


def test_periods_of_all_outcomes_occur_over_the_years(app: Flask) -> None:
    added(app, "--years", "3")
    with app.app_context():
        outcomes = set(db.session.scalars(db.select(SettledPeriod.outcome).distinct()))
    for outcome in (
        streaks.Outcome.KEPT,
        streaks.Outcome.MISSED,
        streaks.Outcome.GRACED,
        streaks.Outcome.PAUSED,
    ):
        assert str(outcome) in outcomes
