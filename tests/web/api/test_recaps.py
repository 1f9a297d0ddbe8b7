"""The weeks to look back on by the API."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.support.agreeing import agree
from tests.support.people import Someone, problem

MONDAY = date(2026, 5, 11)
NOW = datetime(2026, 5, 11, 18, 30, tzinfo=UTC)
READY = datetime(2026, 5, 20, 8, tzinfo=UTC)
Clock = time_machine.TimeMachineFixture


@pytest.fixture(autouse=True)
def _evening(time_machine: Clock) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    return str(agree(ana, ben)["id"])


def test_a_week_is_listed_and_read_once_it_is_ready(
    ana: Someone, ben: Someone, habit: str, time_machine: Clock, dev: Someone, eva: Someone
) -> None:
    ana.put(f"/api/habits/{habit}/ticks/{MONDAY}", {"note": "mk-ana-note"})
    assert ana.get("/api/recaps").get_json() == {"items": [], "next": None}
    problem(ana.get(f"/api/recaps/{MONDAY}"), 404, "not_found")
    time_machine.move_to(READY, tick=False)
    spans = {"items": [{"start": "2026-05-11", "end": "2026-05-17"}], "next": None}
    assert ana.get("/api/recaps").get_json() == ben.get("/api/recaps").get_json() == spans
    found = ben.get(f"/api/recaps/{MONDAY}").get_json()
    question = found.pop("question")
    assert question["card"]
    assert question["text"]
    grounds = ["woven", *["plain"] * 5, "open"]
    grounds[1] = "plain"
    assert found == {
        "start": "2026-05-11",
        "end": "2026-05-17",
        "days": [
            {"date": f"2026-05-{11 + number}", "ground": ground}
            for number, ground in enumerate(grounds)
        ],
        "days_woven": 1,
        "kept": [{"habit": habit, "title": "Walk after dinner", "times": 1}],
        "words": 1,
        "is_woven": False,
        "late_until": "2026-05-20",
        "notice": {"kind": "first_crossing", "habit": habit, "day": None, "number": None},
    }
    strange = dev.get(f"/api/recaps/{MONDAY}")
    assert strange.get_json()["kept"] == []
    assert "mk-" not in strange.text
    assert habit not in strange.text


def test_what_is_no_week_of_theirs_is_not_there(
    ana: Someone, couple: str, max_: Someone, time_machine: Clock
) -> None:
    time_machine.move_to(READY, tick=False)
    for week in ("2026-05-12", "2026-05-18", "2026-05-04", "0001-01-01", "9999-12-27", "last"):
        problem(ana.get(f"/api/recaps/{week}"), 404, "not_found")
    problem(ana.get("/api/recaps?after=nonsense"), 422, "invalid")
    problem(max_.get(f"/api/recaps/{MONDAY}"), 404, "not_found")
    problem(max_.get("/api/recaps"), 404, "not_found")
