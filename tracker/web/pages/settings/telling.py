"""When one's ticks are seen by the partner, who is not told what is chosen here."""

from datetime import timedelta
from typing import Any

from flask import Response, make_response, render_template, request

from tracker import clock
from tracker.schemas.settings import TellingForm
from tracker.services import accounts, couples, untold
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings.blueprint import blueprint

_CHANGE = TellingForm()


@blueprint.get("/telling")
def telling() -> Response:
    """Show when one's ticks are seen."""
    return _page(browser.me())


@blueprint.post("/telling")
def change_telling() -> Any:
    """Change it."""
    me = browser.me()
    values, wrong = forms.read(_CHANGE)
    if wrong:
        return _page(me, wrong, 422)
    accounts.change(me, values, clock.now())
    return notices.done("settings.telling", "saved")


def _page(me: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    now = clock.now()
    account, couple = accounts.view(me, now), couples.find(me, now)
    first = (account.day_ends_at - untold.EVENING // timedelta(hours=1)) % 24
    page = render_template(
        "settings/telling.html",
        values=request.form if wrong else account,
        wrong=wrong or {},
        partner=couple and couple.partner_of(me),
        first=f"{first:02}:00",
        last=f"{account.day_ends_at:02}:00",
    )
    return make_response(page, status)
