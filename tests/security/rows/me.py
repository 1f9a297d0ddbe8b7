"""What somebody sets for themselves, and who sees it."""

from tests.security.row import Row, always, each, empty, nobody
from tests.security.row_parts import ANOTHER, COACH_TOO, TO_COUPLE

LATER = always(ticks_seen="day_end")
PROFILE = always(name="Another", timezone="UTC", day_ends_at="3")

ROWS = (
    Row("GET", "/api/me", each(200)),
    Row("PATCH", "/api/me", each(200), body=always(name="Another")),
    Row("GET", "/settings", each(200, **nobody(303)), shows=TO_COUPLE),
    Row("GET", "/settings/you", each(200, **nobody(303))),
    Row("POST", "/settings/you", ANOTHER, body=PROFILE, form=True),
    Row("GET", "/settings/telling", each(200, **nobody(303)), shows=TO_COUPLE),
    Row("POST", "/settings/telling", ANOTHER, body=LATER, form=True),
    Row("GET", "/settings/who-sees-what", each(200, **nobody(303)), shows=TO_COUPLE),
    # What a couple's end tells the coach, as with leaving.
    Row("POST", "/api/me/close-off", each(204), body=empty, tells=COACH_TOO),
    Row("GET", "/settings/check", each(200, **nobody(303)), shows=TO_COUPLE),
    Row("POST", "/settings/check", ANOTHER, body=empty, form=True, tells=COACH_TOO),
)
