"""Two hands on one clock."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.people import Someone, link
from tests.support.talking import press, start

Answer = tuple[int, str | None]


@pytest.fixture
def pair(app: Flask) -> tuple[Someone, Someone]:
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    return ana, ben


def post(person: Someone, path: str, body: dict[str, Any]) -> Answer:
    response = person.post(path, body)
    return response.status_code, response.get_json().get("code") or response.get_json()["state"]


def presses(talk: dict[str, Any], *whats: tuple[Someone, str]) -> list[Callable[[], Answer]]:
    path, body = f"/api/talks/{talk['id']}", {"version": talk["version"]}
    return [partial(post, person, f"{path}/{what}", body) for person, what in whats]


def versions(person: Someone, talk: dict[str, Any]) -> list[int]:
    said = [item["data"] for item in person.stream() if item["data"].get("id") == talk["id"]]
    return [data["version"] for data in said]


def test_of_two_who_start_at_once_one_does(pair: tuple[Someone, Someone]) -> None:
    for _ in range(ROUNDS):
        calls = [partial(post, person, "/api/talks", {}) for person in (*pair, *pair)]
        answers = Counter(together(calls))
        assert answers == {(201, "running"): 1, (409, "talk_open"): 3}
        talk = pair[0].get("/api/talks/current").get_json()
        press(pair[1], talk, "end")


def test_a_pause_by_both_at_once_is_one_pause(pair: tuple[Someone, Someone]) -> None:
    ana, ben = pair
    for _ in range(ROUNDS):
        talk = start(ana)
        answers = together(presses(talk, *((one, "pause") for one in (ana, ben, ana, ben))))
        assert set(answers) == {(200, "paused")}
        assert versions(ana, talk) == versions(ben, talk) == [1, 2]
        press(ana, {**talk, "version": 2}, "end")


def test_of_a_pause_and_an_end_at_once_one_comes_first_and_the_other_is_told(
    pair: tuple[Someone, Someone],
) -> None:
    ana, ben = pair
    for _ in range(ROUNDS * 3):
        talk = start(ana)
        paused, ended = together(presses(talk, (ana, "pause"), (ben, "end")))
        assert (paused, ended) in (
            ((200, "paused"), (409, "stale_talk")),
            ((409, "talk_over"), (200, "ended")),
        )
        assert versions(ana, talk) == versions(ben, talk) == [1, 2]
        if paused[0] == 200:
            press(ben, {**talk, "version": 2}, "end")
