"""What a coach suggests, answered by two at once: it begins once, or not at all."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.coached import let_in
from tests.support.people import Someone, link
from tracker.extensions import db
from tracker.models import CoachSuggestion, Habit, Proposal, Terms

Call = Callable[[], tuple[int, str | None]]
WALK = {"title": "Walk after dinner", "cadence": {"unit": "day"}, "mode": "together"}


class Three:
    """A couple, their coach, and what the coach suggests next."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ana, self.ben, self.cleo = (Someone(app, name) for name in ("ana", "ben", "cleo"))
        self.client = let_in(self.cleo, link(self.ana, self.ben), self.ana, self.ben)
        self.path = f"/api/coaching/clients/{self.client}/suggestions"

    def suggest(self) -> str:
        answer = self.cleo.post(self.path, WALK)
        assert answer.status_code == 201
        return str(answer.get_json()["id"])

    def say(self, person: Someone, habit: str, word: str) -> Call:
        def call() -> tuple[int, str | None]:
            answer = person.post(f"/api/habits/{habit}/{word}", {"version": 1})
            return answer.status_code, answer.get_json().get("code")

        return call

    def take_back(self, habit: str) -> Call:
        def call() -> tuple[int, str | None]:
            answer = self.cleo.delete(f"{self.path}/{habit}")
            return answer.status_code, (answer.get_json(silent=True) or {}).get("code")

        return call

    def stored(self, habit: str) -> tuple[str, str, int, str | None]:
        with self.app.app_context():
            (status,) = db.session.scalars(db.select(Proposal.status).filter_by(habit_id=habit))
            terms = db.session.scalars(db.select(Terms).filter_by(habit_id=habit)).all()
            yes = db.session.get_one(CoachSuggestion, habit).yes_id
            return db.session.get_one(Habit, habit).state, status, len(terms), yes

    def heard(self, person: Someone, habit: str) -> list[str]:
        data = [item["data"] for item in person.stream()]
        return [each["state"] for each in data if each.get("id") == habit]


@pytest.fixture
def three(app: Flask) -> Three:
    return Three(app)


def test_of_two_who_say_yes_at_once_one_lets_it_begin(three: Three) -> None:
    for number in range(ROUNDS):
        habit = three.suggest()
        calls = [three.say(person, habit, "accept") for person in (three.ana, three.ben)]
        answers = together(calls * 3)
        assert set(answers) <= {(200, None), (409, "no_proposal")}
        assert three.stored(habit) == ("active", "accepted", 1, None)
        heard = [three.heard(person, habit) for person in (three.ana, three.ben)]
        # The first yes is in one stream alone; that it begins is in both, once.
        assert sorted(heard) == [["proposed", "active"], ["proposed", "proposed", "active"]]
        assert len(three.cleo.stream()) == number + 1


def test_of_a_last_yes_and_a_no_one_wins(three: Three) -> None:
    for number in range(ROUNDS * 2):
        habit = three.suggest()
        three.say(three.ana, habit, "accept")()
        answers = together(
            [three.say(three.ben, habit, "accept"), three.say(three.ana, habit, "decline")]
        )
        won = answers.index((200, None))
        assert answers[1 - won] == (409, "no_proposal")
        expected = [("active", "accepted", 1, None), ("declined", "declined", 0, None)]
        assert three.stored(habit) == expected[won]
        assert len(three.cleo.stream()) == number + 1
        if not won:
            three.ana.post(f"/api/habits/{habit}/retire")


def test_of_a_last_yes_and_the_coachs_taking_back_one_wins(three: Three) -> None:
    for _ in range(ROUNDS * 2):
        habit = three.suggest()
        three.say(three.ana, habit, "accept")()
        yes, back = together([three.say(three.ben, habit, "accept"), three.take_back(habit)])
        if yes == (200, None):
            assert back == (409, "no_proposal")
            assert three.stored(habit) == ("active", "accepted", 1, None)
            three.ana.post(f"/api/habits/{habit}/retire")
        else:
            assert (yes, back) == ((409, "no_proposal"), (204, None))
            assert three.stored(habit) == ("withdrawn", "withdrawn", 0, None)
            assert three.heard(three.ben, habit) == ["proposed", "withdrawn"]


def test_no_more_wait_than_fit_however_many_are_sent_at_once(three: Three) -> None:
    def call() -> int:
        return three.cleo.post(three.path, WALK).status_code

    assert sorted(together([call] * 8)) == [201] * 5 + [409] * 3
