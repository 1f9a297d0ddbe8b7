"""The language of a page, and whose way of writing dates."""

from typing import Any, cast

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, get_babel, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

FALLBACK = "en_GB"
"""English as most of the world writes its dates."""
SPOKEN = frozenset({"en"})


def locale() -> Locale | None:
    """Return the language of now, as Flask-Babel does, which asks the request five times over."""
    here = g.get("_flask_babel") if has_app_context() else None
    known = getattr(here, "babel_locale", None)
    return get_locale() if known is None else known


class Catalogues(Domain):
    """Flask-Babel's, but at hand: a page has a hundred texts and more."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language of now."""
        here = g.get("_flask_babel") if has_app_context() else None
        known, catalogue = getattr(here, "catalogue", (None, None))
        # A mail is written in another language than the page that asks for it.
        if catalogue is None or known is not getattr(here, "babel_locale", None):
            catalogue = Domain.get_translations(self)
            if has_app_context():
                g._flask_babel.catalogue = (get_locale(), catalogue)
        return cast(NullTranslations, catalogue)


def register(app: Flask) -> None:
    """Let each request be answered in the best language that is there."""
    app.config.update(BABEL_DEFAULT_LOCALE=FALLBACK, BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=chosen)
    catalogues: Any = Catalogues()  # type: ignore[no-untyped-call]
    get_babel(app).instance.domain_instance = catalogues

    # In place of Jinja's, which go through the template's context twice for each text.
    @pass_eval_context
    def gettext(context: EvalContext, text: str, **values: Any) -> str:
        said = catalogues.get_translations().ugettext(text)
        return _as_template_text(context, said) % values

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, num: int, **values: Any) -> str:
        said = catalogues.get_translations().ungettext(one, many, num)
        return _as_template_text(context, said) % {"num": num, **values}

    words = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
    app.jinja_env.globals |= {"locale": locale, **words}


def _as_template_text(context: EvalContext, said: str) -> str:
    """Return a text of ours as HTML, in which what is put in gets escaped; in a mail as it is."""
    return Markup(said) if context.autoescape else said  # noqa: S704 - from the template itself


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
