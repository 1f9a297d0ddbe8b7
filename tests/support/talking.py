"""Talks of a couple, by the API."""

from typing import Any

from tests.support.people import Someone


def start(person: Someone, **fields: Any) -> dict[str, Any]:
    """Begin a talk."""
    response = person.post("/api/talks", fields)
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def press(person: Someone, talk: dict[str, Any], what: str) -> dict[str, Any]:
    """Pause, resume or end a talk as it was seen; return it as it is then."""
    response = person.post(f"/api/talks/{talk['id']}/{what}", {"version": talk["version"]})
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def current(person: Someone) -> dict[str, Any]:
    """Return the talk that goes on."""
    response = person.get("/api/talks/current")
    assert response.status_code == 200, response.get_json()
    return response.get_json()
