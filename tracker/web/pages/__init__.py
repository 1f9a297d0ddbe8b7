"""HTML: form in, the same service, template out."""

from typing import Any

from flask import Flask, current_app

from tracker.web.pages import browser, forms, landing, sign_in, sign_up, today

FEATURES = (landing, sign_in, sign_up, today)
PLACES = (("/today", "Today"), ("/habits", "Habits"), ("/us", "Us"), ("/settings", "Settings"))
"""What the layout leads to, as far as it is there."""


def register(app: Flask) -> None:
    """Attach the pages."""
    browser.register(app)
    forms.register(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def helpers() -> dict[str, Any]:
        return {
            "csrf_token": browser.csrf_token,
            "signed_in": browser.principal() is not None,
            "places": places,
        }


def places() -> list[tuple[str, str]]:
    """Return address and name of the pages that the layout leads to."""
    there = {rule.rule for rule in current_app.url_map.iter_rules()}
    return [place for place in PLACES if place[0] in there]
