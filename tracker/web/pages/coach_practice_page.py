"""The page of a practice, as it stands for who reads it."""

from flask import Response, make_response, render_template, request

from tracker import clock
from tracker.services.coaching import own_codes, practices
from tracker.web import coach_codes
from tracker.web.pages import kept_codes
from tracker.web.pages.forms import Wrong


def page(me: str, wrong: Wrong | None = None, status: int = 200) -> Response:
    """Return the page, with what was wrong with a form."""
    now, key = clock.now(), coach_codes.key()
    practice = practices.find(me, now)
    return make_response(
        render_template(
            "coach/practice.html",
            me=me,
            practice=practice,
            out=own_codes.show(me, now),
            for_couples=kept_codes.kept("practice", me, key, now),
            for_colleague=kept_codes.kept("colleague", me, key, now),
            wishes=practices.wishes(me) if practice else None,
            bounds={"fell_points": practices.FELL_POINTS, "silent_days": practices.SILENT_DAYS},
            wrong=wrong or {},
            typed=request.form,
        ),
        status,
    )
