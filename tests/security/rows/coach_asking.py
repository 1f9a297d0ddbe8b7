"""How a coach comes in: codes, asking, and the coach's yes."""

from tests.security.row import ROLES, Row, each, empty, everybody, nobody
from tests.security.row_parts import ASKED_FOR, BY_COACH, of_client

OF_ASKING = frozenset({("dev", "name"), ("eva", "name")})

CODE = {"coach_code": "coach_code"}

TO_ANY = dict.fromkeys(ROLES, OF_ASKING)

ROWS = (
    # Whoever holds a couple's code may look and take it; the two themselves never.
    Row("GET", "/api/coach-invites/<string:coach_code>", each(200), CODE, shows=TO_ANY),
    Row(
        "POST",
        "/api/coach-invites/<string:coach_code>/accept",
        each(200, stranger=409),
        CODE,
        empty,
        tells=frozenset({"dev", "eva"}),
        shows=dict.fromkeys(ROLES, OF_ASKING | {("dev", "asking")}),
    ),
    Row("POST", "/api/coaching/practice-code", each(201), body=empty),
    Row("GET", "/api/coaching/asked", each(200), within="asked", shows={"coach": OF_ASKING}),
    Row(
        "POST",
        "/api/coaching/asked/<string:asked_id>/accept",
        of_client(200),
        ASKED_FOR,
        empty,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        shows=dict.fromkeys(("self", "coach"), OF_ASKING),
        **BY_COACH,
    ),
    Row(
        "DELETE",
        "/api/coaching/asked/<string:asked_id>",
        of_client(204),
        ASKED_FOR,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        **BY_COACH,
    ),
    Row(
        "GET",
        "/coach/asked",
        each(200, **nobody(303)),
        within="asked",
        shows={"coach": OF_ASKING},
    ),
    Row(
        "POST",
        "/coach/asked/<string:asked_id>/accept",
        of_client(303, **nobody(303)),
        ASKED_FOR,
        empty,
        True,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        **BY_COACH,
    ),
    Row(
        "POST",
        "/coach/asked/<string:asked_id>/decline",
        of_client(303, **nobody(303)),
        ASKED_FOR,
        empty,
        True,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        **BY_COACH,
    ),
    Row("GET", "/let-in", everybody(200)),
    Row(
        "POST",
        "/let-in",
        everybody(303, stranger=409),
        body=lambda ids: {"code": ids["coach_code"], "step": "yes"},
        form=True,
        tells=frozenset({"dev", "eva"}),
        shows=dict.fromkeys(ROLES, frozenset({("dev", "asking")})),
    ),
    Row("DELETE", "/api/coaching/practice-code", each(404, coach=204)),
)
