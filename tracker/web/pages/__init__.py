"""HTML: form in, the same service, template out."""

from typing import Any, cast

from flask import Flask, request
from flask_babel import lazy_gettext

from tracker import guard
from tracker.config import Settings
from tracker.web.pages import (
    answer,
    browser,
    calendar_feed,
    confirm,
    forgot,
    forms,
    habit,
    habit_change,
    habit_reminders,
    habits,
    invite,
    join,
    landing,
    library_pages,
    mailed_sign_up,
    notices,
    offline,
    propose,
    reading,
    settings,
    sign_in,
    sign_up,
    swallowed,
    today,
    us,
)
from tracker.web.pages.words import dates

FEATURES = (
    landing,
    sign_in,
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
    library_pages,
    habits,
    propose,
    answer,
    habit,
    habit_change,
    habit_reminders,
    settings,
    calendar_feed,
    reading,
)
PLACES = (
    ("/today", lazy_gettext("Today"), "list-checks"),
    ("/us", lazy_gettext("Us"), "layout-grid"),
    ("/habits", lazy_gettext("Habits"), "sprout"),
    ("/settings", lazy_gettext("Settings"), "settings"),
)
"""Address, name and icon of what the layout leads to."""


def register(app: Flask) -> None:
    """Attach the pages."""
    browser.register(app)
    forms.register(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    configured = cast(Settings, app.config["WOVEN"])
    app.jinja_env.globals["dates"] = dates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def helpers() -> dict[str, Any]:
        return {
            "csrf_token": browser.csrf_token,
            "own_address": browser.own_address,
            "principal": browser.principal(),
            "can_sign_out": browser.principal() is not None,
            "places": PLACES,
            "is_fragment": request.headers.get("X-Woven-Fragment") == "main",
            "notice": notices.shown(),
            "exit_url": configured.exit_url,
            "signed_out_cookie": guard.signed_out_cookie(configured),
        }
