"""Talks: one clock for two, held by the server, and nobody learns who pressed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, link, problem
from tests.support.talking import current, press, start
from tests.web.api.evening import NOW, Clock

pytestmark = pytest.mark.usefixtures("evening", "couple")

MISSING = "6f1f3a52-6d0f-4d55-8a3a-0d8a1c1d2e3f"
MINUTE = 60_000


def later(time_machine: Clock, **stretch: float) -> None:
    time_machine.shift(timedelta(**stretch))


def heard(person: Someone) -> list[dict[str, Any]]:
    return [item for item in person.stream() if item["kind"] == "talk"]


def test_a_talk_runs_by_the_servers_clock_for_both(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    talk = start(ana)
    assert talk == {
        "id": talk["id"],
        "state": "running",
        "minutes": 20,
        "turn_minutes": None,
        "first_turn": None,
        "habit": None,
        "elapsed_ms": 0,
        "over": False,
        "version": 1,
        "phases": [{"kind": "together", "by": None, "from_ms": 0, "to_ms": 20 * MINUTE}],
        "now": "2026-05-20T18:30:00.000Z",
    }
    later(time_machine, seconds=90.25)
    for person in (ana, ben):
        seen = current(person)
        assert (seen["elapsed_ms"], seen["now"]) == (90_250, "2026-05-20T18:31:30.250Z")


def test_turns_name_who_has_the_word(ana: Someone, ben: Someone) -> None:
    talk = start(ana, minutes=10, turn_minutes=4, first_turn=ben.id)
    assert (talk["turn_minutes"], talk["first_turn"]) == (4, ben.id)
    assert [(one["kind"], one["by"], one["to_ms"]) for one in talk["phases"]] == [
        ("speak", ben.id, 4 * MINUTE),
        ("say_back", ana.id, 5 * MINUTE),
        ("speak", ana.id, 9 * MINUTE),
        ("say_back", ben.id, 10 * MINUTE),
    ]


def test_who_starts_begins_unless_something_else_is_said(ana: Someone, ben: Someone) -> None:
    assert start(ben, turn_minutes=3)["first_turn"] == ben.id


def test_either_pauses_and_either_goes_on(ana: Someone, ben: Someone, time_machine: Clock) -> None:
    talk = start(ana)
    later(time_machine, minutes=5)
    paused = press(ben, talk, "pause")
    assert (paused["state"], paused["version"], paused["elapsed_ms"]) == ("paused", 2, 5 * MINUTE)
    later(time_machine, hours=2)
    assert current(ana)["elapsed_ms"] == 5 * MINUTE
    again = press(ana, paused, "resume")
    later(time_machine, minutes=1)
    assert current(ben)["elapsed_ms"] == 6 * MINUTE
    ended = press(ben, again, "end")
    assert (ended["state"], ended["elapsed_ms"], ended["version"]) == ("ended", 6 * MINUTE, 4)
    problem(ana.get("/api/talks/current"), 404, "not_found")
    assert ana.get(f"/api/talks/{talk['id']}").get_json()["state"] == "ended"


def test_both_streams_say_what_became_of_it_and_neither_by_whom(
    ana: Someone, ben: Someone, dev: Someone, eva: Someone
) -> None:
    talk = start(ana)
    press(ana, press(ben, press(ana, talk, "pause"), "resume"), "end")
    for person in (ana, ben):
        assert [item["data"] for item in heard(person)] == [
            {"id": talk["id"], "state": state, "version": version}
            for version, state in enumerate(("running", "paused", "running", "ended"), 1)
        ]
        assert {item["by"] for item in heard(person)} == {None}
        assert {item["at"] for item in heard(person)} == {"2026-05-20"}
    assert dev.stream() == eva.stream() == []


def test_looking_on_leaves_no_trace(ana: Someone, ben: Someone) -> None:
    talk = start(ana)
    for _ in range(3):
        assert current(ben)["version"] == ben.get(f"/api/talks/{talk['id']}").get_json()["version"]
    assert current(ana) == talk
    assert len(heard(ana)) == 1


def test_the_same_press_twice_is_one(ana: Someone, ben: Someone, time_machine: Clock) -> None:
    talk = start(ana)
    later(time_machine, minutes=1)
    first = press(ana, talk, "pause")
    later(time_machine, minutes=1)
    assert press(ana, talk, "pause")["version"] == first["version"]
    assert press(ben, talk, "pause")["elapsed_ms"] == MINUTE
    ended = press(ana, first, "end")
    assert press(ben, first, "end")["version"] == ended["version"]
    assert len(heard(ana)) == 3


def test_a_late_press_does_no_harm(ana: Someone, ben: Someone) -> None:
    talk = start(ana)
    paused = press(ana, talk, "pause")
    again = press(ana, press(ana, paused, "resume"), "pause")
    path = f"/api/talks/{talk['id']}"
    for what in ("resume", "end"):
        problem(ben.post(f"{path}/{what}", {"version": paused["version"]}), 409, "stale_talk")
    assert current(ben)["version"] == again["version"]


def test_one_talk_at_a_time(ana: Someone, ben: Someone) -> None:
    talk = start(ana)
    for person in (ana, ben):
        problem(person.post("/api/talks"), 409, "talk_open")
    press(ben, press(ana, talk, "pause"), "end")
    assert start(ben)["id"] != talk["id"]


def test_a_talk_whose_time_is_up_runs_on_until_somebody_ends_it(
    ana: Someone, time_machine: Clock
) -> None:
    talk = start(ana)
    later(time_machine, minutes=20)
    seen = current(ana)
    assert (seen["state"], seen["over"]) == ("running", True)
    problem(ana.post(f"/api/talks/{talk['id']}/pause", {"version": 1}), 409, "talk_over")
    later(time_machine, minutes=15)
    assert press(ana, talk, "end")["elapsed_ms"] == 35 * MINUTE


def test_what_nobody_ends_counts_as_ended_after_three_hours(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    talk = start(ana)
    later(time_machine, hours=3, minutes=19, seconds=59)
    assert current(ana)["over"] is True
    later(time_machine, seconds=1)
    problem(ana.get("/api/talks/current"), 404, "not_found")
    seen = ben.get(f"/api/talks/{talk['id']}").get_json()
    assert (seen["state"], seen["elapsed_ms"]) == ("ended", 20 * MINUTE)
    problem(ben.post(f"/api/talks/{talk['id']}/pause", {"version": 1}), 409, "talk_over")
    assert start(ben)["state"] == "running"
    seen = ben.get(f"/api/talks/{talk['id']}").get_json()
    assert (seen["state"], seen["elapsed_ms"]) == ("ended", 20 * MINUTE)


def test_a_pause_lasts_until_the_next_morning(ana: Someone, time_machine: Clock) -> None:
    talk = press(ana, start(ana), "pause")
    later(time_machine, hours=11.9)
    assert current(ana)["state"] == "paused"
    later(time_machine, hours=0.1)
    problem(ana.post(f"/api/talks/{talk['id']}/resume", {"version": 2}), 409, "talk_over")
    assert start(ana)["version"] == 1


def test_a_clock_of_the_server_that_is_set_back_takes_nothing_away(
    ana: Someone, time_machine: Clock
) -> None:
    start(ana)
    time_machine.move_to(NOW - timedelta(seconds=2), tick=False)
    assert current(ana)["elapsed_ms"] == 0


def test_it_counts_for_a_habit_in_force(ana: Someone, ben: Someone) -> None:
    habit = agree(ana, ben)["id"]
    asked = ask(ana, title="Tea")["id"]
    problem(ana.post("/api/talks", {"habit": asked}), 409, "not_active")
    assert start(ana, habit=habit)["habit"] == habit


def test_somebody_elses_habit_is_not_there(ana: Someone, dev: Someone, eva: Someone) -> None:
    theirs = agree(dev, eva)["id"]
    for habit in (theirs, MISSING):
        problem(ana.post("/api/talks", {"habit": habit}), 404, "not_found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"minutes": 4}, "minutes"),
        ({"minutes": 91}, "minutes"),
        ({"minutes": "20"}, "minutes"),
        ({"turn_minutes": 0}, "turn_minutes"),
        ({"turn_minutes": 11}, "turn_minutes"),
        ({"first_turn": "x"}, "first_turn"),
        ({"why": "x"}, "why"),
    ],
)
def test_a_bad_value_is_named(ana: Someone, body: dict[str, Any], field: str) -> None:
    assert list(problem(ana.post("/api/talks", body), 422, "invalid")["errors"]) == [field]


def test_only_one_of_the_two_begins_and_only_with_turns(ana: Someone, dev: Someone) -> None:
    for body in ({"first_turn": ana.id}, {"turn_minutes": 3, "first_turn": dev.id}):
        problem(ana.post("/api/talks", body), 422, "bad_first_turn")


def test_a_press_names_the_version_it_saw(ana: Someone) -> None:
    path = f"/api/talks/{start(ana)['id']}/pause"
    for body in ({}, {"version": 0}, {"version": "1"}, {"version": 1, "x": 1}):
        problem(ana.post(path, body), 422, "invalid")


def test_a_talk_of_a_couple_that_ended_is_gone(ana: Someone, ben: Someone, max_: Someone) -> None:
    talk = start(ana)
    ana.post("/api/couple/unlink")
    for person in (ana, ben):
        problem(person.get(f"/api/talks/{talk['id']}"), 410, "unlinked")
        problem(person.post(f"/api/talks/{talk['id']}/end", {"version": 1}), 410, "unlinked")
        problem(person.get("/api/talks/current"), 404, "not_found")
    link(ana, max_)
    assert start(max_)["id"] != talk["id"]


def test_one_who_is_alone_has_nobody_to_talk_to(max_: Someone) -> None:
    problem(max_.post("/api/talks", {"minutes": "x"}), 404, "not_found")
    problem(max_.get("/api/talks/current"), 404, "not_found")


def test_a_habit_that_ended_meanwhile_leaves_the_talk(ana: Someone, ben: Someone) -> None:
    habit = agree(ana, ben)
    talk = start(ana, habit=habit["id"])
    say(ben, habit, "retire")
    assert press(ana, talk, "end")["habit"] == habit["id"]
