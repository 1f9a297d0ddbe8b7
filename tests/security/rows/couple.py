"""The couple, and leaving it."""

from tests.security.row import Row, always, each, empty, linked, nobody
from tests.security.row_parts import ANOTHER, COACH_TOO

ROWS = (
    Row("GET", "/api/couple", linked(200)),
    Row("PATCH", "/api/couple", linked(200), body=always(backfill_days=5, title="Nest")),
    Row("GET", "/api/couple/history", linked(200)),
    Row("POST", "/api/couple/unlink", linked(204), body=empty, tells=COACH_TOO),
    Row("GET", "/us", each(200, **nobody(303))),
    Row("GET", "/us/cloth", each(200, **nobody(303))),
    Row("GET", "/us/history", each(200, **nobody(303))),
    Row("GET", "/settings/couple", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/couple",
        linked(303, **nobody(303)),
        body=always(backfill_days="5", title="Nest"),
        form=True,
    ),
    Row("GET", "/settings/leaving", each(200, **nobody(303))),
    Row("POST", "/settings/leaving", ANOTHER, body=empty, form=True, tells=COACH_TOO),
)
