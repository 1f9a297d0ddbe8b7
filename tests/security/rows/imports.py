"""Bringing days of before, and taking one's own along."""

from tests.security.row import Row, always, each, nobody
from tests.security.row_parts import PROOF

DAY = {"date": "2025-03-03"}
NEW = {"title": "Fresh", "cadence": {"unit": "day"}, "mode": "together", "days": [DAY]}
SENT = {
    "row": "0",
    "chosen-0": "on",
    "title-0": "Fresh",
    "rhythm-0": "day-1-1",
    "mode-0": "together",
    "starts_on-0": "2025-03-03",
    "days-0": "2025-03-03 1",
}

OWN_TITLE = {
    "self": frozenset({("ana", "title")}),
    "ex": frozenset({("ana", "title")}),
    "former": frozenset({("ana", "title")}),
    "partner": frozenset({("ana", "title"), ("ben", "words")}),
}

ROWS = (
    Row("POST", "/api/imports/preview", each(200), body=always(table="2025-03-03,Fresh")),
    Row("POST", "/api/imports", each(201), body=always(habits=[NEW])),
    Row("POST", "/api/me/export/csv", each(200), body=PROOF, shows=OWN_TITLE),
    Row("POST", "/api/me/export/ics", each(200), body=PROOF, shows=OWN_TITLE),
    Row("GET", "/settings/import", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/import",
        each(200, **nobody(303)),
        body=always(text="2025-03-03,Fresh"),
        form=True,
    ),
    Row(
        "POST",
        "/settings/import/propose",
        each(303, **nobody(303)),
        body=always(**SENT),
        form=True,
    ),
)
