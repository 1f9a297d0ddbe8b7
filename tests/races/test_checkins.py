"""Both at once: a check-in opens once, or not at all, and never for one alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support import checkins as says
from tests.support.people import Someone, link
from tracker import clock
from tracker.services import checkins, errors
from tracker.services.checkin_reading import RoundView

FORTNIGHTLY = 2
"""The first such round is always the running one, whatever day it is."""


def pairs(app: Flask, count: int) -> Iterator[tuple[Someone, Someone]]:
    """Make couples who have agreed on check-ins."""
    for number in range(count):
        ana, ben = Someone(app, f"ana{number}"), Someone(app, f"ben{number}")
        link(ana, ben)
        says.agree(ana, ben, FORTNIGHTLY)
        yield ana, ben


def sealing(person: Someone) -> Callable[[], tuple[int, str]]:
    body = says.body(person, seal=True)

    def call() -> tuple[int, str]:
        response = person.put(says.CURRENT, body)
        answer = response.get_json()
        return response.status_code, answer.get("state") or answer["code"]

    return call


def deleting(person: Someone, path: str) -> Callable[[], tuple[int, str]]:
    return lambda: (person.delete(path).status_code, "")


def openings(person: Someone) -> int:
    return sum(each["state"] == "opened" for each in says.heard(person))


def is_dense(person: Someone) -> bool:
    seqs = [item["seq"] for item in person.stream()]
    return seqs == list(range(1, len(seqs) + 1))


def test_two_who_seal_at_once_open_it_once_and_both_get_it(
    app: Flask, dev: Someone, eva: Someone
) -> None:
    for ana, ben in pairs(app, ROUNDS * 4):
        answers = together([sealing(ana), sealing(ben)])
        assert sorted(answers) == [(200, "opened"), (200, "sealed")]
        for person in (ana, ben):
            seen = says.running(person)
            assert (seen["state"], seen["theirs"]["heard"]) == ("opened", 7)
            assert openings(person) == 1
            assert is_dense(person)
    assert dev.stream() == eva.stream() == []


def test_pressed_many_times_it_is_sealed_once(app: Flask) -> None:
    for ana, ben in pairs(app, ROUNDS):
        answers = together([sealing(ana)] * 6)
        assert Counter(answers) == {(200, "sealed"): 1, (409, "sealed"): 5}
        assert says.heard(ana)[2:] == [{"round": says.running(ana)["start"], "state": "sealed"}]
        assert len(says.heard(ben)) == 2


def test_of_a_seal_and_the_others_withdrawal_one_comes_first(app: Flask) -> None:
    for ana, ben in pairs(app, ROUNDS * 4):
        says.seal(ana)
        path = f"{says.CURRENT}?round={says.running(ana)['start']}"
        sealed, withdrawn = together([sealing(ben), deleting(ana, path)])
        hers, his = says.running(ana)["state"], says.running(ben)["state"]
        if withdrawn[0] == 204:
            assert (sealed, hers, his) == ((200, "sealed"), "draft", "sealed")
        else:
            assert (sealed, withdrawn[0]) == ((200, "opened"), 409)
            assert hers == his == "opened"
        assert openings(ana) == openings(ben) == (hers == "opened")


def test_of_a_seal_and_the_end_of_it_all_one_comes_first(app: Flask) -> None:
    for ana, ben in pairs(app, ROUNDS * 4):
        says.seal(ana)
        start = says.running(ana)["start"]
        sealed, ended = together([sealing(ben), deleting(ana, says.AGREEMENT)])
        assert ended[0] == 204
        state = ana.get(f"/api/check-ins/{start}").get_json()["state"]
        assert (sealed, state) in (
            ((200, "opened"), "opened"),
            ((409, "not_agreed"), "put_away"),
        )


def test_at_the_end_of_a_round_it_is_opened_or_put_away_for_both(app: Flask) -> None:
    def run(call: Callable[[], RoundView]) -> str:
        with app.app_context():
            try:
                return call().state
            except errors.Conflict as refusal:
                return refusal.code

    for ana, ben in pairs(app, ROUNDS * 2):
        start = datetime.fromisoformat(says.running(ana)["start"]).date()
        in_time, late = clock.now(), clock.now() + timedelta(weeks=FORTNIGHTLY)
        says.seal(ana)
        calls: list[Any] = [
            partial(checkins.save, ben.id, start, says.NUMBERS, in_time, seal=True),
            partial(checkins.withdraw, ana.id, start, late),
            partial(checkins.save, ben.id, start, says.NUMBERS, late, seal=True),
        ]
        answers = together([partial(run, call) for call in calls])
        assert answers == ["opened", "over", "over"]
        assert says.running(ana)["state"] == says.running(ben)["state"] == "opened"
