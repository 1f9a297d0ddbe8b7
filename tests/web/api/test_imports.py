"""Days of before: brought by one, let in by the other, and as if they had been ticked in time."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.support.agreeing import DAILY, agree, ask, say
from tests.support.loop_export import NEWER, packed
from tests.support.people import Someone, link, problem
from tracker.extensions import db
from tracker.models import Import, ImportedDay, SettledPeriod, SettledWeek, Tick
from tracker.services import checkpoints
from tracker.services import seat as seats

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def back(*ago: int, **more: Any) -> list[dict[str, Any]]:
    return [{"date": str(TODAY - number * DAY), **more} for number in ago]


def walk(ago: Any = range(1, 200), **fields: Any) -> dict[str, Any]:
    body = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "together", "days": back(*ago)}
    return {**body, **fields}


def bring(person: Someone, *habits: dict[str, Any]) -> list[dict[str, Any]]:
    answer = person.post("/api/imports", {"habits": list(habits)})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["items"]


def kept(person: Someone) -> tuple[int, int]:
    """Return how much waits, and how many ticks there are."""
    with person.app.app_context():
        return db.session.query(ImportedDay).count(), db.session.query(Tick).count()


def progress(person: Someone) -> dict[str, Any]:
    return person.get("/api/progress").get_json()


def test_a_yes_makes_ticks_of_the_importers_days_and_weaves_the_weeks(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    (habit,) = bring(ana, walk(days=back(0, *range(1, 200), note="hers")))
    assert habit["state"] == "proposed"
    assert habit["brings"] == {
        "by": ana.id,
        "days": 199,
        "notes": 199,
        "first": str(TODAY - 199 * DAY),
        "last": str(TODAY - DAY),
    }
    seen = ben.get(f"/api/habits/{habit['id']}")
    assert seen.get_json()["brings"]["days"] == 199
    assert "hers" not in seen.get_data(as_text=True)
    assert kept(ana) == (199, 0)
    before = [person.stream()[-1]["seq"] for person in (ana, ben)]

    agreed = say(ben, habit, "accept", version=1)
    assert (agreed["state"], agreed["brings"]) == ("active", None)
    assert agreed["starts_on"] == str(TODAY - 199 * DAY)
    assert kept(ana) == (0, 199)
    for person, seq in zip((ana, ben), before, strict=True):
        (item,) = [item for item in person.stream() if item["seq"] > seq]
        assert (item["kind"], item["data"]["state"]) == ("habit", "active")
        assert (progress(person)["habits"][0]["current"], progress(person)["streak"]) == (199, 29)
        assert {week["state"] for week in progress(person)["weeks"]} == {"woven", "running"}
    day = TODAY - 150 * DAY
    ticks = f"/api/habits/{habit['id']}/ticks?from={day}&to={day}"
    (tick,) = ben.get(ticks).get_json()["items"]
    assert (tick["person"], tick["note"], tick["late"]) == (ana.id, "hers", None)
    with ana.app.app_context():
        settled = db.session.query(SettledPeriod).count()
        weeks = db.session.query(SettledWeek).filter_by(state="woven").count()
        assert (settled > 120, weeks > 17) == (True, True)
    # What ben did he says himself, and only of days one may still write down.
    old = f"/api/habits/{habit['id']}/ticks/{day}"
    problem(ben.put(old, {}), 422, "too_old")
    assert [dev.stream(), eva.stream()] == [dev.stream()[:1], eva.stream()[:1]]
    problem(dev.get(f"/api/habits/{habit['id']}"), 404, "not_found")


@pytest.mark.parametrize("how", ["decline", "withdraw", "unlink"])
def test_without_a_yes_nothing_of_it_stays(
    ana: Someone, ben: Someone, couple: str, how: str
) -> None:
    (habit,) = bring(ana, walk())
    if how == "unlink":
        assert ben.post("/api/couple/unlink").status_code == 204
    else:
        say(ben if how == "decline" else ana, habit, how, version=1)
    assert kept(ana) == (0, 0)
    with ana.app.app_context():
        assert db.session.query(Import).count() == 0


def test_a_counter_keeps_the_days_unless_it_names_another_first_day(
    ana: Someone, ben: Someone, couple: str
) -> None:
    first, second = bring(ana, walk(), walk(title="Read", mode="each"))
    problem(ben.post(f"/api/habits/{first['id']}/accept", {"version": 2}), 409, "stale_proposal")
    changed = say(ben, first, "counter", version=1, cadence={"unit": "week", "times": 5})
    assert changed["brings"]["days"] == 199
    weekly = say(ana, first, "accept", version=2)
    assert weekly["terms"]["starts_on"] == str(TODAY - 199 * DAY)
    assert kept(ana) == (199, 199)

    fresh = say(ben, second, "counter", version=1, starts_on=str(TODAY))
    assert fresh["brings"] is None
    assert say(ana, second, "accept", version=2)["starts_on"] == str(TODAY)
    assert kept(ana) == (0, 199)


def test_both_bring_their_own_to_what_runs_and_what_was_said_here_stands(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, mode="each", starts_on=str(TODAY - 3 * DAY))["id"]
    ana.put(f"/api/habits/{habit}/ticks/{TODAY - 2 * DAY}", {"note": "said here"})
    ana.delete(f"/api/habits/{habit}/ticks/{TODAY - DAY}")
    (asked,) = bring(ana, {"habit": habit, "days": back(*range(1, 101), note="brought")})
    problem(
        ben.post("/api/imports", {"habits": [{"habit": habit, "days": back(5)}]}),
        409,
        "proposal_open",
    )
    problem(ana.post(f"/api/habits/{habit}/accept", {"version": 2}), 403, "own_proposal")
    assert (asked["state"], asked["proposal"]["begins"]) == ("active", None)
    after = say(ben, habit, "accept", version=2)
    assert after["starts_on"] == str(TODAY - 100 * DAY)
    listed = ana.get(f"/api/habits/{habit}/ticks?from={TODAY - 3 * DAY}&to={TODAY}").get_json()
    assert {(tick["date"], tick["note"]) for tick in listed["items"]} == {
        (str(TODAY - 3 * DAY), "brought"),
        (str(TODAY - 2 * DAY), "said here"),
    }
    assert progress(ana)["habits"][0]["best"] == 0  # each: nobody's days stand for the other's
    bring(ben, {"habit": habit, "days": back(*range(1, 81))})
    say(ana, habit, "accept", version=3)
    assert progress(ana)["habits"][0]["best"] == 79  # to the day before the one she took back
    told = ben.get("/api/couple/history").get_json()["items"]
    brought = [(one["by"], one["data"]["days"]) for one in told if one["what"] == "brought"]
    assert sorted(brought) == sorted([(ben.id, 80), (ana.id, 100)])
    assert "reworded" not in {one["what"] for one in told}


def test_a_phone_takes_back_a_brought_day_from_its_first_hour_on(app: Any, ben: Someone) -> None:
    ana = Someone(app, "noa", "Pacific/Kiritimati")
    couple = link(ana, ben)
    habit = agree(ana, ben, starts_on=str(TODAY - 3 * DAY))["id"]
    day = TODAY - DAY
    bring(ana, {"habit": habit, "days": [{"date": str(day)}]})
    say(ben, habit, "accept", version=2)
    began = datetime(day.year, day.month, day.day, 0, 30, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    op = {"op": str(uuid4()), "type": "tick", "habit": habit, "date": str(day), "done": False}
    envelope = {"couple": couple, "device": str(uuid4()), "sent_at": NOW.isoformat(), "after": 0}
    sent = {**envelope, "ops": [{**op, "at": began.isoformat()}]}
    (result,) = ana.post("/api/sync", sent).get_json()["results"]
    assert result["status"] == "applied"


def test_what_waited_long_rests_meanwhile_and_the_weeks_before_stay_judged(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    other = agree(ana, ben, title="Read", starts_on=str(TODAY))["id"]
    (habit,) = bring(ana, walk())
    time_machine.move_to(NOW + 120 * DAY, tick=False)
    ana.put(f"/api/habits/{other}/ticks/{TODAY + 120 * DAY}", {})
    lone = progress(ana)["weeks"]
    say(ben, habit, "accept", version=1)
    seen = progress(ana)
    mine = next(each for each in seen["habits"] if each["id"] == habit["id"])
    assert mine["current"] == 199
    (pause,) = ben.get("/api/pauses").get_json()["items"]
    assert (pause["first"], pause["last"]) == (str(TODAY), str(TODAY + 116 * DAY))
    assert [week["state"] for week in seen["weeks"][:-2]] == [week["state"] for week in lone[:-2]]
    with ana.app.app_context():  # and it is what a fold from the beginning gives
        now = NOW + 120 * DAY
        rows = {(row.start, row.state) for row in db.session.query(SettledWeek)}
        checkpoint = db.session.execute(db.text("select streak from couple_checkpoints")).all()
        seat = seats.take(db.session(), ana.id)
        for table in ("checkpoints", "settled_periods", "settled_weeks", "couple_checkpoints"):
            db.session.execute(db.text(f"delete from {table}"))
        checkpoints.settle(db.session(), seat, now)
        assert {(row.start, row.state) for row in db.session.query(SettledWeek)} == rows
        assert db.session.execute(db.text("select streak from couple_checkpoints")).all() == (
            checkpoint
        )


def test_somebody_alone_brings_days_that_wait_for_a_partner(app: Any) -> None:
    alone, eve = Someone(app, "max"), Someone(app, "eve")
    (habit,) = bring(alone, walk(range(1, 30), starts_on=str(TODAY - 20 * DAY)))
    assert habit["brings"]["days"] == 20
    url = alone.post("/api/invites").get_json()["url"]
    assert eve.post(f"/api/invites/{url.partition('#')[2]}/accept").status_code == 200
    assert say(eve, habit, "accept", version=1)["starts_on"] == str(TODAY - 20 * DAY)
    assert kept(alone) == (0, 20)


def test_several_times_a_day_come_back_as_often(ana: Someone, ben: Someone, couple: str) -> None:
    (habit,) = bring(ana, walk(cadence={"unit": "day", "times": 3}, days=back(1, 2, times=5)))
    say(ben, habit, "accept", version=1)
    assert kept(ana) == (0, 6)
    assert progress(ben)["habits"][0]["current"] == 2


def test_a_preview_says_what_is_in_a_file_and_keeps_nothing(
    ana: Someone, ben: Someone, couple: str
) -> None:
    zipped = base64.b64encode(packed(NEWER)).decode()
    found = ana.post("/api/imports/preview", {"zip": zipped}).get_json()["habits"]
    assert [habit["name"] for habit in found][:2] == ["Méditer ensemble", "Wake up, early"]
    assert found[0]["days"][0] == {"date": "2026-05-13", "times": 1, "note": "=1+1"}
    body = {"title": found[0]["name"], "cadence": DAILY, "mode": "each", "days": found[0]["days"]}
    assert kept(ana) == (0, 0)
    assert bring(ana, body)[0]["brings"]["notes"] == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/preview", {}, 422, "invalid"),
        ("/preview", {"table": "a", "zip": ""}, 422, "invalid"),
        ("/preview", {"zip": "%"}, 422, "invalid"),
        ("/preview", {"zip": "UEsDBA=="}, 422, "unreadable"),
        ("/preview", {"table": "\0 dear diary"}, 422, "invalid"),
        ("/preview", {"table": "dear diary"}, 422, "unreadable"),
        ("/preview", {"table": "x" * 600_000}, 413, "too_large"),
        ("", {"habits": []}, 422, "invalid"),
        ("", {"habits": [{"days": []}]}, 422, "invalid"),
        ("", {"habits": [{**walk(), "mode": "turns"}]}, 422, "invalid"),
        ("", {"habits": [walk(days=[{"date": "2026-05-01", "x": 1}])]}, 422, "invalid"),
        ("", {"habits": [walk(days=[{"date": "2026-05-01", "times": True}])]}, 422, "invalid"),
        ("", {"habits": [walk(days=[{"date": "2026-05-01", "note": "a\0"}])]}, 422, "invalid"),
        ("", {"habits": [walk(days=back(0, -1))]}, 422, "no_days"),
        ("", {"habits": [walk(days=back(16 * 366))]}, 422, "no_days"),
        (
            "",
            {"habits": [{"habit": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "days": back(1)}]},
            404,
            "not_found",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_asked(
    ana: Someone, ben: Someone, couple: str, path: str, body: Any, status: int, code: str
) -> None:
    problem(ana.post(f"/api/imports{path}", body), status, code)
    assert ana.get("/api/habits").get_json()["items"] == []


def test_all_of_an_import_or_nothing(ana: Someone, ben: Someone, couple: str) -> None:
    refused = {"habits": [walk(), walk(title="Later", days=back(0))]}
    problem(ana.post("/api/imports", refused), 422, "no_days")
    waiting = ask(ana)["id"]
    body = {"habits": [walk(), {"habit": waiting, "days": back(1)}]}
    problem(ana.post("/api/imports", body), 409, "not_active")
    assert len(ana.get("/api/habits").get_json()["items"]) == 1
    assert kept(ana) == (0, 0)
    with_many = {"habits": [walk(days=back(1), title=f"Walk {n}") for n in range(50)]}
    problem(ana.post("/api/imports", with_many), 409, "too_many")
