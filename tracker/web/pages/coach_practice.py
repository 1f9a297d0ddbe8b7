"""A coach's own page: the practice, the code for couples, and how the roster is liked."""

from typing import Any

from flask import Blueprint

from tracker import clock
from tracker.schemas.coach_forms import WishesForm
from tracker.schemas.coach_practice import PracticeName
from tracker.services import errors
from tracker.services.coaching import own_codes, practices
from tracker.web import coach_codes
from tracker.web.pages import (
    browser,
    coach_pages,
    coach_practice_page,
    forms,
    kept_codes,
    notices,
)

blueprint = Blueprint("coach_practice", __name__)
blueprint.before_request(coach_pages.enter)

_NAME, _WISHES = PracticeName(), WishesForm()


@blueprint.get("/coach/practice")
def show() -> Any:
    """Show the practice, or how one begins."""
    return coach_practice_page.page(browser.me())


@blueprint.post("/coach/practice/name")
def rename() -> Any:
    """Give the practice another name."""
    me = browser.me()
    values, wrong = forms.read(_NAME)
    if wrong:
        return coach_practice_page.page(me, wrong, 422)
    practices.rename(me, values["name"], clock.now())
    return notices.done("coach_practice.show", "saved")


@blueprint.post("/coach/practice/wishes")
def wish() -> Any:
    """Set how one likes the roster."""
    me = browser.me()
    values, wrong = forms.read(_WISHES, numbers={"fell_points", "silent_days"})
    if wrong:
        return coach_practice_page.page(me, wrong, 422)
    wanted = values | {"initials": values["initials"] == "on"}
    practices.set_wishes(me, wanted, clock.now())
    return notices.done("coach_practice.show", "saved")


@blueprint.post("/coach/practice/code")
def make_code() -> Any:
    """Make the code that one gives to couples; the one before ends."""
    offer = own_codes.make(browser.me(), coach_codes.key(), clock.now())
    response = notices.done("coach_practice.show", "practice_code")
    kept_codes.keep(response, "practice", offer)
    return response


@blueprint.post("/coach/practice/code/end")
def end_code() -> Any:
    """End that code. Pressed twice it is done."""
    me = browser.me()
    try:
        own_codes.withdraw(me)
    except errors.NotFound:
        return coach_practice_page.page(me)
    response = notices.done("coach_practice.show", "withdrawn")
    kept_codes.forget(response, "practice")
    return response
