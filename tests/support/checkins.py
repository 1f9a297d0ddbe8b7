"""Check-ins as tests bring them about: agreed on by two, answered by each."""

from typing import Any

from tests.support.people import Someone

AGREEMENT = "/api/check-ins/agreement"
CURRENT = "/api/check-ins/current"
NUMBERS = {"heard": 7, "trusting": 8, "close": 6, "appreciated": 9}
WORDS = {"heard_words": "You asked twice.", "close_words": "Sunday morning,\nall of it."}
NOTHING = {f"{name}_words": None for name in NUMBERS}


def agree(one: Someone, other: Someone, every: int = 1) -> dict[str, Any]:
    """Let one ask for a check-in and the other say yes; return the agreement."""
    asked = one.post(AGREEMENT, {"every": every})
    assert asked.status_code == 201, asked.get_json()
    answer = other.post(f"{AGREEMENT}/accept", {"version": asked.get_json()["version"]})
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def running(person: Someone) -> dict[str, Any]:
    """Return the round that runs, as somebody sees it."""
    return person.get(CURRENT).get_json()["round"]


def body(person: Someone, **fields: Any) -> dict[str, Any]:
    """Return what is sent to answer the round that runs."""
    return {"round": running(person)["start"], **NUMBERS, **fields}


def seal(person: Someone, **fields: Any) -> dict[str, Any]:
    """Seal answers in the round that runs; return it."""
    response = person.put(CURRENT, body(person, seal=True, **fields))
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def withdraw(person: Someone) -> None:
    """Take sealed answers back."""
    response = person.delete(f"{CURRENT}?round={running(person)['start']}")
    assert response.status_code == 204, response.get_json()


def heard(person: Someone) -> list[dict[str, Any]]:
    """Return what somebody's stream says of check-ins."""
    return [item["data"] for item in person.stream() if item["kind"] == "checkin"]
