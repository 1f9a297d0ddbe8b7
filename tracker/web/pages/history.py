"""What was changed of what the two share: by day, newest first, and nothing to edit."""

import re
from typing import Any

from flask import Blueprint, render_template, request

from tracker import clock
from tracker.schemas.fields import SMALL, parse_any_day
from tracker.services import couples, history
from tracker.services.paging import Mark
from tracker.web.pages import browser, history_words, pair

blueprint = Blueprint("history", __name__)

MANY = 50
"""Changes on a page."""
_BEFORE = re.compile(r"([0-9-]{10})\.([0-9]{1,10})")


@blueprint.get("/us/history")
def show() -> Any:
    """Show a page of it, by month."""
    me, now = browser.me(), clock.now()
    if couples.find(me, now) is None:
        return render_template("us/no_history.html", was_linked=couples.was_linked(me))
    after = _mark(request.args.get("before", ""))
    page = history.read(me, after=after, limit=MANY)
    oldest = page.items[-1] if page.items and page.next is None else None
    return render_template(
        "us/history.html",
        months=history_words.by_month(page.items, pair.of(me, now)),
        older=page.next and f"{page.next[0].isoformat()}.{page.next[1]}",
        is_first=after is None,
        # Two who were linked before Woven kept this list do not find their beginning on it.
        kept_since=oldest.day if oldest and oldest.what != history.LINKED else None,
    )


def _mark(text: str) -> Mark | None:
    """Return where a page begins; what is no such place leads to the first page."""
    found = _BEFORE.fullmatch(text)
    day = None if found is None else parse_any_day(found[1])
    if found is None or day is None:
        return None
    return day, min(int(found[2]), SMALL)
