"""Leaving the couple: two taps from every page, alone, at once; and what holds afterwards."""

from typing import Any

from flask import render_template

from tracker import clock
from tracker.services import accounts, couples
from tracker.web.pages import browser, notices
from tracker.web.pages.settings.blueprint import blueprint


@blueprint.get("/leaving")
def leaving() -> str:
    """Say what leaving does, with the one button that does it; and afterwards what holds now.

    It is one page, since the live wire may load it anew while the answer is still on its way.
    """
    me = browser.me()
    now = clock.now()
    couple = couples.show(me, now) if accounts.view(me, now).couple else None
    return render_template(
        "settings/leaving.html",
        partner=couple and next(one for one in couple.partners if one.id != me),
        was_linked=couples.was_linked(me),
    )


@blueprint.post("/leaving")
def leave() -> Any:
    """Leave. Pressed twice, the second finds it done."""
    me = browser.me()
    now = clock.now()
    if accounts.view(me, now).couple is not None:
        couples.unlink(me, now)
    return notices.done("settings.leaving", "left")
