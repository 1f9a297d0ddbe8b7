"""Leaving the couple: two taps from every page, alone, at once; and what holds afterwards."""

from typing import Any

from flask import redirect, render_template, url_for

from tracker import clock
from tracker.services import couples, errors
from tracker.web.pages import browser, notices
from tracker.web.pages.settings.blueprint import blueprint


@blueprint.get("/leaving")
def leaving() -> str:
    """Say what leaving does, with the one button that does it; and afterwards what holds now.

    It is one page, since the live wire may load it anew while the answer is still on its way.
    """
    me = browser.me()
    couple = couples.find(me, clock.now())
    return render_template(
        "settings/leaving.html",
        partner=couple and couple.partner_of(me),
        was_linked=couples.was_linked(me),
    )


@blueprint.post("/leaving")
def leave() -> Any:
    """Leave. Pressed twice, or when the other has just left too, it is done already."""
    try:
        couples.unlink(browser.me(), clock.now())
    except errors.NotFound:
        return redirect(url_for("settings.leaving"), 303)
    response = notices.done("settings.leaving", "left")
    browser.wipe(response)
    return response
