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
    cards,
    checkin,
    checkin_answers,
    checkin_past,
    confirm,
    forgot,
    forms,
    guidance,
    habit,
    habit_change,
    habit_reminders,
    habits,
    invite,
    jar,
    join,
    landing,
    library_pages,
    mailed_sign_up,
    notices,
    offline,
    propose,
    reading,
    recap,
    settings,
    sign_in,
    sign_up,
    swallowed,
    talk,
    today,
    us,
    us_cloth,
    wall,
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
    cards,
    talk,
    checkin,
    checkin_answers,
    checkin_past,
    us_cloth,
    jar,
    recap,
    library_pages,
    habits,
    propose,
    answer,
    habit,
    habit_change,
    habit_reminders,
    settings,
    calendar_feed,
    wall,
    guidance,
    reading,
)
PLACES = (
    ("/today", lazy_gettext("Today"), "list-checks", ("/today/",)),
    (
        "/us",
        lazy_gettext("Us"),
        "layout-grid",
        ("/us/", "/talk/", "/cards/", "/check-in/", "/jar/", "/recap/"),
    ),
    ("/habits", lazy_gettext("Habits"), "sprout", ("/habits/",)),
    ("/settings", lazy_gettext("Settings"), "settings", ("/settings/",)),
)
"""Address, name and icon of what the layout leads to, and where one is still within it."""


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
