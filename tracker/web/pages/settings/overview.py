"""The overview: every part of the settings, and what is set there now."""

from flask import render_template

from tracker import clock
from tracker.services import accounts, couples
from tracker.web.pages import browser
from tracker.web.pages.settings import sessions, you
from tracker.web.pages.settings.blueprint import blueprint


@blueprint.get("")
def show() -> str:
    """Show what there is to set."""
    me = browser.me()
    now = clock.now()
    account = accounts.view(me, now)
    couple = None if account.couple is None else couples.show(me, now)
    partner = couple and next(one for one in couple.partners if one.id != me)
    return render_template(
        "settings/overview.html",
        account=account,
        day_end=you.DAY_ENDS[account.day_ends_at],
        zone=you.city(account.timezone),
        couple=couple,
        partner=partner,
        sign_ins=len(sessions.listed(now)),
    )
