"""Both draw at once: nobody gets a card twice, and no draw is lost."""

from functools import partial
from typing import Any

from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.people import Someone, link
from tracker.services import deck

DEEP_PLAY = {"themes": ["play"], "depth": 3}
SIZE = len(deck.chosen(("play",), (deck.DEEP,)))


def a_couple(app: Flask, number: int) -> tuple[Someone, Someone]:
    ana, ben = Someone(app, f"ana{number}"), Someone(app, f"ben{number}")
    link(ana, ben)
    return ana, ben


def drawn(person: Someone) -> list[dict[str, Any]]:
    return person.get("/api/cards").get_json()["items"]


def test_of_many_draws_at_once_each_gets_a_card_of_its_own(app: Flask) -> None:
    for number in range(ROUNDS):
        pair = a_couple(app, number)
        calls = [
            partial(pair[each % 2].post, "/api/cards/draw", DEEP_PLAY) for each in range(SIZE + 1)
        ]
        answers = together(calls)
        assert sorted(answer.status_code for answer in answers) == [200] * SIZE + [409]
        found = [a.get_json()["card"]["id"] for a in answers if a.status_code == 200]
        assert sorted(found) == sorted(card.slug for card in deck.chosen(("play",), (deck.DEEP,)))
        assert len(drawn(pair[0])) == SIZE
        assert [item["seq"] for item in pair[1].stream()] == list(range(1, SIZE + 1))


def test_of_two_who_tap_the_same_table_one_draws_and_both_see_that_card(app: Flask) -> None:
    for number in range(ROUNDS):
        pair = a_couple(app, number)
        calls = [partial(one.post, "/api/cards/draw", {"number": 0}) for one in pair * 2]
        answers = [answer.get_json() for answer in together(calls)]
        assert len({answer["card"]["id"] for answer in answers}) == 1
        assert {answer["number"] for answer in answers} == {1}
        assert len(pair[0].stream()) == 1


def test_not_this_one_said_by_both_at_once_draws_one_card(app: Flask) -> None:
    for number in range(ROUNDS):
        pair = a_couple(app, number)
        card = pair[0].post("/api/cards/draw").get_json()["card"]["id"]
        answers = together([partial(one.put, f"/api/cards/{card}/away") for one in pair])
        assert [answer.status_code for answer in answers] == [200, 200]
        (other,) = drawn(pair[1])
        assert {answer.get_json()["card"]["id"] for answer in answers} == {other["id"]}
        assert other["id"] != card
