"""What one has said yes to."""

from tests.security.row import Row, always, each, empty, nobody

ROWS = (
    Row("GET", "/api/me/consents", each(200)),
    Row("DELETE", "/api/me/consents/checkins", each(204), query="?opened=true"),
    # Each of the two reads to whom they have said yes.
    Row(
        "GET",
        "/settings/consents",
        each(200, **nobody(303)),
        shows=dict.fromkeys(("self", "partner"), frozenset({("cleo", "name")})),
    ),
    Row(
        "POST",
        "/settings/consents",
        each(303, **nobody(303)),
        body=always(subject="notice"),
        form=True,
    ),
    Row(
        "POST",
        "/settings/consents/checkins/withdraw",
        each(303, **nobody(303)),
        body=empty,
        form=True,
    ),
)
