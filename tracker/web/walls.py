"""What the API and the pages share around a link for a screen: how it is made, and its address."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app

from tracker import clock
from tracker.config import Settings
from tracker.services import walls
from tracker.web import limits


@dataclass(frozen=True, slots=True)
class Shown:
    """A new link as it is shown, once."""

    id: str
    names: bool
    by: str | None
    made_on: date
    url: str


def make(person_id: str, *, names: bool) -> Shown:
    """Make a link for who asks.

    Raises NotFound while they are not linked, Conflict (too_many) and TooMany.
    """
    limits.limit("wall", person_id, limit=20, window=timedelta(hours=1))
    link, secret = walls.make(person_id, names, clock.now())
    settings: Settings = current_app.config["WOVEN"]
    url = f"{settings.public_url}/wall/{secret}"
    return Shown(link.id, link.names, link.by, link.made_on, url)
