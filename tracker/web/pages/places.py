"""Where the layout leads to: for the two of a couple, and on a coach's pages for the coach."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import request
from flask_babel import LazyString, lazy_gettext


class Place(NamedTuple):
    """Address, name and icon of a place, and which addresses are within it."""

    address: str
    name: LazyString
    picture: str
    within: tuple[str, ...] = ()


class Shown(NamedTuple):
    """A place as the layout shows it; `current`: what its aria-current says, None elsewhere."""

    address: str
    name: LazyString
    picture: str
    current: str | None


OF_COUPLES = (
    Place("/today", lazy_gettext("Today"), "list-checks"),
    Place(
        "/us",
        lazy_gettext("Us"),
        "layout-grid",
        ("/talk", "/cards", "/check-in", "/jar", "/recap", "/our-coach"),
    ),
    Place("/habits", lazy_gettext("Habits"), "sprout"),
    Place("/settings", lazy_gettext("Settings"), "settings"),
)
OF_COACHES = (
    Place("/coach", lazy_gettext("Clients"), "users"),
    Place("/coach/asked", lazy_gettext("Asked"), "mail", ("/let-in",)),
    Place("/coach/practice", lazy_gettext("Practice"), "house"),
    Place("/settings", lazy_gettext("Settings"), "settings"),
)


def shown() -> list[Shown]:
    """Return the places of whose pages these are; the closest one is where one is."""
    path = request.path
    places = OF_COACHES if is_coaching() else OF_COUPLES
    nearest = max((_reach(place, path) for place in places), default=0)
    return [
        Shown(
            place.address,
            place.name,
            place.picture,
            _current(place, path) if nearest and _reach(place, path) == nearest else None,
        )
        for place in places
    ]


def home() -> str:
    """Return where the name above the page leads somebody who is signed in."""
    return "/coach" if is_coaching() else "/today"


def is_coaching() -> bool:
    """Tell whether this is one of a coach's pages."""
    return _is_within(request.path, "/coach") or _is_within(request.path, "/let-in")


def _current(place: Place, path: str) -> str:
    return "page" if path == place.address else "true"


def _reach(place: Place, path: str) -> int:
    """Return how much of an address is a place's own."""
    roots: Sequence[str] = (place.address, *place.within)
    return max(len(root) if _is_within(path, root) else 0 for root in roots)


def _is_within(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")
