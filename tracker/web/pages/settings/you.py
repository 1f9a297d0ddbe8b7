"""Who one is to the other, and the clock one lives by."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from tracker import clock
from tracker.schemas.settings import BY_BROWSER, YouForm
from tracker.services import accounts
from tracker.spoken import LANGUAGES
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings.blueprint import blueprint
from tracker.web.pages.zones import zones

DAY_ENDS: tuple[LazyString, ...] = (
    lazy_gettext("at midnight"),
    lazy_gettext("at 1 at night"),
    lazy_gettext("at 2 at night"),
    lazy_gettext("at 3 at night"),
    lazy_gettext("at 4 at night"),
    lazy_gettext("at 5 in the morning"),
    lazy_gettext("at 6 in the morning"),
)
"""When a day ends, by the hours after midnight."""

_CHANGE = YouForm()


@blueprint.get("/you")
def you() -> Response:
    """Show name, zone, end of the day and language."""
    return _page(browser.me())


@blueprint.post("/you")
def change_you() -> Any:
    """Change them."""
    me = browser.me()
    values, wrong = forms.read(_CHANGE, numbers={"day_ends_at"})
    if wrong:
        return _page(me, wrong, 422)
    if values.get("language") == BY_BROWSER:
        values["language"] = None
    accounts.change(me, values, clock.now())
    return notices.done("settings.you", "saved")


def city(zone: str) -> str:
    """Return a zone in words: "New York"."""
    return zone.rpartition("/")[2].replace("_", " ")


def _page(me: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    account = accounts.view(me, clock.now())
    regions = zones()
    listed = {name for names in regions.values() for name, _words in names}
    page = render_template(
        "settings/you.html",
        account=account,
        values=request.form if wrong else account,
        wrong=wrong or {},
        spoken=[(BY_BROWSER, _("As this browser asks")), *LANGUAGES.items()],
        day_ends=list(enumerate(DAY_ENDS)),
        zones=regions,
        # One set by a program may be in no region: it is not to be lost by saving the form.
        plain_zones=sorted({"UTC", account.timezone} - listed, reverse=True),
    )
    return make_response(page, status)
