"""The chips that say which cards: in a form that is sent, and then in the page’s address."""

import re
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from tracker.services import deck
from tracker.services.dealing import Selection
from tracker.web.pages import forms

_NUMBERS = {"depth", "number"}
Wrong = dict[str, list[str]]


def read(schema: Schema) -> tuple[dict[str, Any], Wrong]:
    """Return what was sent as the schema loads it, and by field what is wrong with it.

    There may be several `themes`; an empty number is none.
    """
    form = request.form
    given: dict[str, Any] = {
        name: int(text) if name in _NUMBERS and re.fullmatch(r"[0-9]{1,9}", text) else text
        for name, text in form.items()
        if name not in forms.NOT_FIELDS and not (name in _NUMBERS and not text)
    }
    if "themes" in form:
        given["themes"] = form.getlist("themes")
    try:
        return dict(schema.load(given)), {}
    except ValidationError as error:
        return {}, {
            str(name): forms.texts(said) for name, said in error.normalized_messages().items()
        }


def asked(*, gentle: bool) -> Selection:
    """Return what the address asks for, without what is no chip on this person's page."""
    themes = request.args.getlist("themes")
    depths = {str(each): each for each in deck.DEPTHS if not (gentle and each == deck.DEEP)}
    wanted = tuple(theme for theme in deck.THEMES if theme in themes)
    return Selection(wanted, depths.get(request.args.get("depth", "")))


def address(selection: Selection) -> dict[str, Any]:
    """Return a selection as an address has it."""
    themes, depth = list(selection.themes), selection.depth
    return {name: value for name, value in (("themes", themes), ("depth", depth)) if value}
