"""Exporting one's own data, and being erased."""

from tests.security.row import Row, each, nobody
from tests.security.row_parts import ANOTHER, OF_COACH, PROOF

WITH_COACH = frozenset({"cleo", "ana", "ben"})

OF_COACHES = OF_COACH | {("lea", "name")}

# What one ticked keeps its title, also when the couple is no more.
EXPORTED = {
    "self": OF_COACHES,
    "partner": OF_COACHES,
    "ex": OF_COACHES | {("ana", "title")},
    "former": frozenset({("ana", "title")}),
}

ROWS = (
    Row(
        "POST",
        "/api/me/export",
        each(200),
        body=PROOF,
        shows=EXPORTED,
    ),
    Row("DELETE", "/api/me", each(204), body=PROOF, tells=WITH_COACH),
    Row("GET", "/settings/data", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/data",
        each(200, **nobody(303)),
        body=PROOF,
        form=True,
        shows=EXPORTED,
    ),
    Row("GET", "/settings/erase", each(200, **nobody(303))),
    Row("POST", "/settings/erase", ANOTHER, body=PROOF, form=True, tells=WITH_COACH),
)
