"""Asking for a habit and answering: it takes two to start."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.support.agreeing import DAILY, agree, ask, say
from tests.support.people import Someone, link, problem

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 5, 20)
BODY = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "together"}


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def test_a_proposal_says_all_that_is_asked(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(
        ana,
        title="  Read to each other ",
        why="Because\r\nwe like it",
        emoji="📖",
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
    words = {"title": "Read to each other", "why": "Because\nwe like it", "emoji": "📖"}
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
    ({"cadence": {}}, "cadence.unit"),
    ({"cadence": {"unit": "year"}}, "cadence.unit"),
    ({"cadence": {"unit": ["day"]}}, "cadence.unit"),
    ({"cadence": {"unit": "day", "every": 91}}, "cadence.every"),
    ({"cadence": {"unit": "day", "every": 0}}, "cadence.every"),
    ({"cadence": {"unit": "day", "every": None}}, "cadence.every"),
    ({"cadence": {"unit": "day", "every": 10**40}}, "cadence.every"),
    ({"cadence": {"unit": "day", "every": 1.5}}, "cadence.every"),
    ({"cadence": {"unit": "day", "times": 21}}, "cadence.times"),
    ({"cadence": {"unit": "day", "every": 2, "times": 2}}, "cadence.times"),
    ({"cadence": {"unit": "day", "times": True}}, "cadence.times"),
    ({"cadence": {"unit": "week", "times": 8}}, "cadence.times"),
    ({"cadence": {"unit": "month", "every": 13}}, "cadence.every"),
    ({"cadence": {"unit": "day", "weekdays": []}}, "cadence.weekdays"),
    ({"cadence": {"unit": "day", "weekdays": [1, 1]}}, "cadence.weekdays"),
    ({"cadence": {"unit": "day", "weekdays": [8]}}, "cadence.weekdays.0"),
    ({"cadence": {"unit": "week", "weekdays": [1]}}, "cadence.weekdays"),
    ({"cadence": {"unit": "day", "often": 1}}, "cadence.often"),
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
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
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
    time_machine: time_machine.TimeMachineFixture,
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


def test_a_counter_keeps_what_it_does_not_mention(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(ana, title="Run", why="Health", emoji="🏃", mode="each", starts_on=day(4))
    after = say(ben, habit, "counter", version=1, title="Walk", why=None)
    asked = after["proposal"]
    assert (asked["version"], asked["by"]) == (2, ben.id)
    assert (asked["title"], asked["why"], asked["emoji"]) == ("Walk", None, "🏃")
    assert (asked["terms"]["mode"], asked["terms"]["starts_on"]) == ("each", day(4))
    again = say(ana, habit, "counter", version=2, cadence={"unit": "month"}, starts_on=None)
    assert again["proposal"]["terms"]["cadence"]["unit"] == "month"
    assert again["proposal"]["terms"]["starts_on"] is None
    final = say(ben, habit, "accept", version=3)
    assert (final["title"], final["state"], final["starts_on"]) == ("Walk", "active", day(0))


def test_who_counters_with_turns_begins_unless_they_say_otherwise(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = ask(ana, mode="each")
    assert (
        say(ben, habit, "counter", version=1, mode="turns")["proposal"]["terms"]["first_turn"]
        == ben.id
    )
    say(ana, habit, "counter", version=2, first_turn=ana.id)
    kept = say(ben, habit, "counter", version=3, grace=False)["proposal"]["terms"]
    assert kept["first_turn"] == ana.id
    together = say(ana, habit, "counter", version=4, mode="together")["proposal"]["terms"]
    assert together["first_turn"] is None
    answer = ben.post(f"/api/habits/{habit['id']}/counter", {"version": 5, "first_turn": ben.id})
    problem(answer, 422, "bad_first_turn")


def test_a_counter_to_a_first_proposal_has_a_first_day_and_no_begins(
    ana: Someone, ben: Someone, couple: str
) -> None:
    path = f"/api/habits/{ask(ana)['id']}/counter"
    problem(ben.post(path, {"version": 1, "begins": "tomorrow"}), 422, "bad_begins")
    problem(ben.post(path, {"version": 1, "starts_on": day(-4)}), 422, "bad_start")
    problem(ben.post(path, {"version": 1, "starts_on": "x"}), 422, "invalid")
    problem(ben.post(path, {}), 422, "invalid")
    assert ben.post(path, {"version": 1, "starts_on": day(-3)}).status_code == 200


def test_a_no_and_a_withdrawal_end_it(ana: Someone, ben: Someone, couple: str) -> None:
    declined = say(ben, ask(ana), "decline", version=1)
    withdrawn = say(ana, ask(ana), "withdraw", version=1)
    assert (declined["state"], withdrawn["state"]) == ("declined", "withdrawn")
    for habit in (declined, withdrawn):
        assert habit["proposal"] is None
        for person in (ana, ben):
            for word in ("accept", "counter", "decline", "withdraw"):
                answer = person.post(f"/api/habits/{habit['id']}/{word}", {"version": 1})
                problem(answer, 409, "no_proposal")


@pytest.mark.parametrize("word", ["accept", "counter", "decline", "withdraw"])
@pytest.mark.parametrize("kind", ["first", "amendment"])
def test_refusals_come_in_their_order(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, word: str, kind: str
) -> None:
    if kind == "first":
        habit = ask(ana)
        base = 1
    else:
        habit = agree(ana, ben)
        say(ana, habit, "amend", grace=False)
        base = 2
    say(ben, habit, "counter", version=base, title="Walk")
    path = f"/api/habits/{habit['id']}/{word}"
    open_ = base + 1
    mine, theirs = (ben, ana) if word != "withdraw" else (ana, ben)
    role = "own_proposal" if word != "withdraw" else "not_your_proposal"
    before = ana.stream()
    for version in (0, -1, "1", None, 1.0, True, 10**30):
        for person in (mine, theirs):
            problem(person.post(path, {"version": version}), 422, "invalid")
    for person in (mine, theirs):  # whoever made it, an older version is stale
        for older in range(1, open_):
            problem(person.post(path, {"version": older}), 409, "stale_proposal")
    problem(mine.post(path, {"version": open_}), 403, role)
    problem(mine.post(path, {"version": open_ + 1}), 403, role)
    problem(theirs.post(path, {"version": open_ + 1}), 409, "stale_proposal")
    problem(dev.post(path, {"version": open_}), 404, "not_found")
    assert ana.stream() == before
    assert theirs.post(path, {"version": open_}).status_code == 200
    assert dev.stream() == eva.stream() == []


def test_both_streams_hear_each_step_without_a_word(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = ask(ana, title="MARKER", why="MARKER", emoji="M")
    say(ben, habit, "counter", version=1, title="MARKER 2")
    say(ana, habit, "accept", version=2)
    say(ana, habit, "amend", grace=False)
    say(ben, habit, "decline", version=3)
    say(ben, habit, "amend", mode="each")
    say(ben, habit, "withdraw", version=4)
    say(ben, habit, "retire")
    expected = [
        ("proposed", 1, ana.id),
        ("proposed", 2, ben.id),
        ("active", 2, ana.id),
        ("active", 3, ana.id),
        ("active", 3, ben.id),
        ("active", 4, ben.id),
        ("active", 4, ben.id),
        ("retired", 4, ben.id),
    ]
    for person in (ana, ben):
        stream = person.stream()
        assert {item["kind"] for item in stream} == {"habit"}
        assert [
            (item["data"]["state"], item["data"]["version"], item["by"]) for item in stream
        ] == expected
        assert all(item["data"]["id"] == habit["id"] for item in stream)
        assert "MARKER" not in str(stream)
        for item in stream:
            assert (item["at"] == "2026-05-20") == (item["by"] != person.id)
    assert dev.stream() == eva.stream() == []


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


def test_a_body_of_another_kind_is_refused(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben)["id"]
    for word in ("accept", "counter", "decline", "withdraw", "amend", "retire"):
        for data in ("[]", "null", "3", '"x"', '{"version": [[[[]]]]}', '{"version": {}}'):
            address = f"/api/habits/{habit}/{word}"
            answer = ana.call("POST", address, data=data, content_type="application/json")
            problem(answer, 422, "invalid")
