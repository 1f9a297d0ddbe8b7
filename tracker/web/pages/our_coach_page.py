"""The couple's page about their coach, as it stands for who reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request

from tracker import clock
from tracker.services import couples
from tracker.services.coaching import goals, last_link, letting_in, openings, questions, sessions
from tracker.services.coaching.letting_in import Letting, LinkView
from tracker.web import coach_codes
from tracker.web.pages import kept_codes
from tracker.web.pages.forms import Wrong
from tracker.web.pages.scope_words import SCOPES

LISTED, MOST_LISTED = 5, 100
"""So many days of openings stand on the page; those up to the other can be unfolded."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of the page's faces it is: alone, none, asks, asked, agreed or active."""

    face: str
    link: LinkView | None = None
    handover: LinkView | None = None


def page(me: str, wrong: Wrong | None = None, status: int = 200) -> Response:
    """Return the page, with what was wrong with a form."""
    now = clock.now()
    couple = couples.find(me, now)
    if couple is None:
        alone = render_template("our_coach/alone.html", was_linked=couples.was_linked(me))
        return make_response(alone, status)
    standing = _standing(me, letting_in.show(me, now))
    link = standing.link
    return make_response(
        render_template(
            f"our_coach/{standing.face}.html",
            me=me,
            couple=couple,
            partner=couple.partner_of(me),
            today=couple.today,
            link=link,
            handover=standing.handover,
            coach=link and link.coach,
            scopes=SCOPES,
            over=last_link.over(me, now) if link is None else None,
            code=kept_codes.kept("couple", link.id, coach_codes.key(), now)
            if link and link.code_expires_at
            else None,
            **(_kept(me, link.id, now) if link and standing.face == "active" else {}),
            typed=request.form,
            ticked=request.form.getlist("scopes"),
            wrong=wrong or {},
            listed=LISTED,
        ),
        status,
    )


def _standing(me: str, letting: Letting | None) -> Standing:
    if letting is None:
        return Standing("none")
    link, handover = letting.link, letting.handover
    if link.state != "asked":
        return Standing(link.state, link, handover)
    return Standing("asks" if link.asked_by == me else "asked", link, handover)


def _kept(me: str, link_id: str, now: datetime) -> dict[str, Any]:
    """Return what the three keep beside the figures, and the days on which the coach looked."""
    opened = openings.listed(me, link_id, now, after=None, limit=MOST_LISTED)
    return {
        "goals": goals.of_couple(me, link_id, now),
        "questions": questions.of_couple(me, link_id, now),
        "sessions": sessions.of_couple(me, link_id, now),
        "openings": [one.day for one in opened.items],
    }
