"""What a coach suggests."""

from typing import Any

from tests.security.row import Row, always, empty, nobody
from tests.security.row_parts import BY_COACH, CLIENT, OF_CLIENT, of_client

# One yes is given to what is suggested here: no answer to the coach is another one for that.
SUGGESTED: dict[str, Any] = {**BY_COACH, "within": "suggested"}

SUGGESTION = {**CLIENT, "suggestion_id": "suggestion"}

ROWS = (
    Row(
        "POST",
        "/api/coaching/clients/<string:client_id>/suggestions",
        of_client(201),
        CLIENT,
        always(title="Walk", cadence={"unit": "day"}, mode="turns"),
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>/suggestions",
        of_client(200),
        CLIENT,
        **SUGGESTED,
    ),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>/suggestions/<string:suggestion_id>",
        of_client(200),
        SUGGESTION,
        **SUGGESTED,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/suggestions/<string:suggestion_id>",
        of_client(204),
        SUGGESTION,
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
    Row(
        "GET",
        "/coach/<string:client_id>/suggest",
        of_client(200, **nobody(303)),
        CLIENT,
        shows=dict.fromkeys(("self", "coach"), OF_CLIENT),
        **SUGGESTED,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/suggest",
        of_client(303, **nobody(303)),
        CLIENT,
        always(title="Walk", unit="day", mode="turns"),
        True,
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/suggest/<string:suggestion_id>/withdraw",
        of_client(303, **nobody(303)),
        SUGGESTION,
        empty,
        True,
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
)
