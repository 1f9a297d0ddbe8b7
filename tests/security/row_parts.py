"""What the rows of several features say: bodies, ids, and who may read what on purpose."""

from collections.abc import Callable
from typing import Any

from tests.security.row import ROLES, Expect, Ids, Row, always, everybody, nobody, private, shared
from tests.support.people import PASSWORD

PROOF = always(password=PASSWORD)

HERS = dict.fromkeys(ROLES, frozenset({("ana", "email")}))

HABIT, PROPOSAL = {"habit_id": "habit"}, {"habit_id": "proposal"}

# A pause, and the end, are told to the coach, without a name; an end also by the coach.
COACH_TOO = frozenset({"cleo"})

PAUSING = ("skip", "hard-week", "pauses")

OF_COACH = frozenset({("cleo", "name"), ("cleo", "goal")})

TO_COUPLE = {"self": OF_COACH, "partner": OF_COACH}

# What a coach reads of who let them in, and those two of their coach.
OF_CLIENT = frozenset({("ana", "name"), ("ben", "name"), ("ana", "title")})


def of_habit(what: str, body: Callable[[Ids], Any]) -> Row:
    """Return the row of a form on the page of the habit that ana and ben share."""
    rule = f"/habits/<string:habit_id>/{what}"
    expect, tells = shared(303, **nobody(303)), COACH_TOO if what in PAUSING else frozenset()
    return Row("POST", rule, expect, HABIT, body, True, tells=tells)


ANOTHER = everybody(303)

BY_COACH: dict[str, Any] = {"cast": {"self": "cleo"}}
"""Something of the coach's: `self` is the coach, too."""

LINK, CLIENT, ASKED_FOR = {"link_id": "client"}, {"client_id": "client"}, {"asked_id": "asked"}


def of_couple(own: int, **others: int) -> Expect:
    """Something between a couple and their coach: for its two alone, and not for the coach."""
    return shared(own, ex=404, **others)


def of_client(own: int, **others: int) -> Expect:
    """Something of a coach's client: for the coach alone."""
    return private(own, coach=own, **others)


CLIENTS_ROW: dict[str, Any] = {
    "shows": dict.fromkeys(("self", "coach"), OF_CLIENT | {("ana", "habit")}),
    **BY_COACH,
}
