"""The language of a page, and whose way of writing dates."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any, cast

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, get_babel, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from tracker import spoken
from tracker.config import ROOT
from tracker.guard import PRINCIPAL
from tracker.web import bidi
from tracker.web.audience import is_api

CATALOGUES = ROOT / "tracker" / "translations"

COOKIE = "woven_language"
"""What this browser was told to speak, by a link on a page of somebody who is not signed in."""
ASKED = "language"
"""The name in such a link's query."""
REMEMBERED = timedelta(days=365)


def locale() -> Locale | None:
    """Return the language of now, as Flask-Babel does, which asks the request five times over."""
    here = g.get("_flask_babel") if has_app_context() else None
    known = getattr(here, "babel_locale", None)
    return get_locale() if known is None else known


def tag() -> str:
    """Return the language of now as scripts know it, to write dates and numbers as pages do.

    In Persian they would take another calendar and other digits.
    """
    return f"{str(locale()).replace('_', '-')}-u-ca-gregory-nu-latn"


@cache
def catalogue_of(language: str) -> NullTranslations:
    """Return what is said in a language: one for all its regions, of which there are many."""
    return Translations.load(CATALOGUES, [language])


class Catalogues(Domain):
    """Flask-Babel's, but at hand: a page has a hundred texts and more."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language of now."""
        here = g.get("_flask_babel") if has_app_context() else None
        known, catalogue = getattr(here, "catalogue", (None, None))
        # A mail is written in another language than the page that asks for it.
        if catalogue is None or known is not getattr(here, "babel_locale", None):
            now = get_locale()
            catalogue = catalogue_of(spoken.FIRST if now is None else now.language)
            if has_app_context():
                g._flask_babel.catalogue = (now, catalogue)
        return cast(NullTranslations, catalogue)

    def gettext(self, string: str, **variables: Any) -> str:
        """Say a text in the language of now; what is put in keeps its own direction."""
        said = self.get_translations().ugettext(string)
        return said % _isolated(variables) if variables else said

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """Say a text in the form that goes with a number."""
        said = self.get_translations().ungettext(singular, plural, num)
        return said % _isolated({"num": num, **variables})


def register(app: Flask) -> None:
    """Let each request be answered in the best language that is there."""
    app.config.update(BABEL_DEFAULT_LOCALE=spoken.FALLBACK)
    Babel(app, locale_selector=chosen)
    catalogues: Any = Catalogues()  # type: ignore[no-untyped-call]
    get_babel(app).instance.domain_instance = catalogues

    # In place of Jinja's, which go through the template's context twice for each text.
    @pass_eval_context
    def gettext(context: EvalContext, text: str, **values: Any) -> str:
        said = catalogues.get_translations().ugettext(text)
        return _as_template_text(context, said) % _isolated(values)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, num: int, **values: Any) -> str:
        said = catalogues.get_translations().ungettext(one, many, num)
        return _as_template_text(context, said) % _isolated({"num": num, **values})

    words = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
    app.jinja_env.globals |= {
        "locale": locale,
        "locale_tag": tag,
        "languages": spoken.LANGUAGES,
        **words,
    }
    app.jinja_env.filters["own"] = own
    app.after_request(remember)


def _isolated(values: dict[str, Any]) -> dict[str, Any]:
    here = locale()
    direction = "ltr" if here is None else here.text_direction
    return {name: bidi.own(value, direction) for name, value in values.items()}


def own(text: Any) -> Any:
    """Return what somebody wrote for a line of the language of now."""
    return _isolated({"text": text})["text"]


def _as_template_text(context: EvalContext, said: str) -> str:
    """Return a text of ours as HTML, in which what is put in gets escaped; in a mail as it is."""
    return Markup(said) if context.autoescape else said  # noqa: S704 - from the template itself


def chosen() -> Locale:
    """Return the language of this request, with its region where the browser names one.

    What the person chose; else what this browser was told; else the first it asks for that Woven
    speaks. Mails and pushes are written without a browser, and say in which.
    """
    if not has_request_context():
        return Locale.parse(spoken.FALLBACK)
    return _best(_told(), tuple(request.accept_languages.values()))


def preset() -> str | None:
    """Return the language that a new account begins with: none where it is the first one."""
    language = chosen().language
    return None if language == spoken.FIRST else language


def _told() -> str | None:
    who = request.environ.get(PRINCIPAL)
    own = None if who is None else who.language
    words = own, request.args.get(ASKED), request.cookies.get(COOKIE)
    return next((word for word in words if word in spoken.LANGUAGES), None)


@lru_cache(1024)
def _best(told: str | None, tags: Sequence[str]) -> Locale:
    for tag in tags:
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        if locale.language == told or (told is None and locale.language in spoken.LANGUAGES):
            return locale if locale.territory else _plain(locale.language)
    return _plain(told)


def _plain(language: str | None) -> Locale:
    return Locale.parse(spoken.locale_of(language))


def remember(response: Response) -> Response:
    """Keep in this browser what was chosen, by a link on the page or by its person.

    For the pages that ask nobody who they are: the one for no network, and that to sign in.
    """
    told = None if is_api() or request.method != "GET" else _told()
    who = request.environ.get(PRINCIPAL)
    is_shared = who is not None and who.shared  # then it goes with the browser's window
    if told is not None and told != request.cookies.get(COOKIE):
        response.set_cookie(
            COOKIE,
            told,
            max_age=None if is_shared else REMEMBERED,
            secure=current_app.config["WOVEN"].https,
            httponly=True,
            samesite="Lax",
        )
    return response
