"""The chips that say which cards: in a form that is sent, and then in the page's address."""

from typing import Any

from flask import request
from marshmallow import Schema

from tracker.services import deck
from tracker.services.dealing import Selection
from tracker.web.pages import forms
from tracker.web.pages.forms import Wrong


def read(schema: Schema) -> tuple[dict[str, Any], Wrong]:
    """Return what was sent as the schema loads it, and by field what is wrong with it."""
    numbers = {"depth", "number"}
    return forms.read(schema, numbers=numbers, optional=numbers, lists={"themes"})


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
