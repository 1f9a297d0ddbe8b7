"""Asking for the password again: what a page answers when it was wrong, or tried too often."""

from collections.abc import Callable

from flask import Response

from tracker.problems import STATUS
from tracker.services import errors
from tracker.web import account_limits
from tracker.web.pages import forms

Page = Callable[[dict[str, list[str]], int], Response]


def proven(person_id: str, act: Callable[[], Response], page: Page) -> Response:
    """Return what the act returns, or where it is refused the page with the words beside a field.

    `page` takes what is wrong, by field, and the status.
    """
    try:
        with account_limits.proving(person_id):
            return act()
    except (errors.Forbidden, errors.Invalid) as refusal:
        return page(forms.said(refusal, "password"), STATUS[type(refusal)])
    except errors.TooMany as refusal:
        return forms.later(page(forms.said(refusal, "password"), 429), refusal)
