"""What the API and the pages share around a calendar address: how it reads."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from tracker import clock
from tracker.config import Settings
from tracker.services import calendar_feeds


@dataclass(frozen=True, slots=True)
class Shown:
    """A new address as it is shown, once."""

    url: str
    created_at: datetime

    @property
    def webcal(self) -> str:
        """Return the address as calendar programs take it from a link."""
        return f"webcal://{self.url.partition('://')[2]}"


def make(person_id: str) -> Shown:
    """Make an address for this person. Raises NotFound while they are not linked."""
    now = clock.now()
    secret = calendar_feeds.make(person_id, now)
    settings: Settings = current_app.config["WOVEN"]
    return Shown(f"{settings.public_url}/calendar/{secret}.ics", now)
