"""Goals, questions, sessions and packets."""

from typing import Any

from tests.security.row import Row, always, each, empty, nobody, private
from tests.security.row_parts import (
    BY_COACH,
    CLIENT,
    CLIENTS_ROW,
    LINK,
    TO_COUPLE,
    of_client,
    of_couple,
)

TO_BOTH: dict[str, Any] = {"tells": frozenset({"ana", "ben"}), **BY_COACH}

TO_COACH: dict[str, Any] = {"tells": frozenset({"cleo"})}

READ: dict[str, Any] = {"notes": frozenset({"coach_openings"}), **CLIENTS_ROW}

GOAL, MET = {**CLIENT, "goal_id": "goal"}, {**CLIENT, "day": "yesterday"}

LINE = always(text="Phones away at dinner")

ROWS = (
    *(
        Row(
            "GET",
            f"/api/coaching/clients/<string:client_id>/{what}",
            of_client(200),
            CLIENT,
            **BY_COACH,
        )
        for what in ("goals", "questions", "sessions")
    ),
    Row(
        "POST",
        "/api/coaching/clients/<string:client_id>/goals",
        of_client(201),
        CLIENT,
        LINE,
        **TO_BOTH,
    ),
    Row(
        "PATCH",
        "/api/coaching/clients/<string:client_id>/goals/<string:goal_id>",
        of_client(200),
        GOAL,
        always(done=True),
        **TO_BOTH,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/goals/<string:goal_id>",
        of_client(204),
        GOAL,
        **TO_BOTH,
    ),
    Row(
        "PUT",
        "/api/coaching/clients/<string:client_id>/sessions/<string:day>",
        of_client(200),
        {**CLIENT, "day": "soon"},
        empty,
        **TO_BOTH,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/sessions/<string:day>",
        of_client(204),
        MET,
        **TO_BOTH,
    ),
    Row("GET", "/api/coaching/clients/<string:client_id>/report", of_client(200), CLIENT, **READ),
    *(
        Row(
            "GET",
            f"/api/couple/coach/<string:link_id>/{what}",
            of_couple(200),
            LINK,
            shows=TO_COUPLE,
        )
        for what in ("goals", "questions", "sessions", "report")
    ),
    Row(
        "POST",
        "/api/couple/coach/<string:link_id>/questions",
        of_couple(201),
        LINK,
        LINE,
        **TO_COACH,
    ),
    Row(
        "DELETE",
        "/api/couple/coach/<string:link_id>/questions/<string:question_id>",
        private(204),
        {**LINK, "question_id": "brought"},
        **TO_COACH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/goals",
        of_client(303, **nobody(303)),
        CLIENT,
        LINE,
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/goals/<string:goal_id>",
        of_client(303, **nobody(303)),
        GOAL,
        always(done="on"),
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/goals/<string:goal_id>/remove",
        of_client(303, **nobody(303)),
        GOAL,
        empty,
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/sessions",
        of_client(303, **nobody(303)),
        CLIENT,
        always(day="2026-05-20"),
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/sessions/<string:day>/remove",
        of_client(303, **nobody(303)),
        MET,
        empty,
        True,
        **TO_BOTH,
    ),
    Row("GET", "/coach/<string:client_id>/packet", of_client(200, **nobody(303)), CLIENT, **READ),
    Row(
        "GET",
        "/coach/<string:client_id>/packet/<any(pdf, csv, json):kind>",
        of_client(200, **nobody(303)),
        {**CLIENT, "kind": "csv"},
        **READ,
    ),
    Row(
        "GET",
        "/our-coach/packet",
        each(200, ex=303, former=303, single=303, **nobody(303)),
        shows=TO_COUPLE,
    ),
    Row(
        "GET",
        "/our-coach/packet/<any(pdf, csv, json):kind>",
        each(200, ex=404, former=404, single=404, **nobody(303)),
        {"kind": "csv"},
        shows=TO_COUPLE,
    ),
)
