"""The calendar address: for programs, which know the address and nothing else."""

import hashlib
from datetime import timedelta

from flask import Blueprint, Response, request

from tracker import clock
from tracker.services import agreed_days, calendar_feeds, errors
from tracker.web import limits
from tracker.web.pages import ics

blueprint = Blueprint("calendar_feed", __name__)

ENDING = ".ics"
OFTEN, HOUR = 120, timedelta(hours=1)
"""How often an address may be read: a few devices that each look every few minutes."""
MISSES, WINDOW = 60, timedelta(minutes=10)
"""And how often a network may ask for one that is none."""


@blueprint.get("/calendar/<string:name>")
def feed(name: str) -> Response:
    """Hand out what the two agreed on, whoever is asking.

    What was never an address and what is none any more answer alike.
    """
    secret = name.removesuffix(ENDING) if name.endswith(ENDING) else ""
    person_id = calendar_feeds.holder(secret)
    if person_id is None:
        limits.limit("calendar_network", limits.network(), limit=MISSES, window=WINDOW)
        raise errors.NotFound
    limits.limit("calendar_feed", person_id, limit=OFTEN, window=HOUR)
    body = ics.write(agreed_days.read(person_id, clock.now()))
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="woven.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)  # in place: 304 to who has it already
    return response
