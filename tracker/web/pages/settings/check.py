"""Who can see what is one's own, as it stands today; and one act that ends all of it."""

from dataclasses import dataclass
from typing import Any

from flask import render_template

from tracker import clock
from tracker.services import (
    accounts,
    addresses,
    calendar_feeds,
    couples,
    passkeys,
    safety_check,
    second_factor,
    walls,
)
from tracker.services.coaching import letting_in
from tracker.streaks import local_date
from tracker.web.pages import browser, notices, scope_words
from tracker.web.pages.settings import sessions
from tracker.web.pages.settings.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class Way:
    """Where one is signed in, and whether reminders are shown there."""

    label: str
    current: bool
    pushed: bool


@blueprint.get("/check")
def check() -> str:
    """Show who and what is let in, each with the way to end it.

    One page before and after, as with leaving: the live wire may load it anew while the answer is
    still on its way.
    """
    me, now = browser.me(), clock.now()
    account, couple = accounts.view(me, now), couples.find(me, now)
    outward = safety_check.outward(me, now)
    until = outward.invitation_until
    letting = letting_in.show(me, now) if couple else None
    ways = [Way(one.label, one.current, one.id in outward.pushed) for one in sessions.listed(now)]
    ways.sort(key=lambda one: not one.current)
    return render_template(
        "settings/check.html",
        account=account,
        couple=couple,
        partner=couple and couple.partner_of(me),
        was_linked=couples.was_linked(me),
        tells_at_day_end=outward.tells_at_day_end,
        invited_until=until and local_date(until, account.timezone, account.day_ends_at),
        coaches=[] if letting is None else [one for one in (letting.link, letting.handover) if one],
        scopes=scope_words.SCOPES,
        screens=len(walls.listed(me, after=None, limit=walls.MOST).items) if couple else 0,
        has_calendar=calendar_feeds.made_at(me) is not None,
        ways=ways,
        pushed=[one for one in ways if one.pushed],
        passkeys=passkeys.count(me),
        second_step=second_factor.standing(me).on,
        is_confirmed=addresses.standing(me, now).is_confirmed,
    )


@blueprint.post("/check")
def close_off() -> Any:
    """End all of it but this browser's session; pressed twice, it is done already."""
    me, now = browser.signed_in(), clock.now()
    was_linked = couples.find(me.person_id, now) is not None
    safety_check.close_off(me, now)
    response = notices.done("settings.check", "left_and_closed" if was_linked else "closed")
    browser.wipe(response)
    return response
