"""What a coach's pages pass first."""

from flask import Response, redirect, request, url_for

from tracker.services import errors
from tracker.web import coach_door
from tracker.web.pages import browser


def enter() -> Response | None:
    """Lead a coach who signs in by a password alone to setting up a second step.

    For `before_request` of their blueprints, and only where the server is on the web
    (`coach_door`). That page says why, and leads back. Raises Unauthenticated.
    """
    try:
        coach_door.judge(browser.signed_in())
    except errors.Forbidden:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        there = url_for("settings.second_step", next=wanted)
        return redirect(there, 303)  # type: ignore[return-value]
    return None
