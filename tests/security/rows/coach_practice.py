"""Practices, colleagues and handing over."""

from typing import Any

from tests.security.row import ROLES, Expect, Ids, Row, always, each, empty, nobody
from tests.security.row_parts import BY_COACH, CLIENT, OF_CLIENT, of_client

# Cleo owns the practice, lea works under it: each reads the other's name, and nothing of couples.
NAMES = frozenset({("cleo", "name"), ("lea", "name")})

PRACTISING: dict[str, Any] = {
    "within": "practising",
    "shows": dict.fromkeys(("coach", "excoach"), NAMES),
    "tells": frozenset({"cleo", "lea", "ana", "ben"}),  # of a hand-over that ends with it
}

JOINED = NAMES | {("cleo", "practice")}

JOINING: dict[str, Any] = {
    **PRACTISING,
    "shows": dict.fromkeys(ROLES, JOINED),
}

OF_COLLEAGUE = {"colleague_id": "colleague"}

TO_COLLEAGUE: dict[str, Any] = {
    **BY_COACH,
    "within": "practising",
    "shows": dict.fromkeys(("self", "coach"), NAMES | OF_CLIENT),
}

TO_THE_TWO = frozenset({"ana", "ben"})


def of_practice(owner: int, colleague: int, **others: int) -> Expect:
    """Something of a practice: for its owner, and perhaps for who works there."""
    return each(404, coach=owner, excoach=colleague, **others)


def to_colleague(ids: Ids) -> Any:
    """Return a hand-over to lea."""
    return {"to": ids["colleague"]}


ROWS = (
    Row("GET", "/api/coaching/practice", of_practice(200, 200), **PRACTISING),
    Row(
        "PATCH",
        "/api/coaching/practice",
        of_practice(200, 403),
        body=always(name="By the sea"),
        **PRACTISING,
    ),
    Row("POST", "/api/coaching/practice/invite", of_practice(201, 403), body=empty, **PRACTISING),
    Row("DELETE", "/api/coaching/practice/invite", of_practice(204, 403), **PRACTISING),
    Row(
        "POST",
        "/api/coaching/practice/join",
        each(200, ex=404, coach=409, excoach=409),
        body=lambda ids: {"code": ids["colleague_code"]},
        **JOINING,
    ),
    Row("POST", "/api/coaching/practice/leave", of_practice(409, 200), body=empty, **PRACTISING),
    Row(
        "PUT",
        "/api/coaching/practice/owner",
        of_practice(200, 403),
        body=lambda ids: {"id": ids["colleague"]},
        **PRACTISING,
    ),
    Row(
        "DELETE",
        "/api/coaching/practice/colleagues/<string:colleague_id>",
        of_practice(204, 403),
        OF_COLLEAGUE,
        **PRACTISING,
    ),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>/handover",
        of_client(200),
        CLIENT,
        **TO_COLLEAGUE,
    ),
    Row(
        "POST",
        "/api/coaching/clients/<string:client_id>/handover",
        of_client(409),
        CLIENT,
        to_colleague,
        **TO_COLLEAGUE,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/handover",
        of_client(204),
        CLIENT,
        tells=TO_THE_TWO,
        **TO_COLLEAGUE,
    ),
    Row("GET", "/coach/practice", each(200, **nobody(303)), **PRACTISING),
    Row(
        "POST",
        "/coach/practice/name",
        of_practice(303, 403, **nobody(303)),
        body=always(name="By the sea"),
        form=True,
        **PRACTISING,
    ),
    Row(
        "POST",
        "/coach/practice/wishes",
        of_practice(303, 303, **nobody(303)),
        body=always(fell_points="30", silent_days="12"),
        form=True,
        **PRACTISING,
    ),
    Row("POST", "/coach/practice/code", each(303, **nobody(303)), body=empty, form=True),
    # Pressed twice it is done, and shows the page.
    Row(
        "POST",
        "/coach/practice/code/end",
        each(200, coach=303, **nobody(303)),
        body=empty,
        form=True,
        **PRACTISING,
    ),
    *(
        Row("POST", f"/coach/practice/{act}", expect, body=empty, form=True, **PRACTISING)
        for act, expect in (
            ("invite", of_practice(303, 403, **nobody(303))),
            ("invite/end", of_practice(303, 403, **nobody(303))),
            ("leave", of_practice(303, 303, **nobody(303))),
        )
    ),
    Row(
        "POST",
        "/coach/practice/join",
        each(303, ex=404, **nobody(303)),
        body=lambda ids: {"code": ids["colleague_code"]},
        form=True,
        **JOINING,
    ),
    *(
        Row(
            "POST",
            f"/coach/practice/colleagues/<string:colleague_id>/{act}",
            of_practice(303, 403, **nobody(303)),
            OF_COLLEAGUE,
            empty,
            True,
            **PRACTISING,
        )
        for act in ("remove", "owner")
    ),
    Row(
        "GET",
        "/coach/<string:client_id>/handover",
        of_client(200, **nobody(303)),
        CLIENT,
        **TO_COLLEAGUE,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/handover",
        of_client(303, **nobody(303)),
        CLIENT,
        to_colleague,
        True,
        **TO_COLLEAGUE,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/handover/end",
        of_client(303, **nobody(303)),
        CLIENT,
        empty,
        True,
        tells=TO_THE_TWO,
        **TO_COLLEAGUE,
    ),
)
