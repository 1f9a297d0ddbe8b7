"""Ticks over HTTP: one by one, and from phones that were offline."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from tests.support.habits import agreed
from tests.support.people import Someone, problem
from tracker.schemas import tick as shapes
from tracker.services import ticks

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    return agreed(ana, couple, TODAY - timedelta(days=40))


def path(habit: str, day: date = TODAY) -> str:
    return f"/api/habits/{habit}/ticks/{day}"


def test_a_tick_is_answered_with_where_the_habit_stands(ana: Someone, habit: str) -> None:
    response = ana.put(path(habit), {"note": "by the river"})
    assert response.status_code == 200
    body = response.get_json()
    assert body["tick"] == {
        "person": ana.id,
        "date": "2026-05-20",
        "slot": 0,
        "done": True,
        "note": "by the river",
        "late": False,
    }
    assert body["progress"]["current"] == 0
    assert body["progress"]["period"]["done_by"][ana.id] == 1
    assert body["progress"]["period"]["outcome"] == "open"


def test_both_ticking_keeps_the_day(ana: Someone, ben: Someone, habit: str) -> None:
    ana.put(path(habit))
    body = ben.put(path(habit)).get_json()
    assert body["progress"]["current"] == 1
    assert body["progress"]["period"]["outcome"] == "kept"


def test_both_streams_hear_of_a_tick_without_its_words(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    answer = ana.put(path(habit), {"note": "MARKER"}).get_json()
    for person in (ana, ben):
        (item,) = person.stream()
        assert item["kind"] == "tick"
        assert item["by"] == ana.id
        assert item["data"] == {
            "habit": habit,
            "person": ana.id,
            "date": "2026-05-20",
            "slot": 0,
            "done": True,
            "has_note": True,
            "progress": answer["progress"],
        }
        assert "MARKER" not in str(item)
    assert ana.stream()[0]["at"] == "2026-05-20T18:30:00.000Z"
    assert ben.stream()[0]["at"] == "2026-05-20"
    assert dev.stream() == eva.stream() == []


def test_saying_it_again_writes_no_change(ana: Someone, ben: Someone, habit: str) -> None:
    ana.put(path(habit), {"note": "first"})
    ana.put(path(habit))
    assert len(ben.stream()) == 1
    body = ana.put(path(habit), {"note": None}).get_json()
    assert body["tick"]["note"] is None
    assert len(ben.stream()) == 2


def test_taking_back_what_was_never_said_writes_no_change(ana: Someone, habit: str) -> None:
    body = ana.delete(path(habit)).get_json()
    assert body["tick"]["done"] is False
    assert ana.stream() == []


def test_taking_back_clears_the_words(ana: Someone, habit: str) -> None:
    ana.put(path(habit), {"note": "gone"})
    ana.delete(path(habit))
    assert ana.put(path(habit)).get_json()["tick"]["note"] is None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), "future_date"),
        (TODAY - timedelta(days=4), "too_old"),
    ],
)
def test_dates_outside_the_window_are_refused(
    ana: Someone, habit: str, day: date, code: str
) -> None:
    document = problem(ana.put(path(habit, day)), 422, code)
    assert "date" in document["errors"]
    assert ana.stream() == []


def test_a_habit_cannot_be_ticked_before_it_starts(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY)
    problem(ana.put(path(habit, TODAY - timedelta(days=1))), 422, "not_started")


def test_slots_are_those_of_the_cadence(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY, times=2)
    assert ana.put(path(habit), {"slot": 1}).status_code == 200
    problem(ana.put(path(habit), {"slot": 2}), 422, "bad_slot")
    problem(ana.delete(path(habit) + "?slot=2"), 422, "bad_slot")
    weekly = agreed(ana, couple, TODAY, unit="week", times=3)
    problem(ana.put(path(weekly), {"slot": 1}), 422, "bad_slot")


@pytest.mark.parametrize(
    "body",
    [
        {"slot": -1},
        {"slot": "0"},
        {"slot": True},
        {"slot": 2**70},
        {"slot": 0.5},
        {"note": 5},
        {"note": "x" * 501},
        {"note": "a\x00b"},
        {"note": "\ud800"},
        {"when": "now"},
        [],
        None,
        "tick",
    ],
)
def test_a_bad_shape_is_refused_and_stores_nothing(ana: Someone, habit: str, body: object) -> None:
    sent = {"data": json.dumps(body), "content_type": "application/json"}
    problem(ana.call("PUT", path(habit), **sent), 422, "invalid")
    assert ana.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []


def test_words_are_normalised_at_the_door(ana: Someone, habit: str) -> None:
    body = ana.put(path(habit), {"note": "  cafe\u0301\r\nand\rtea \n"}).get_json()
    assert body["tick"]["note"] == "caf\u00e9\nand\ntea"


def test_strangers_find_nothing(dev: Someone, eva: Someone, max_: Someone, habit: str) -> None:
    missing = path(str(uuid4()))
    for stranger in (dev, eva, max_):
        for method in ("PUT", "DELETE"):
            there = stranger.call(method, path(habit), json={})
            nowhere = stranger.call(method, missing, json={})
            assert there.status_code == nowhere.status_code == 404
            assert there.data == nowhere.data
        assert stranger.put(path(habit), {"slot": "bad"}).status_code == 404
        assert stranger.get(f"/api/habits/{habit}/ticks").status_code == 404
        assert stranger.put("/api/habits/nothing/ticks/x").status_code == 404
        assert stranger.stream() == []


def test_lists_hold_both_partners_and_say_late_of_ones_own_alone(
    ana: Someone, ben: Someone, habit: str
) -> None:
    ana.put(path(habit, TODAY - timedelta(days=2)))
    ana.put(path(habit))
    ben.put(path(habit), {"note": "hers too"})
    items = ana.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert [
        (item["date"], item["person"], item["late"]) for item in items if item["late"] is not None
    ] == [
        ("2026-05-18", ana.id, True),
        ("2026-05-20", ana.id, False),
    ]
    assert [item["note"] for item in items if item["person"] == ben.id] == ["hers too"]


def test_lists_come_in_pages(ana: Someone, ben: Someone, habit: str) -> None:
    for back in range(4):
        ana.put(path(habit, TODAY - timedelta(days=back)))
        ben.put(path(habit, TODAY - timedelta(days=back)))
    seen: list[tuple[str, str]] = []
    after = ""
    while True:
        page = ana.get(f"/api/habits/{habit}/ticks?limit=3{after}").get_json()
        seen += [(item["date"], item["person"]) for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == 8
    assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "after=%00",
        "after=bm8=",
        "from=tomorrow",
        "to=2026-02-30",
    ],
)
def test_a_bad_query_is_refused(ana: Someone, habit: str, query: str) -> None:
    problem(ana.get(f"/api/habits/{habit}/ticks?{query}"), 422, "invalid")


def test_a_range_is_at_most_400_days(ana: Someone, habit: str) -> None:
    problem(ana.get(f"/api/habits/{habit}/ticks?from=2025-01-01&to=2026-05-20"), 422, "bad_range")
    problem(ana.get(f"/api/habits/{habit}/ticks?from=2026-05-21&to=2026-05-20"), 422, "bad_range")


def test_a_tick_hands_out_what_its_schema_shows() -> None:
    for note, late in (("by the river", True), (None, None)):
        view = ticks.TickView("ana", TODAY, 1, True, note, late)
        assert view.data == shapes.Tick().dump(view)
