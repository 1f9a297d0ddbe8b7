"""Invitations."""

from typing import Any

from tests.security.row import ROLES, Row, each, empty, everybody, nobody, private
from tests.security.row_parts import ANOTHER

INVITE = {"invite_code": "invite"}

INVITED = frozenset({("max", "name"), ("max", "title")})

FOR_ALL = dict.fromkeys(ROLES, INVITED)

# An invitation is max's own; who holds it and is free may take it.
OF_MAX = {"self": "max", "single": "fin"}

BY_HOLDER: dict[str, Any] = {"cast": OF_MAX, "at": INVITE, "shows": FOR_ALL}

ROWS = (
    Row("POST", "/api/invites", each(409, ex=201, former=201, single=201), body=empty),
    Row("GET", "/api/invites/<string:invite_code>", everybody(200), **BY_HOLDER),
    Row(
        "POST",
        "/api/invites/<string:invite_code>/accept",
        each(409, single=200, former=200, ex=200),
        body=empty,
        tells=frozenset({"max"}),
        **BY_HOLDER,
    ),
    Row(
        "DELETE",
        "/api/invites/<string:invite_code>",
        private(204),
        at=INVITE,
        cast=OF_MAX,
    ),
    Row("GET", "/join", everybody(200)),
    # Saying yes: who is free is linked, who is nobody yet is asked who they are.
    Row(
        "POST",
        "/join",
        each(409, single=303, former=303, ex=303, **nobody(200)),
        body=lambda ids: {"step": "yes", "code": ids["invite"]},
        form=True,
        cast=OF_MAX,
        tells=frozenset({"max"}),
        shows=dict.fromkeys(("anonymous", "revoked"), INVITED),
    ),
    # Who is linked is led to Today.
    Row("GET", "/invite", each(303, **nobody(303), ex=200, former=200, single=200)),
    Row("POST", "/invite", ANOTHER, body=empty, form=True),
    Row("POST", "/invite/take-back", ANOTHER, body=empty, form=True),
)
