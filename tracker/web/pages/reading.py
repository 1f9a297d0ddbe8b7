"""A page to read in a quiet hour, also for when it does not feel safe.

It needs no sign-in, keeps nothing and is in no log (see `web/request_log.py`): whether somebody
opened it is for nobody to know.
"""

from flask import Blueprint, render_template

from tracker.web.pages import browser

blueprint = Blueprint("reading", __name__)


@blueprint.get("/reading")
def show() -> str:
    """Show it."""
    if browser.principal() is not None:
        browser.me()
    return render_template("reading/reading.html")
