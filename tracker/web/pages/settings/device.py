"""This device: Woven on its home screen, what that gives, and who may notice it there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import LazyString, lazy_gettext

from tracker.web.pages import browser
from tracker.web.pages.settings.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind of browser puts a page on the home screen: whose it is, and the steps."""

    name: str
    title: LazyString
    steps: Sequence[LazyString]
    agent: re.Pattern[str]
    """Found in the User-Agent of such a browser; the first way that is found counts."""


WAYS = (
    Way(
        "apple-touch",
        lazy_gettext("iPhone and iPad"),
        (
            lazy_gettext("Tap Share: the square with an arrow pointing up."),
            lazy_gettext("Choose “Add to Home Screen”. It may be further down the list."),
            lazy_gettext("Tap “Add”."),
            lazy_gettext("Open Woven from there. It may ask you to sign in once more."),
        ),
        re.compile(r"iPhone|iPad|iPod"),
    ),
    Way(
        "android-firefox",
        lazy_gettext("Firefox on Android"),
        (
            lazy_gettext("Open the menu: three dots."),
            lazy_gettext("Tap “Add app to Home screen”. In some versions it is called “Install”."),
        ),
        re.compile(r"Android.*Firefox"),
    ),
    Way(
        "android",
        lazy_gettext("Chrome, Edge and others on Android"),
        (
            lazy_gettext("Open the menu: three dots, or three lines."),
            lazy_gettext("Tap “Add to home screen” or “Install app”, and say yes."),
        ),
        re.compile(r"Android"),
    ),
    Way(
        "chromium",
        lazy_gettext("Chrome and Edge on a computer"),
        (
            lazy_gettext("Look for the small screen with an arrow, at the end of the address."),
            lazy_gettext("Where there is none, open the menu and look for “Install”."),
        ),
        re.compile(r"Chrome/|Edg/"),
    ),
    Way(
        "mac-safari",
        lazy_gettext("Safari on a Mac"),
        (lazy_gettext("In the menu “File”, choose “Add to Dock”."),),
        re.compile(r"Macintosh.*Safari(?!.*Firefox)"),
    ),
    Way(
        "firefox",
        lazy_gettext("Firefox on a computer"),
        (
            lazy_gettext("On Windows, recent versions have a button for it beside the address."),
            lazy_gettext("Elsewhere Firefox has no way for it. A bookmark does nearly as well."),
        ),
        re.compile(r"Firefox"),
    ),
)


def way(agent: str) -> str | None:
    """Return the name of the way for a browser, by its User-Agent; None where it names none.

    An iPad says that it is a Mac; static/js/install.js can tell them apart.
    """
    return next((one.name for one in WAYS if one.agent.search(agent)), None)


@blueprint.get("/device")
def device() -> Any:
    """Show what can be done on this device: all ways, this browser's own unfolded."""
    browser.me()
    own = way(request.headers.get("User-Agent", ""))
    ways = sorted(WAYS, key=lambda one: one.name != own)
    return render_template("settings/device.html", ways=ways, own=own)
