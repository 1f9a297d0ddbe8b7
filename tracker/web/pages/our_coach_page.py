"""The couple's page about their coach, as it stands for who reads it."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from tracker import clock
from tracker.services import couples
from tracker.services.coaching import beside, last_link, letting_in
from tracker.services.coaching.letting_in import Letting, LinkView
from tracker.web import coach_codes
from tracker.web.pages import our_coach_code
from tracker.web.pages.forms import Wrong
from tracker.web.pages.our_coach_words import SCOPES

LISTED = 5
"""So many days of openings stand on the page; the others can be unfolded."""


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
            code=our_coach_code.kept(link.id, coach_codes.key(), now)
            if link and link.code_expires_at
            else None,
            beside=beside.of_couple(me, link.id, now)
            if link and standing.face == "active"
            else None,
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
