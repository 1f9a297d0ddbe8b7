"""A plan and a small version that counts too are words of what is asked, like why."""

from typing import Any

import pytest

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, problem

PLAN, SMALL = "When we have cleared the table, we put on our shoes.", "Once to the corner."
BOTH = {"plan": PLAN, "two_minute": SMALL}


def words(shown: dict[str, Any]) -> tuple[str | None, str | None]:
    return shown["plan"], shown["two_minute"]


def test_what_is_agreed_keeps_its_plan_and_its_small_version(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    asked = ask(ana, **BOTH)
    assert words(asked) == words(asked["proposal"]) == (PLAN, SMALL)
    habit = say(ben, asked, "accept", version=1)
    assert words(habit) == (PLAN, SMALL)
    assert habit["proposal"] is None
    (first,) = ben.get(f"/api/habits/{habit['id']}/history").get_json()["items"]
    assert words(first) == (PLAN, SMALL)
    assert PLAN not in str(ben.stream())
    assert dev.stream() == eva.stream() == []


def test_both_may_be_left_out(ana: Someone, ben: Someone, couple: str) -> None:
    assert words(ask(ana)) == (None, None)
    assert words(ask(ana, plan="", two_minute="  ")) == (None, None)
    assert words(agree(ana, ben, plan=None)) == (None, None)


def test_a_counter_keeps_what_it_leaves_out(ana: Someone, ben: Someone, couple: str) -> None:
    other = "When we are back from work, we go once round the block."
    asked = say(ben, ask(ana, **BOTH), "counter", version=1, plan=other)
    assert words(asked) == words(asked["proposal"]) == (other, SMALL)


def test_a_change_of_them_alone_leaves_the_terms_as_they_are(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, cadence={"unit": "week"}, **BOTH)
    asked = say(ben, habit, "amend", plan=None, two_minute="To the gate.")
    assert asked["proposal"]["begins"] is None
    assert words(asked) == (PLAN, SMALL)
    assert words(asked["proposal"]) == (None, "To the gate.")
    after = say(ana, habit, "accept", version=2)
    assert words(after) == (None, "To the gate.")
    assert (after["terms"], after["next_terms"]) == (habit["terms"], None)


@pytest.mark.parametrize("field", ["plan", "two_minute"])
@pytest.mark.parametrize("value", ["x" * 201, "two\nlines", 7, ["x"]])
def test_each_is_one_line_of_200_at_most(
    ana: Someone, ben: Someone, couple: str, field: str, value: Any
) -> None:
    body = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "each", field: value}
    shown = problem(ana.post("/api/habits", body), 422, "invalid")
    assert list(shown["errors"]) == [field]
    habit = agree(ana, ben, **{field: "💚" * 200})
    problem(ana.post(f"/api/habits/{habit['id']}/amend", {field: value}), 422, "invalid")


def test_a_habit_may_live_on_without_being_counted(
    ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    habit = agree(ana, ben)
    assert habit["lives_on"] is False
    path = f"/api/habits/{habit['id']}/retire"
    problem(ana.post(path, {"lives_on": "true"}), 422, "invalid")
    problem(dev.post(path, {"lives_on": True}), 404, "not_found")
    after = say(ben, habit, "retire", lives_on=True)
    assert (after["state"], after["lives_on"]) == ("retired", True)
    assert ana.get(f"/api/habits/{habit['id']}").get_json() == after
    problem(ana.post(path, {"lives_on": False}), 409, "not_active")
    today = ana.get("/api/me").get_json()["local_date"]
    assert ana.put(f"/api/habits/{habit['id']}/ticks/{today}").status_code == 200  # its last day
    assert say(ana, agree(ana, ben), "retire")["lives_on"] is False


def test_an_order_is_put_and_read(ana: Someone, ben: Someone, couple: str, max_: Someone) -> None:
    walk, thanks = (agree(ana, ben, title=title)["id"] for title in ("Walk", "Thanks"))
    path = "/api/habits/order"
    assert ana.get(path).get_json() == {"habits": [walk, thanks]}
    assert ana.put(path, {"habits": [thanks]}).get_json() == {"habits": [thanks, walk]}
    assert ana.get(path).get_json() == {"habits": [thanks, walk]}
    assert ben.get(path).get_json() == {"habits": [walk, thanks]}
    problem(ana.put(path, {"habits": [walk, walk]}), 422, "invalid")
    problem(ana.put(path, {}), 422, "invalid")
    problem(ana.put(path, {"habits": [ask(ana)["id"]]}), 422, "not_active")
    problem(max_.put(path, {"habits": []}), 404, "not_found")


def test_that_one_counts_on_is_for_oneself_alone(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben)
    before = ben.get(f"/api/habits/{habit['id']}").get_json(), ben.stream()
    assert ana.post(f"/api/habits/{habit['id']}/keep-counting").status_code == 204
    assert (ben.get(f"/api/habits/{habit['id']}").get_json(), ben.stream()) == before
    say(ana, habit, "retire")
    problem(ana.post(f"/api/habits/{habit['id']}/keep-counting"), 409, "not_active")
