"""What the coach sees of the two, for the two: the same words, drawn by the same template."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from tracker import clock
from tracker.services.coaching import client_view, letting_in
from tracker.web.pages import browser, coach_chart, coach_client, coach_trends

blueprint = Blueprint("our_coach_view", __name__)


@blueprint.get("/our-coach/view")
def show() -> Any:
    """Show it, of whatever holds by now; without a coach there is nothing to be seen."""
    me, now = browser.me(), clock.now()
    letting = letting_in.show(me, now)
    if letting is None:
        return redirect(url_for("our_coach.show"), 303)
    link = letting.link
    return render_template(
        "our_coach/view.html",
        coach=link.coach,
        is_there=link.state == "active",
        client=coach_client.shown(client_view.for_couple(me, link.id, now)),
        chart=coach_chart,
        trend_drawing=coach_trends,
    )
