"""JSON under /api: schema in, service, schema out."""

from flask import Flask

from tracker.web.api import (
    accounts,
    appreciations,
    calendar,
    cards,
    changes,
    checkins,
    coach_asked,
    coach_handovers,
    coach_invites,
    coach_notes,
    coach_practice,
    coach_sessions,
    coach_suggestions,
    coaching,
    consents,
    couple,
    couple_coach,
    couple_sessions,
    docs,
    habits,
    imports,
    invites,
    me,
    passkeys,
    pauses,
    progress,
    proposals,
    push,
    recaps,
    reminders,
    resets,
    second_factor,
    talks,
    ticks,
    tokens,
    walls,
)
from tracker.web.api.blueprint import Api

FEATURES = (
    accounts,
    resets,
    tokens,
    me,
    second_factor,
    passkeys,
    consents,
    calendar,
    push,
    invites,
    couple,
    habits,
    proposals,
    imports,
    pauses,
    reminders,
    talks,
    ticks,
    appreciations,
    progress,
    recaps,
    checkins,
    cards,
    walls,
    couple_coach,
    coaching,
    coach_invites,
    coach_asked,
    coach_practice,
    coach_handovers,
    coach_suggestions,
    coach_sessions,
    coach_notes,
    couple_sessions,
    changes,
)


def register(app: Flask) -> None:
    """Attach the routes and the document generated from their schemas."""
    app.config.update(
        API_TITLE="Woven",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    api = Api(app, spec_kwargs=docs.SPEC)
    for feature in FEATURES:
        api.register_blueprint(feature.blueprint, url_prefix="/api")
    docs.register(app, api)
