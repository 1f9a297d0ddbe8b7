"""Every field that holds words: how to read them again once they were taken.

A field that takes free text stands in WORDS or, with the reason, in NOT_KEPT;
test_bad_input.py sees to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.security.world import World
from tests.support.people import PASSWORD, Someone

Shown = Mapping[str, Any] | None
Back = Callable[[Someone, Mapping[str, Any], World], Shown]
"""From who wrote, and what was answered, to what stands there now; None where nothing was taken."""


@dataclass(frozen=True)
class Words:
    """The fields of one call that hold words."""

    fields: tuple[str, ...]
    back: Back


def habit(way: str = "") -> Back:
    """Return how to look at a habit again: what stands there now, or what is being asked."""

    def look(person: Someone, answer: Mapping[str, Any], _world: World) -> Shown:
        shown = person.get(f"/api/habits/{answer['id']}").get_json()
        return shown[way] if way else shown

    return look


def at(path: str) -> Back:
    """Return how to look at what an address shows; in braces ids of the world, or the answer's."""

    def look(person: Someone, answer: Mapping[str, Any], world: World) -> Shown:
        return person.get(path.format(**{**world.ids, **answer})).get_json()

    return look


def among(path: str) -> Back:
    """Return how to look at an item of a list again, by its id."""

    def look(person: Someone, answer: Mapping[str, Any], world: World) -> Shown:
        after = ""
        while True:
            page = person.get(path.format(**world.ids) + after).get_json()
            for item in page["items"]:
                if item["id"] == answer["id"]:
                    return item
            after = f"?after={page['next']}"
            assert page["next"] is not None, answer["id"]

    return look


def answered(_person: Someone, answer: Mapping[str, Any], _world: World) -> Shown:
    """Look at the answer: the person who wrote it cannot ask for it, or it is what is stored."""
    return answer


def note(person: Someone, answer: Mapping[str, Any], world: World) -> Shown:
    """Look at one's note of the day that was ticked."""
    day = answer["tick"]["date"]
    path = f"/api/habits/{world.ids['habit']}/ticks?from={day}&to={day}"
    items = person.get(path).get_json()["items"]
    return next(item for item in items if item["person"] == person.id)


def synced_note(person: Someone, answer: Mapping[str, Any], world: World) -> Shown:
    """Look at one's note of yesterday, unless the operation was refused alone."""
    if answer["results"][0]["status"] == "rejected":
        return None
    return note(person, {"tick": {"date": world.ids["yesterday"]}}, world)


def brought(person: Someone, answer: Mapping[str, Any], _world: World) -> Shown:
    """Look at what was asked for with days of before, and at what waits beside it."""
    (habit,) = answer["items"]
    waiting = person.post("/api/me/export", {"password": PASSWORD}).get_json()["imports"]
    (mine,) = (each for each in waiting if each["habit"] == habit["id"])
    return {"title": habit["proposal"]["title"], "note": mine["days"][0]["note"]}


def own_answers(person: Someone, _answer: Mapping[str, Any], _world: World) -> Shown:
    """Look at one's own answers of the running round."""
    return person.get("/api/check-ins/current").get_json()["round"]["mine"]


OF_A_HABIT = ("title", "why", "emoji", "plan", "two_minute")
_SUGGESTIONS = "/api/coaching/clients/{client}/suggestions"
_HABIT = "/api/habits/<string:habit_id>"
_CLIENT = "/api/coaching/clients/<string:client_id>"
WORDS: dict[str, Words] = {
    "PATCH /api/couple": Words(("title",), at("/api/couple")),
    "POST /api/habits": Words(OF_A_HABIT, habit()),
    f"POST {_HABIT}/counter": Words(OF_A_HABIT, habit("proposal")),
    f"POST {_HABIT}/amend": Words(OF_A_HABIT, habit("proposal")),
    f"POST {_CLIENT}/suggestions": Words(OF_A_HABIT, at(_SUGGESTIONS + "/{id}")),
    f"PUT {_HABIT}/occasions/<string:period_start>": Words(("words",), habit("occasion")),
    f"PUT {_HABIT}/ticks/<string:day>": Words(("note",), note),
    "POST /api/sync": Words(("note",), synced_note),
    "POST /api/imports": Words(("title", "note"), brought),
    "PUT /api/check-ins/current": Words(
        tuple(f"{what}_words" for what in ("heard", "trusting", "close", "appreciated")),
        own_answers,
    ),
    "PATCH /api/me": Words(("name",), at("/api/me")),
    "POST /api/accounts": Words(("name", "email"), answered),
    "POST /api/tokens": Words(("label",), among("/api/tokens")),
    f"PATCH {_CLIENT}": Words(("alias",), at("/api/coaching/clients/{client}")),
    f"PUT {_CLIENT}/notes": Words(("text",), at("/api/coaching/clients/{client}/notes")),
    f"POST {_CLIENT}/goals": Words(("text",), among("/api/coaching/clients/{client}/goals")),
    "POST /api/couple/coach/<string:link_id>/questions": Words(
        ("text",), among("/api/couple/coach/{client}/questions")
    ),
    "POST /api/passkeys": Words(("label",), among("/api/passkeys")),
    "PATCH /api/coaching/practice": Words(("name",), at("/api/coaching/practice")),
}
NOT_KEPT = {
    "table": "read for the days that are in it, and gone",
    "password": "compared with a hash",
    "new_password": "kept as a hash",
    "otp": "compared with what the secret gives",
    "code": "looked up by its digest",
    "practice_code": "looked up by its digest",
    "challenge": "an id that is looked up: what is none names nothing",
    "email": "POST /api/tokens looks the address up",
    "op": "an id: each operation of a phone is judged alone, by another schema",
}
OPAQUE = frozenset({"challenge", "after", "table"})
"""Texts that their schema leaves to whoever looks them up: anything at all reaches those."""
SAME_WORDS = frozenset(
    {f"POST {_HABIT}/counter", f"POST {_HABIT}/amend", f"POST {_CLIENT}/suggestions"}
)
"""Rows that take the fields of POST /api/habits and keep them in the same columns."""
INSTEAD = {"label": "Program"}
"""What stands in the place of words left empty, where that is not null."""
