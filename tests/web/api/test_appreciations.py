"""Warm marks and the jar by the API."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from tests.support.agreeing import agree
from tests.support.people import Someone, problem

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
WORDS = "mk-twice-around-the-lake"


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    found = str(agree(ana, ben, mode="each")["id"])
    ana.put(f"/api/habits/{found}/ticks/{TODAY}", {"note": WORDS})
    return found


def at(habit: str, day: object = TODAY) -> str:
    return f"/api/habits/{habit}/ticks/{day}/mark"


def test_a_mark_is_put_and_taken_back(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    response = ben.put(at(habit), {"mark": "thanks"})
    assert response.status_code == 200
    assert response.get_json() == {
        "person": ana.id,
        "date": str(TODAY),
        "slot": 0,
        "mark": "thanks",
    }
    assert ben.put(at(habit), {"mark": "keep", "person": ana.id}).get_json()["mark"] == "keep"
    (slip,) = ana.get("/api/jar").get_json()["items"]
    assert (slip["note"], slip["mark"]) == (WORDS, "keep")
    response = ben.delete(f"{at(habit)}?slot=0&person={ana.id}")
    assert (response.status_code, response.get_data()) == (204, b"")
    assert ben.delete(at(habit)).status_code == 204
    assert ana.get("/api/jar").get_json()["items"][0]["mark"] is None
    for person in (ana, ben):
        assert WORDS not in str(person.stream())
    assert dev.stream() == eva.stream() == []
    assert dev.get("/api/jar").get_json() == {"items": [], "next": None}


def test_refusals_come_in_the_order_of_the_contract(
    ana: Someone, ben: Someone, habit: str, dev: Someone, max_: Someone
) -> None:
    for person in (dev, max_):
        problem(person.put(at(habit), {"mark": "heart"}), 404, "not_found")
        problem(person.put(at(habit), {"mark": "nonsense"}), 404, "not_found")
        problem(person.delete(at(habit)), 404, "not_found")
    problem(max_.get("/api/jar"), 404, "not_found")
    problem(dev.get(f"/api/jar?habit={habit}"), 404, "not_found")
    wrong: list[dict[str, Any]] = [
        {},
        {"mark": "love"},
        {"mark": ""},
        {"mark": "heart", "slot": 20},
        {"mark": "heart", "slot": -1},
        {"mark": "heart", "person": "ben"},
        {"mark": "heart", "stars": 5},
    ]
    for body in wrong:
        problem(ben.put(at(habit), body), 422, "invalid")
    problem(ben.put(at(habit, "yesterday"), {"mark": "heart"}), 422, "invalid")
    problem(ana.put(at(habit), {"mark": "heart", "person": ana.id}), 403, "own_words")
    problem(ana.delete(f"{at(habit)}?person={ana.id}"), 403, "own_words")
    problem(ben.put(at(habit, "0001-01-01"), {"mark": "heart"}), 404, "not_found")
    problem(ben.put(at(habit, "9999-12-31"), {"mark": "heart"}), 404, "not_found")
    problem(ben.get("/api/jar?after=nonsense"), 422, "invalid")
    ana.post("/api/couple/unlink")
    problem(ben.put(at(habit), {"mark": "heart"}), 410, "unlinked")
    problem(ben.delete(at(habit)), 410, "unlinked")
    problem(ben.get("/api/jar"), 404, "not_found")


def test_the_jar_comes_in_pages(ana: Someone, ben: Someone, habit: str) -> None:
    ben.put(f"/api/habits/{habit}/ticks/{TODAY}", {"note": "heron"})
    first = ben.get(f"/api/jar?limit=1&habit={habit}").get_json()
    rest = ben.get(f"/api/jar?limit=1&habit={habit}&after={first['next']}").get_json()
    notes = [slip["note"] for page in (first, rest) for slip in page["items"]]
    assert sorted(notes) == ["heron", WORDS]
    assert rest["next"] is None
    assert set(first["items"][0]) == {
        *("habit", "title", "person", "date", "slot", "note", "mark"),
    }
