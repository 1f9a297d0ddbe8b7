"""HTML: form in, the same service, template out."""

from typing import Any, cast

from flask import Flask, request

from tracker import guard
from tracker.config import Settings
from tracker.services import consents
from tracker.web import said
from tracker.web.pages import (
    answer,
    browser,
    calendar_feed,
    cards,
    checkin,
    checkin_answers,
    checkin_past,
    cloth,
    coach,
    coach_asked,
    coach_colleagues,
    coach_handover,
    coach_notes,
    coach_packet,
    coach_practice,
    coach_sessions,
    coach_suggest,
    confirm,
    forgot,
    forms,
    guidance,
    habit,
    habit_change,
    habit_reminders,
    habits,
    history,
    invite,
    jar,
    join,
    landing,
    let_in,
    library_pages,
    mailed_sign_up,
    notices,
    offline,
    our_coach,
    our_coach_packet,
    our_coach_questions,
    our_coach_view,
    places,
    propose,
    reading,
    recap,
    settings,
    sign_in,
    sign_in_code,
    sign_in_passkey,
    sign_up,
    swallowed,
    talk,
    today,
    us,
    us_cloth,
    wall,
)
from tracker.web.words import dates

FEATURES = (
    landing,
    sign_in,
    sign_in_code,
    sign_in_passkey,
    sign_up,
    mailed_sign_up,
    forgot,
    confirm,
    invite,
    join,
    today,
    swallowed,
    offline,
    us,
    cards,
    talk,
    checkin,
    checkin_answers,
    checkin_past,
    us_cloth,
    history,
    jar,
    recap,
    library_pages,
    habits,
    propose,
    answer,
    habit,
    habit_change,
    habit_reminders,
    our_coach,
    our_coach_packet,
    our_coach_questions,
    our_coach_view,
    let_in,
    coach,
    coach_asked,
    coach_practice,
    coach_colleagues,
    coach_handover,
    coach_suggest,
    coach_sessions,
    coach_packet,
    coach_notes,
    settings,
    calendar_feed,
    wall,
    guidance,
    reading,
)


def register(app: Flask) -> None:
    """Attach the pages."""
    browser.register(app)
    forms.register(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    configured = cast(Settings, app.config["WOVEN"])
    app.jinja_env.globals |= {"dates": dates, "weave": cloth.weave}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def helpers() -> dict[str, Any]:
        return {
            "csrf_token": browser.csrf_token,
            "own_address": browser.own_address,
            "in_language": browser.in_language,
            "said": said.said,
            "principal": browser.principal(),
            "can_sign_out": browser.principal() is not None,
            "places": places.shown,
            "home": places.home,
            "is_fragment": request.headers.get("X-Woven-Fragment") == "main",
            "notice": notices.shown(),
            "exit_url": configured.exit_url,
            "public_url": configured.public_url,
            "operator": configured.operator,
            "operator_contact": configured.operator_contact,
            "consent_versions": consents.CURRENT,
            "signed_out_cookie": guard.signed_out_cookie(configured),
        }
