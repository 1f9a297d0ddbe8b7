"""Reminders and quiet hours by the API: one's own, and nobody else's business."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import ask
from tests.support.habits import agreed
from tests.support.jobs import run_errand, run_errands, run_round
from tests.support.mails import mails
from tests.support.people import PASSWORD, Someone, problem
from tests.support.reminding import confirm

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
TODAY = date(2026, 5, 20)
DEFAULTS = {
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "by_mail": False,
    "nudges": False,
    "recap": False,
    "address_confirmed": False,
}


@pytest.fixture(autouse=True)
def _noon(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    return agreed(ana, couple, TODAY)


def add(person: Someone, habit: str, **wish: Any) -> dict[str, Any]:
    response = person.post("/api/reminders", {"habit": habit, "kind": "time", **wish})
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def listed(person: Someone) -> list[dict[str, Any]]:
    return person.get("/api/reminders").get_json()["items"]


def test_one_is_added_listed_changed_and_removed(ana: Someone, habit: str) -> None:
    made = add(ana, habit, time="20:00", weekdays=[5, 1])
    reminder = made["id"]
    assert made == {
        "id": reminder,
        "habit": habit,
        "kind": "time",
        "time": "20:00",
        "weekdays": [1, 5],
        "lead_minutes": None,
        "next_at": "2026-05-22T20:00:00.000Z",
    }
    assert listed(ana) == [made]
    changed = ana.put(f"/api/reminders/{reminder}", {"kind": "time", "time": "21:30"})
    assert changed.get_json()["next_at"] == "2026-05-20T21:30:00.000Z"
    assert changed.get_json()["weekdays"] is None
    assert ana.delete(f"/api/reminders/{reminder}", json={}).status_code == 204
    assert listed(ana) == []
    problem(ana.delete(f"/api/reminders/{reminder}", json={}), 404, "not_found")


def test_the_same_wish_twice_is_one_and_ten_are_enough(ana: Someone, habit: str) -> None:
    made = [add(ana, habit, time=f"{hour:02}:00")["id"] for hour in range(8, 18)]
    assert add(ana, habit, time="17:00", weekdays=[1, 2, 3, 4, 5, 6, 7])["id"] == made[-1]
    full = ana.post("/api/reminders", {"habit": habit, "kind": "time", "time": "19:00"})
    problem(full, 409, "too_many")
    assert len(listed(ana)) == 10


def test_an_occasion_is_announced_when_it_is_set_moved_and_cleared(
    ana: Someone, ben: Someone, habit: str
) -> None:
    made = add(ana, habit, kind="occasion", lead_minutes=90)
    assert made["next_at"] is None

    def when(occasion: dict[str, Any] | None) -> str | None:
        path = f"/api/habits/{habit}/occasions/{TODAY}"
        body = {"data": json.dumps(occasion), "content_type": "application/json"}
        assert ben.call("PUT", path, **body).status_code == 200
        return listed(ana)[0]["next_at"]

    assert when({"day": "2026-05-20", "time": "21:30"}) == "2026-05-20T20:00:00.000Z"
    assert when({"day": "2026-05-21"}) == "2026-05-21T09:00:00.000Z"
    ana.patch("/api/me", {"timezone": "Europe/Berlin"})
    assert listed(ana)[0]["next_at"] == "2026-05-21T07:00:00.000Z"
    assert when(None) is None


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"kind": "time"}, "time"),
        ({"kind": "time", "time": "24:00"}, "time"),
        ({"kind": "time", "time": "8:00"}, "time"),
        ({"kind": "time", "time": "20:00", "weekdays": [8]}, "weekdays"),
        ({"kind": "time", "time": "20:00", "lead_minutes": 5}, "lead_minutes"),
        ({"kind": "occasion"}, "lead_minutes"),
        ({"kind": "occasion", "lead_minutes": -1}, "lead_minutes"),
        ({"kind": "occasion", "lead_minutes": 5, "time": "20:00"}, "time"),
        ({"kind": "daily"}, "kind"),
        ({"kind": "time", "time": "20:00", "person": "x"}, "person"),
    ],
)
def test_what_is_no_wish_is_refused(
    ana: Someone, habit: str, wish: dict[str, Any], field: str
) -> None:
    for answer in (
        ana.post("/api/reminders", {"habit": habit, **wish}),
        ana.put(f"/api/reminders/{add(ana, habit, time='20:00')['id']}", wish),
    ):
        assert field in problem(answer, 422, "invalid")["errors"]


def test_only_for_what_is_in_force_and_shared(
    ana: Someone, ben: Someone, couple: str, habit: str, dev: Someone, eva: Someone
) -> None:
    wish = {"kind": "time", "time": "20:00"}
    proposed = ask(ana)["id"]
    problem(ana.post("/api/reminders", {"habit": proposed, **wish}), 409, "not_active")
    problem(dev.post("/api/reminders", {"habit": habit, **wish}), 404, "not_found")
    ben.post("/api/couple/unlink")
    problem(ana.post("/api/reminders", {"habit": habit, **wish}), 410, "unlinked")


def test_neither_the_partner_nor_a_stream_knows_of_it(
    ana: Someone, ben: Someone, habit: str
) -> None:
    before = (ana.stream(), ben.stream())
    reminder = add(ana, habit, time="20:17")["id"]
    ana.patch("/api/me/contact", {"quiet_from": "21:13", "nudges": True})
    assert listed(ben) == []
    assert ben.get("/api/me/contact").get_json() == DEFAULTS
    wish = {"kind": "time", "time": "20:00"}
    problem(ben.put(f"/api/reminders/{reminder}", wish), 404, "not_found")
    problem(ben.delete(f"/api/reminders/{reminder}", json={}), 404, "not_found")
    paths = ("/api/couple", f"/api/habits/{habit}", f"/habits/{habit}", "/settings/reminders")
    for path in (*paths, "/today"):
        text = ben.get(path).get_data(as_text=True)
        assert reminder not in text
        assert "20:17" not in text
        assert "21:13" not in text
    assert (ana.stream(), ben.stream()) == before


def test_how_one_may_be_reached(ana: Someone) -> None:
    assert ana.get("/api/me/contact").get_json() == DEFAULTS
    answer = ana.patch("/api/me/contact", {"quiet_from": "23:00", "nudges": True})
    assert answer.get_json() == {**DEFAULTS, "quiet_from": "23:00", "nudges": True}
    assert ana.get("/api/me/contact").get_json() == answer.get_json()
    problem(ana.patch("/api/me/contact", {"by_mail": True}), 422, "not_confirmed")
    problem(ana.patch("/api/me/contact", {"quiet_until": "7"}), 422, "invalid")
    confirm(ana, NOW)
    assert ana.patch("/api/me/contact", {"by_mail": True}).get_json()["by_mail"]


def test_it_is_exported_and_goes_with_its_person(ana: Someone, habit: str) -> None:
    add(ana, habit, time="20:00")
    ana.patch("/api/me/contact", {"nudges": True})
    document = ana.post("/api/me/export", {"password": PASSWORD}).get_json()
    (reminder,), (wishes,) = document["reminders"], document["contact"]
    assert (reminder["habit"], reminder["time"]) == (habit, "20:00")
    assert wishes["nudges"]
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204


def test_by_mail_it_names_nothing_and_comes_once(
    app: Flask, ana: Someone, habit: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    confirm(ana, NOW)
    ana.patch("/api/me/contact", {"by_mail": True})
    reminder = add(ana, habit, time="20:00")["id"]
    time_machine.move_to(NOW.replace(hour=20), tick=False)
    for _ in range(2):
        run_round(app, "reminders")
        run_errands(app)
    (mail,) = mails(app)
    assert mail.to == ana.email
    assert mail.subject == "A reminder from Woven"
    assert "http://127.0.0.1:8000/today" in mail.body
    for word in ("Walk", "Ben", "Ana"):
        assert word not in mail.body + mail.subject
    due = NOW.replace(hour=20).isoformat()
    time_machine.move_to(NOW.replace(hour=20, minute=16), tick=False)
    run_errand(app, "mail.reminder", reminder, str(TODAY), due)
    ana.patch("/api/me/contact", {"by_mail": False})
    time_machine.move_to(NOW.replace(hour=20, minute=1), tick=False)
    run_errand(app, "mail.reminder", reminder, str(TODAY), due)
    assert len(mails(app)) == 1
