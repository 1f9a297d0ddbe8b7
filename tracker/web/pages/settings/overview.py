"""The overview: every part of the settings, and what is set there now."""

from flask import render_template

from tracker import clock
from tracker.services import (
    accounts,
    addresses,
    calendar_feeds,
    couples,
    passkeys,
    second_factor,
    walls,
)
from tracker.services.coaching import glance
from tracker.web.pages import browser
from tracker.web.pages.settings import sessions, you
from tracker.web.pages.settings.blueprint import blueprint


@blueprint.get("")
def show() -> str:
    """Show what there is to set."""
    me = browser.me()
    now = clock.now()
    account = accounts.view(me, now)
    couple = couples.find(me, now)
    return render_template(
        "settings/overview.html",
        account=account,
        is_confirmed=addresses.standing(me, now).is_confirmed,
        day_end=you.DAY_ENDS[account.day_ends_at],
        zone=you.city(account.timezone),
        couple=couple,
        partner=couple and couple.partner_of(me),
        coach=glance.of(me, now),
        second_step=second_factor.standing(me),
        passkeys=passkeys.count(me),
        has_calendar=calendar_feeds.made_at(me) is not None,
        screens=len(walls.listed(me, after=None, limit=walls.MOST).items) if couple else 0,
        sign_ins=len(sessions.listed(now)),
    )
