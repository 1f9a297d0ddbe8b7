"""Habits for tests that come about as they do in life: one asks, the other says yes."""

from typing import Any

from tests.support.people import Someone

DAILY = {"unit": "day", "every": 1, "times": 1, "weekdays": None}
WEEKLY = {"unit": "week", "every": 1, "times": 3, "weekdays": None}


def ask(person: Someone, **fields: Any) -> dict[str, Any]:
    """Propose a habit; by default every day, together."""
    body = {"title": "Walk after dinner", "cadence": {"unit": "day"}, "mode": "together", **fields}
    response = person.post("/api/habits", body)
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def say(person: Someone, habit: dict[str, Any] | str, word: str, **body: Any) -> dict[str, Any]:
    """Post to a habit and return it as it is then."""
    habit_id = habit if isinstance(habit, str) else habit["id"]
    response = person.post(f"/api/habits/{habit_id}/{word}", body)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def agree(one: Someone, other: Someone, **fields: Any) -> dict[str, Any]:
    """Let one ask and the other say yes."""
    return say(other, ask(one, **fields), "accept", version=1)


def spans(habit: dict[str, Any]) -> list[tuple[str, str | None] | None]:
    """Return first and last day of the terms in force and of the next ones, None where none are."""
    return [
        None if terms is None else (terms["starts_on"], terms["ends_on"])
        for terms in (habit["terms"], habit["next_terms"])
    ]
