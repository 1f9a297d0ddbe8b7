"""Thoughts on keeping a habit and on what gets in the way, and on when to get help.

Like the quiet page (`reading`) they need no sign-in, and are in no log.
"""

from flask import Blueprint, render_template

from tracker.web.pages import browser

blueprint = Blueprint("guidance", __name__)


@blueprint.get("/guidance")
def show() -> str:
    """Show the thoughts."""
    _note()
    return render_template("guidance/guidance.html")


@blueprint.get("/guidance/help")
def get_help() -> str:
    """Show when somebody trained is the right help, and how to find them."""
    _note()
    return render_template("guidance/help.html")


def _note() -> None:
    """Let the page of somebody who is signed in hear what follows it."""
    if browser.principal() is not None:
        browser.me()
