"""A coach's notes."""

from typing import Any

from tests.security.row import Expect, Row, always, each, empty, nobody, private
from tests.security.row_parts import BY_COACH, CLIENT, OF_CLIENT, of_client

KEPT = {"kept_id": "ended_client"}

BY_LEA: dict[str, Any] = {"cast": {"self": "lea"}}


def of_notes(own: int, **others: int) -> Expect:
    """Something that a coach keeps of a couple who has left."""
    return private(own, excoach=own, **others)


ROWS = (
    *(
        Row(
            "GET",
            f"/api/coaching/clients/<string:client_id>/{what}",
            of_client(200),
            CLIENT,
            **BY_COACH,
        )
        for what in ("notes", "notes/versions", "notes/export")
    ),
    Row(
        "PUT",
        "/api/coaching/clients/<string:client_id>/notes",
        of_client(200),
        CLIENT,
        always(text="They laugh a lot", version=1),
        **BY_COACH,
    ),
    Row("GET", "/api/coaching/kept-notes", each(200)),
    *(
        Row(
            "GET", f"/api/coaching/kept-notes/<string:kept_id>{what}", of_notes(200), KEPT, **BY_LEA
        )
        for what in ("", "/versions", "/export")
    ),
    Row("DELETE", "/api/coaching/kept-notes/<string:kept_id>", of_notes(204), KEPT, **BY_LEA),
    Row(
        "GET",
        "/coach/<string:client_id>/notes",
        of_client(200, **nobody(303)),
        CLIENT,
        shows=dict.fromkeys(("self", "coach"), OF_CLIENT),
        **BY_COACH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/notes",
        of_client(303, **nobody(303)),
        CLIENT,
        always(text="They laugh a lot", version="1"),
        True,
        **BY_COACH,
    ),
    Row(
        "GET",
        "/coach/<string:client_id>/notes/<any(text, json):kind>",
        of_client(200, **nobody(303)),
        {**CLIENT, "kind": "text"},
        **BY_COACH,
    ),
    Row("GET", "/coach/kept-notes", each(200, **nobody(303))),
    Row(
        "GET",
        "/coach/kept-notes/<string:kept_id>/<any(text, json):kind>",
        of_notes(200, **nobody(303)),
        {**KEPT, "kind": "text"},
        **BY_LEA,
    ),
    Row(
        "POST",
        "/coach/kept-notes/<string:kept_id>/remove",
        of_notes(303, **nobody(303)),
        KEPT,
        empty,
        True,
        **BY_LEA,
    ),
)
