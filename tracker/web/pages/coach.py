"""A coach's own pages: the roster of the couples that let them in, and each of these."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from tracker import clock
from tracker.schemas.coach_forms import InitialsForm, LimitsForm
from tracker.schemas.coaching import FELL_POINTS, SILENT_DAYS, AliasIn
from tracker.services import accounts, errors, passkey_news, second_factor_news, sign_ins
from tracker.services.coaching import accepting, client_view, practices, roster
from tracker.services.coaching import flags as limits_
from tracker.services.coaching.practices import Wishes
from tracker.web.pages import (
    browser,
    coach_chart,
    coach_client,
    coach_names,
    coach_pages,
    coach_roster,
    coach_trends,
    forms,
    notices,
)

blueprint = Blueprint("coach", __name__)
blueprint.before_request(coach_pages.enter)

_ALIAS, _INITIALS, _LIMITS = AliasIn(), InitialsForm(), LimitsForm()
_AS_IT_COMES = Wishes(False, limits_.FELL_POINTS, limits_.SILENT_DAYS)


@blueprint.get("/coach")
def show() -> Any:
    """Show the roster as the address asks for it."""
    return _roster(browser.me())


@blueprint.post("/coach/initials")
def initials() -> Any:
    """Show names as initials, or in full again."""
    me = browser.me()
    values, wrong = forms.read(_INITIALS)
    if wrong:
        return _roster(me, wrong, 422)
    wanted = {"initials": values["initials"] == "on"}
    practices.set_wishes(me, wanted, clock.now())
    return notices.back("initials" if wanted["initials"] else "names")


@blueprint.post("/coach/limits")
def limits() -> Any:
    """Set from when on something stands out."""
    me = browser.me()
    values, wrong = forms.read(_LIMITS, numbers={"fell_points", "silent_days"})
    if wrong:
        return _roster(me, wrong, 422)
    practices.set_wishes(me, values, clock.now())
    return notices.back("saved")


@blueprint.get("/coach/<string:client_id>")
def client(client_id: str) -> Any:
    """Show a client, which notes that the coach looked today."""
    return client_page(browser.me(), client_id)


@blueprint.post("/coach/<string:client_id>/alias")
def alias(client_id: str) -> Any:
    """Give a client a name that nobody else sees."""
    me, now = browser.me(), clock.now()
    values, wrong = forms.read(_ALIAS)
    if wrong:
        return client_page(me, client_id, wrong, 422)
    roster.name(me, client_id, values["alias"], now)
    return notices.done("coach.client", "saved", client_id=client_id)


@blueprint.post("/coach/<string:client_id>/leave")
def leave(client_id: str) -> Any:
    """End coaching a couple, at once."""
    accepting.leave(browser.me(), client_id, clock.now())
    return notices.done("coach.show", "client_left")


def wishes(me: str) -> Wishes:
    """Return how somebody likes their roster; who does not coach yet has it as it comes."""
    try:
        return practices.wishes(me)
    except errors.NotFound:
        return _AS_IT_COMES


def is_coach(me: str) -> bool:
    """Tell whether somebody has taken up coaching."""
    try:
        practices.wishes(me)
    except errors.NotFound:
        return False
    return True


def _roster(me: str, wrong: forms.Wrong | None = None, status: int = 200) -> Response:
    now = clock.now()
    liked, rows = wishes(me), roster.listed(me, now)
    # What a form was sent with stands in the form and not in the address.
    asked = coach_roster.Asked.read(request.args)
    return make_response(
        render_template(
            "coach/roster.html",
            roster=coach_roster.roster(rows, asked, initials=liked.initials) if rows else None,
            today=accounts.view(me, now).local_date,
            wishes=liked,
            bounds={"fell_points": FELL_POINTS, "silent_days": SILENT_DAYS},
            chart=coach_chart,
            wrong=wrong or {},
            typed=request.form,
            sign_in=sign_ins.news(browser.signed_in(), now),
            second_step=second_factor_news.news(browser.signed_in(), now),
            passkeys=passkey_news.news(browser.signed_in(), now),
        ),
        status,
    )


def client_page(
    me: str, client_id: str, wrong: forms.Wrong | None = None, status: int = 200
) -> Response:
    """Return a client's page, with what was wrong with a form that stands on it."""
    now = clock.now()
    view, hides = client_view.for_coach(me, client_id, now), wishes(me).initials
    page = render_template(
        "coach/client.html",
        view=view,
        client=coach_client.shown(view),
        called=coach_names.called(view.client, initials=hides),
        hides_names=hides,
        chart=coach_chart,
        trend_drawing=coach_trends,
        wrong=wrong or {},
        typed=request.form,
    )
    return make_response(page, status)
