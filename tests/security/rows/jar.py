"""The jar."""

from tests.security.row import Row, each, empty, linked, nobody, shared

ROWS = (
    Row("GET", "/api/jar", linked(200)),
    Row("GET", "/jar", each(200, **nobody(303))),
    Row("POST", "/jar/pull", linked(303, **nobody(303)), body=empty, form=True),
    Row(
        "POST",
        "/jar/marks",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "date": ids["today"], "mark": "heart"},
        form=True,
    ),
)
