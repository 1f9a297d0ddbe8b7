"""The language of a page, and whose way of writing dates."""

from babel import Locale, UnknownLocaleError
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale

FALLBACK = "en_GB"
"""English as most of the world writes its dates."""
SPOKEN = frozenset({"en"})


def register(app: Flask) -> None:
    """Let each request be answered in the best language that is there."""
    app.config.update(BABEL_DEFAULT_LOCALE=FALLBACK, BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals["locale"] = get_locale


def chosen() -> Locale:
    """Return the first language the browser asks for that Woven speaks, with its region.

    Mails and pushes are written without a browser: they are in the first language.
    """
    if not has_request_context():
        return Locale.parse(FALLBACK)
    for tag in request.accept_languages.values():
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        if locale.language in SPOKEN:
            return locale if locale.territory else Locale.parse(FALLBACK)
    return Locale.parse(FALLBACK)
