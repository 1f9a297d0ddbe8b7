"""Coaches who work under one practice, by the way they come together."""

from typing import Any

from tests.support.people import Someone

PRACTICE = "/api/coaching/practice"


def invite(owner: Someone) -> str:
    """Return a new code for a colleague."""
    answer = owner.post(f"{PRACTICE}/invite")
    assert answer.status_code == 201, answer.get_json()
    assert set(answer.get_json()) == {"code", "expires_at"}
    code: str = answer.get_json()["code"]
    return code


def join(coach: Someone, code: str) -> Any:
    """Come under the practice whose code this is."""
    return coach.post(f"{PRACTICE}/join", {"code": code})


def together(owner: Someone, *others: Someone) -> None:
    """Let somebody coach, and these people work under their practice."""
    assert owner.post("/api/coaching/practice-code").status_code == 201
    for other in others:
        assert join(other, invite(owner)).status_code == 200
