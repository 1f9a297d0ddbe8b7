"""Asking for a habit and answering: it takes two to start."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.agreeing import DAILY, agree, ask, say
from tests.support.people import Someone, link, problem
from tests.web.api.evening import NOW, Clock, day

pytestmark = pytest.mark.usefixtures("evening")

BODY = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "together"}


def test_a_proposal_says_all_that_is_asked(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(
        ana,
        title="  Read to each other ",
        why="Because\r\nwe like it",
        emoji="📖",
        plan=" When we lie down, we read two pages. ",
        two_minute="One page.",
        cadence={"unit": "week", "every": 2, "times": 3},
        mode="turns",
        first_turn=ben.id,
        grace=False,
        starts_on=day(5),
    )
    terms = {
        "cadence": {"unit": "week", "every": 2, "times": 3, "weekdays": None},
        "mode": "turns",
        "first_turn": ben.id,
        "grace": False,
        "starts_on": day(5),
        "ends_on": None,
    }
    words = {
        "title": "Read to each other",
        "why": "Because\nwe like it",
        "emoji": "📖",
        "plan": "When we lie down, we read two pages.",
        "two_minute": "One page.",
    }
    assert habit == {
        "id": habit["id"],
        **words,
        "state": "proposed",
        "terms": None,
        "next_terms": None,
        "proposal": {
            "version": 1,
            "by": ana.id,
            **words,
            "terms": terms,
            "begins": None,
            "at": "2026-05-20",
        },
        "occasion": None,
        "starts_on": None,
        "retired_on": None,
        "lives_on": False,
        "said_yes": False,
        "brings": None,
    }


def test_what_is_left_out_has_a_default(ana: Someone, couple: str) -> None:
    terms = ask(ana)["proposal"]["terms"]
    assert terms["cadence"] == DAILY
    assert (terms["grace"], terms["first_turn"], terms["starts_on"]) == (True, None, None)
    assert ask(ana, mode="turns")["proposal"]["terms"]["first_turn"] == ana.id
    assert ask(ana, mode="turns", first_turn=None)["proposal"]["terms"]["first_turn"] == ana.id


def test_weekdays_are_kept_in_their_order(ana: Someone, couple: str) -> None:
    cadence = {"unit": "day", "times": 2, "weekdays": [7, 1, 3]}
    terms = ask(ana, cadence=cadence)["proposal"]["terms"]
    assert terms["cadence"] == {"unit": "day", "every": 1, "times": 2, "weekdays": [1, 3, 7]}


BAD_VALUES: list[tuple[dict[str, Any], str]] = [
    ({"title": " "}, "title"),
    ({"title": None}, "title"),
    ({"title": "x" * 81}, "title"),
    ({"title": "a\nb"}, "title"),
    ({"title": "\ud800"}, "title"),
    ({"title": "a\0b"}, "title"),
    ({"why": "x" * 501}, "why"),
    ({"emoji": "x" * 17}, "emoji"),
    ({"emoji": 3}, "emoji"),
    ({"mode": "alone"}, "mode"),
    ({"mode": None}, "mode"),
    ({"mode": ["each"]}, "mode"),
    ({"grace": "yes"}, "grace"),
    ({"grace": None}, "grace"),
    ({"first_turn": "ana"}, "first_turn"),
    ({"starts_on": "tomorrow"}, "starts_on"),
    ({"starts_on": "2026-02-30"}, "starts_on"),
    ({"version": 1}, "version"),
    ({"begins": "tomorrow"}, "begins"),
    ({"state": "active"}, "state"),
    ({"cadence": None}, "cadence"),
    ({"cadence": "daily"}, "cadence"),
    ({"cadence": {}}, "cadence"),
    ({"cadence": {"unit": "year"}}, "cadence"),
    ({"cadence": {"unit": ["day"]}}, "cadence"),
    ({"cadence": {"unit": "day", "every": 91}}, "cadence"),
    ({"cadence": {"unit": "day", "every": 0}}, "cadence"),
    ({"cadence": {"unit": "day", "every": None}}, "cadence"),
    ({"cadence": {"unit": "day", "every": 10**40}}, "cadence"),
    ({"cadence": {"unit": "day", "every": 1.5}}, "cadence"),
    ({"cadence": {"unit": "day", "times": 21}}, "cadence"),
    ({"cadence": {"unit": "day", "every": 2, "times": 2}}, "cadence"),
    ({"cadence": {"unit": "day", "times": True}}, "cadence"),
    ({"cadence": {"unit": "week", "times": 8}}, "cadence"),
    ({"cadence": {"unit": "month", "every": 13}}, "cadence"),
    ({"cadence": {"unit": "day", "weekdays": []}}, "cadence"),
    ({"cadence": {"unit": "day", "weekdays": [1, 1]}}, "cadence"),
    ({"cadence": {"unit": "day", "weekdays": [8]}}, "cadence"),
    ({"cadence": {"unit": "week", "weekdays": [1]}}, "cadence"),
    ({"cadence": {"unit": "day", "often": 1}}, "cadence"),
]


def test_a_bad_value_is_named(ana: Someone, ben: Someone, couple: str) -> None:
    for change, field in BAD_VALUES:
        document = problem(ana.post("/api/habits", {**BODY, **change}), 422, "invalid")
        assert list(document["errors"]) == [field], change
    assert ana.stream() == ben.stream() == []


def test_only_one_of_the_two_can_begin(ana: Someone, ben: Someone, couple: str, dev, eva) -> None:
    turns = {**BODY, "mode": "turns"}
    problem(ana.post("/api/habits", {**turns, "first_turn": dev.id}), 422, "bad_first_turn")
    together = ana.post("/api/habits", {**BODY, "first_turn": ben.id})
    assert list(problem(together, 422, "invalid")["errors"]) == ["first_turn"]
    assert dev.stream() == eva.stream() == []


@pytest.mark.parametrize(("offset", "ok"), [(-4, False), (-3, True), (366, True), (367, False)])
def test_a_first_day_lies_within_reach(ana: Someone, couple: str, offset: int, ok: bool) -> None:
    response = ana.post("/api/habits", {**BODY, "starts_on": day(offset)})
    if ok:
        assert response.status_code == 201
    else:
        assert list(problem(response, 422, "bad_start")["errors"]) == ["starts_on"]


def test_a_yes_makes_it_hold_from_today(ana: Someone, ben: Someone, couple: str) -> None:
    habit = say(ben, ask(ana), "accept", version=1)
    assert (habit["state"], habit["starts_on"], habit["proposal"]) == ("active", day(0), None)
    assert habit["terms"]["starts_on"] == day(0)
    assert habit["next_terms"] is None


def test_without_a_wish_it_begins_on_the_day_of_the_yes(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habit = ask(ana)
    time_machine.move_to(NOW + timedelta(days=20), tick=False)
    assert say(ben, habit, "accept", version=1)["starts_on"] == day(20)


@pytest.mark.parametrize(
    ("wish", "waits", "starts"), [(-3, 0, -3), (-3, 2, -1), (0, 20, 17), (30, 20, 30), (30, 60, 57)]
)
def test_a_wish_holds_as_far_as_it_can_be_written_down(
    ana: Someone,
    ben: Someone,
    couple: str,
    time_machine: Clock,
    wish: int,
    waits: int,
    starts: int,
) -> None:
    habit = ask(ana, starts_on=day(wish))
    time_machine.move_to(NOW + timedelta(days=waits), tick=False)
    assert say(ben, habit, "accept", version=1)["starts_on"] == day(starts)


def test_what_begins_later_is_not_in_force_yet(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, starts_on=day(9))
    assert habit["terms"] is None
    assert habit["next_terms"]["starts_on"] == habit["starts_on"] == day(9)


def test_the_couples_day_is_the_earlier_of_two(app, time_machine) -> None:
    ana, ben = Someone(app, "ana", "Pacific/Auckland"), Someone(app, "ben", "America/Los_Angeles")
    link(ana, ben)
    time_machine.move_to(datetime(2026, 5, 21, 2, tzinfo=UTC), tick=False)
    habit = ask(ana)
    assert habit["proposal"]["at"] == "2026-05-21"
    assert say(ben, habit, "accept", version=1)["starts_on"] == "2026-05-20"


def test_fifty_habits_are_enough(ana: Someone, ben: Someone, couple: str) -> None:
    habits = [ask(ana) for _ in range(50)]
    for person in (ana, ben):
        problem(person.post("/api/habits", BODY), 409, "too_many")
    far = {**BODY, "starts_on": day(-30)}
    problem(ana.post("/api/habits", far), 409, "too_many")
    say(ben, habits[0], "decline", version=1)
    ask(ben)
    problem(ana.post("/api/habits", BODY), 409, "too_many")
    say(ben, habits[1], "accept", version=1)
    say(ana, habits[1], "retire")
    ask(ben)


def test_who_waits_for_a_partner_can_ask_and_take_back(max_: Someone, dev: Someone) -> None:
    habit = ask(max_, mode="turns", starts_on=day(-3))
    path = f"/api/habits/{habit['id']}"
    assert max_.get(path).get_json() == habit
    assert [item["id"] for item in max_.get("/api/habits").get_json()["items"]] == [habit["id"]]
    for word in ("accept", "counter", "decline"):
        problem(max_.post(f"{path}/{word}", {"version": 1}), 403, "own_proposal")
        problem(dev.post(f"{path}/{word}", {"version": 1}), 404, "not_found")
    for word in ("amend", "retire"):
        problem(max_.post(f"{path}/{word}"), 409, "not_active")
    problem(max_.post("/api/habits", {**BODY, "starts_on": day(-4)}), 422, "bad_start")
    turns = {**BODY, "mode": "turns", "first_turn": dev.id}
    problem(max_.post("/api/habits", turns), 422, "bad_first_turn")
    assert say(max_, habit, "withdraw", version=1)["state"] == "withdrawn"
    assert [item["data"]["state"] for item in max_.stream()] == ["proposed", "withdrawn"]
    assert dev.stream() == []


def test_what_waited_is_answered_by_the_partner_who_came(ana: Someone, ben: Someone) -> None:
    habit = ask(ana, mode="turns")
    invite = ana.post("/api/invites").get_json()
    assert ben.post(f"/api/invites/{invite['code']}/accept").status_code == 200
    assert say(ben, habit, "accept", version=1)["state"] == "active"
    problem(ana.post(f"/api/habits/{habit['id']}/accept", {"version": 1}), 409, "no_proposal")


def test_fifty_can_wait(max_: Someone, dev: Someone) -> None:
    for _ in range(50):
        ask(max_)
    problem(max_.post("/api/habits", BODY), 409, "too_many")
    ask(dev)
