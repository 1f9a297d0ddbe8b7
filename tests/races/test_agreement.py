"""Two answers at once: one wins."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone, link
from tracker.extensions import db
from tracker.models import Habit, Proposal, Terms

Call = Callable[[], tuple[int, str | None]]


def post(person: Someone, habit: dict[str, Any], word: str, **body: Any) -> Call:
    def call() -> tuple[int, str | None]:
        response = person.post(f"/api/habits/{habit['id']}/{word}", body)
        return response.status_code, response.get_json().get("code")

    return call


@pytest.fixture
def pair(app: Flask) -> tuple[Someone, Someone]:
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    return ana, ben


def stored(app: Flask, habit: dict[str, Any]) -> tuple[str, list[str], int]:
    """Return a habit's state, what became of its versions, and how many terms it has."""
    with app.app_context():
        state = db.session.get_one(Habit, habit["id"]).state
        versions = db.session.scalars(
            db.select(Proposal.status).filter_by(habit_id=habit["id"]).order_by(Proposal.version)
        ).all()
        terms = db.session.scalars(db.select(Terms).filter_by(habit_id=habit["id"])).all()
        return state, list(versions), len(terms)


def heard(person: Someone, habit: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (item["data"]["state"], item["data"]["version"])
        for item in person.stream()
        if item["data"].get("id") == habit["id"]
    ]


LOST = {(409, "no_proposal"), (409, "stale_proposal")}


def test_of_a_yes_and_a_withdrawal_one_wins(app: Flask, pair: tuple[Someone, Someone]) -> None:
    ana, ben = pair
    for _ in range(ROUNDS * 4):
        habit = ask(ana)
        answers = together(
            [post(ben, habit, "accept", version=1), post(ana, habit, "withdraw", version=1)]
        )
        won = answers.index((200, None))
        assert answers[1 - won] == (409, "no_proposal")
        expected = [("active", ["accepted"], 1), ("withdrawn", ["withdrawn"], 0)]
        assert stored(app, habit) == expected[won]
        if not won:
            say(ana, habit, "retire")


def test_of_many_who_say_yes_at_once_one_is_heard(
    app: Flask, pair: tuple[Someone, Someone]
) -> None:
    ana, ben = pair
    for _ in range(ROUNDS):
        habit = ask(ana)
        answers = together([post(ben, habit, "accept", version=1)] * 12)
        assert Counter(answers) == {(200, None): 1, (409, "no_proposal"): 11}
        assert stored(app, habit) == ("active", ["accepted"], 1)
        assert heard(ana, habit) == heard(ben, habit) == [("proposed", 1), ("active", 1)]


def test_of_two_amendments_one_is_asked(app: Flask, pair: tuple[Someone, Someone]) -> None:
    ana, ben = pair
    for _ in range(ROUNDS):
        habit = agree(ana, ben)
        answers = together([post(one, habit, "amend", mode="each") for one in pair] * 4)
        assert Counter(answers) == {(200, None): 1, (409, "proposal_open"): 7}
        assert stored(app, habit) == ("active", ["accepted", "open"], 1)


def test_of_an_amendments_yes_and_the_end_both_or_one_hold(
    app: Flask, pair: tuple[Someone, Someone]
) -> None:
    ana, ben = pair
    for _ in range(ROUNDS * 4):
        habit = agree(ana, ben)
        say(ana, habit, "amend", mode="each")
        answers = together([post(ben, habit, "accept", version=2), post(ana, habit, "retire")])
        assert answers[1] == (200, None)
        status = "accepted" if answers[0] == (200, None) else "withdrawn"
        # Terms that were agreed on a moment before the end would only have begun tomorrow.
        assert stored(app, habit) == ("retired", ["accepted", status], 1)
        if status == "withdrawn":
            assert answers[0] == (409, "no_proposal")


def test_the_last_place_goes_to_one(app: Flask, pair: tuple[Someone, Someone]) -> None:
    ana, _ben = pair
    for _ in range(45):
        ask(ana)
    body = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "each"}
    answers = together([partial(one.post, "/api/habits", body) for one in pair] * 6)
    assert Counter(answer.status_code for answer in answers) == {201: 5, 409: 7}


def test_what_is_proposed_while_linking_reaches_the_couple(app: Flask) -> None:
    for number in range(ROUNDS * 4):
        ana, ben = Someone(app, f"ana{number}"), Someone(app, f"ben{number}")
        code = ana.post("/api/invites").get_json()["code"]
        body = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "each"}
        asked, *_ = together(
            [
                partial(ana.post, "/api/habits", body),
                partial(ben.post, f"/api/invites/{code}/accept"),
            ]
        )
        habit = asked.get_json()
        assert (asked.status_code, habit["state"]) == (201, "proposed")
        assert say(ben, habit, "accept", version=1)["state"] == "active"
