"""One's own days as files: a table that can be brought in again, and a calendar.

Both are described in docs/formats.md. The calendar is escaped and folded by the library.
"""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from flask import Response
from icalendar import Calendar, Event

from tracker.services.own_days import OwnDays
from tracker.web import sheets

MIMETYPES = {"csv": sheets.MIMETYPE, "ics": "text/calendar"}
_SEPARATORS = {0x2028: " ", 0x2029: " "}


def answer(days: OwnDays, kind: str) -> Response:
    """Return a file of a kind of MIMETYPES."""
    content = table(days) if kind == "csv" else calendar(days)
    response = Response(content, mimetype=MIMETYPES[kind])
    name = f"woven-{days.local_date}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table(days: OwnDays) -> bytes:
    """Return a row for each tick: `date,habit,done,note`."""
    head = ("date", "habit", "done", "note")
    return sheets.write([head, *((day.date, day.title, 1, day.note) for day in days.ticks)])


def calendar(days: OwnDays) -> bytes:
    """Return an event of a whole day for each tick, and for each time that is agreed."""
    made = Calendar()
    made.add("prodid", "-//Woven//Habits for two//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    stamp = datetime.combine(days.local_date, time(), UTC)
    for tick in days.ticks:
        key = f"tick {tick.habit_id} {tick.date} {tick.slot}"
        made.add_component(_event(key, tick.title, tick.date, tick.note, stamp))
    for meant in days.occasions:
        said = " ".join(filter(None, (meant.time, meant.words)))
        key = f"meant {meant.habit_id} {meant.day}"
        made.add_component(_event(key, meant.title, meant.day, said, stamp))
    return bytes(made.to_ical())


def _event(key: str, title: str, day: date, words: str | None, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@woven")
    event.add("dtstamp", stamp)
    event.add("summary", title.translate(_SEPARATORS))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if words:
        event.add("description", words.translate(_SEPARATORS))
    return event
