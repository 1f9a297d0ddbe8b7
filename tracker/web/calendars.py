"""What the API and the pages share around a calendar address: how it reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from tracker import clock
from tracker.config import Settings
from tracker.services import calendar_feeds
from tracker.services.principal import Principal
from tracker.web import limits


@dataclass(frozen=True, slots=True)
class Shown:
    """A new address as it is shown, once."""

    url: str
    created_at: datetime

    @property
    def webcal(self) -> str:
        """Return the address as calendar programs take it from a link."""
        return f"webcal://{self.url.partition('://')[2]}"


def make(me: Principal) -> Shown:
    """Make an address for who asks.

    Raises Forbidden (shared_device), NotFound while they are not linked, and TooMany.
    """
    limits.limit("calendar", me.person_id, limit=20, window=timedelta(hours=1))
    now = clock.now()
    secret = calendar_feeds.make(me, now)
    settings: Settings = current_app.config["WOVEN"]
    return Shown(f"{settings.public_url}/calendar/{secret}.ics", now)
