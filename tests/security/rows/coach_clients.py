"""A coach's clients and settings."""

from tests.security.row import Row, always, each, empty, nobody
from tests.security.row_parts import (
    BY_COACH,
    CLIENT,
    CLIENTS_ROW,
    LINK,
    OF_CLIENT,
    TO_COUPLE,
    of_client,
    of_couple,
)

ROWS = (
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>",
        of_client(204),
        CLIENT,
        tells=frozenset({"ana", "ben"}),
        **BY_COACH,
    ),
    Row("GET", "/api/coaching/clients", each(200), shows={"coach": OF_CLIENT}),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>",
        of_client(200),
        CLIENT,
        notes=frozenset({"coach_openings"}),
        **CLIENTS_ROW,
    ),
    Row(
        "PATCH",
        "/api/coaching/clients/<string:client_id>",
        of_client(200),
        CLIENT,
        always(alias="The two from Tuesday"),
        **BY_COACH,
    ),
    Row(
        "GET",
        "/api/couple/coach/<string:link_id>/view",
        of_couple(200),
        LINK,
        shows=TO_COUPLE,
    ),
    Row("GET", "/api/coaching/me", each(404, coach=200, excoach=200)),
    Row(
        "PATCH",
        "/api/coaching/me",
        each(404, coach=200, excoach=200),
        body=always(fell_points=15),
    ),
    Row("GET", "/coach", each(200, **nobody(303)), shows={"coach": OF_CLIENT}),
    # Only who coaches has a roster to set.
    Row(
        "POST",
        "/coach/initials",
        each(404, coach=303, excoach=303, **nobody(303)),
        body=always(initials="on"),
        form=True,
    ),
    Row(
        "POST",
        "/coach/limits",
        each(404, coach=303, excoach=303, **nobody(303)),
        body=always(fell_points="15", silent_days="12"),
        form=True,
    ),
    Row(
        "GET",
        "/coach/<string:client_id>",
        of_client(200, **nobody(303)),
        CLIENT,
        notes=frozenset({"coach_openings"}),
        **CLIENTS_ROW,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/alias",
        of_client(303, **nobody(303)),
        CLIENT,
        always(alias="The two from Tuesday"),
        True,
        **BY_COACH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/leave",
        of_client(303, **nobody(303)),
        CLIENT,
        empty,
        True,
        tells=frozenset({"ana", "ben"}),
        **BY_COACH,
    ),
)
