"""The time zones a person may choose from, and a guess at theirs while no script tells it."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from flask import request

from tracker.schemas.fields import ZONES

NOWHERE = "UTC"
_REGIONS = (
    "Africa",
    "America",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
    "Antarctica",
    "Arctic",
)


@cache
def zones() -> dict[str, list[tuple[str, str]]]:
    """Return the zones by region, as (name, words): "America/New_York", "New York"."""
    found: dict[str, list[tuple[str, str]]] = {}
    for region in _REGIONS:
        prefix = f"{region}/"
        names = sorted(name for name in ZONES if name.startswith(prefix))
        found[region] = [
            (name, name.removeprefix(prefix).replace("_", " ").replace("/", ", ")) for name in names
        ]
    return found


def guess(now: datetime) -> str:
    """Return the zone of the first territory the browser's languages name, UTC without one.

    A territory with several times of day tells nothing.
    """
    for tag in request.accept_languages.values():
        try:
            territory = Locale.parse(tag, sep="-").territory
        except (UnknownLocaleError, ValueError):
            continue
        if territory is not None:
            return _of(territory, now)
    return NOWHERE


def _of(territory: str, now: datetime) -> str:
    names = [name for name in get_global("territory_zones").get(territory, ()) if name in ZONES]
    times = {now.astimezone(ZoneInfo(name)).utcoffset() for name in names}
    return names[0] if len(times) == 1 else NOWHERE
