"""A couple's code as the browser that made it still holds it; the store has hashes alone."""

from datetime import datetime

from tracker.extensions import db
from tracker.services.coaching import coach_codes


def still_opens(
    link_id: str, token: str, code: str, key: bytes, now: datetime
) -> tuple[bool, bool]:
    """Tell whether token and code are those of a link's open code; nothing is counted as a try.

    For one of the couple, who has fetched the link through their own seat: a code that is too old,
    was guessed at too often or was replaced by another one is not shown again.
    """
    session = db.session()
    by_token = link_id in coach_codes.targets(session, token, "couple", key, now)
    by_code = by_token and link_id in coach_codes.targets(session, code, "couple", key, now)
    return by_token, by_code
