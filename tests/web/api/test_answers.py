"""Answering what is asked: counter, no, withdrawal, and the order of refusals."""

import pytest

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, problem
from tests.web.api.evening import day

pytestmark = pytest.mark.usefixtures("evening")


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


def test_a_body_of_another_kind_is_refused(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben)["id"]
    for word in ("accept", "counter", "decline", "withdraw", "amend", "retire"):
        for data in ("[]", "null", "3", '"x"', '{"version": [[[[]]]]}', '{"version": {}}'):
            address = f"/api/habits/{habit}/{word}"
            answer = ana.call("POST", address, data=data, content_type="application/json")
            problem(answer, 422, "invalid")
