"""Recaps."""

from tests.security.row import Row, each, linked, nobody

ROWS = (
    Row("GET", "/api/recaps", linked(200)),
    # No week of theirs is ready yet; what one holds: tests/web/test_recap_tells_on_nobody.py
    Row("GET", "/api/recaps/<string:week>", each(404), {"week": "today"}),
    Row("GET", "/recap", each(200, **nobody(303))),
)
