"""What a calendar program makes of a calendar, in a few lines of its own."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar

DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def parsed(body: bytes) -> Any:
    """Read a calendar with the library."""
    return Calendar.from_ical(body)


def events(calendar: Any, title: str | None = None) -> list[Any]:
    """Return its events, all or those of one title."""
    found = calendar.walk("VEVENT")
    return [one for one in found if title is None or str(one["SUMMARY"]) == title]


def days(event: Any) -> list[tuple[date, date]]:
    """Return first and last day of every occurrence of an all-day event."""
    length = event["DTEND"].dt - event["DTSTART"].dt
    out = {one.dt for exdate in _many(event.get("EXDATE")) for one in exdate.dts}
    starts = list(_starts(event["DTSTART"].dt, event.get("RRULE")))
    assert out <= set(starts), "what is no occurrence needs no exception"
    return [(start, start + length - DAY) for start in starts if start not in out]


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _starts(first: date, rule: Any) -> Iterator[date]:
    if rule is None:
        yield first
        return
    assert set(rule) <= {"FREQ", "UNTIL", "INTERVAL", "BYDAY"}
    (until,), (frequency,) = rule["UNTIL"], rule["FREQ"]
    (every,) = rule.get("INTERVAL", [1])
    names = rule.get("BYDAY", [WEEKDAYS[first.weekday()]])
    for number in range((until - first).days + 1):
        day = first + number * DAY
        if frequency == "DAILY":
            matches = number % every == 0
        else:
            week = (day - day.weekday() * DAY) - (first - first.weekday() * DAY)
            matches = WEEKDAYS[day.weekday()] in names and (week.days // 7) % every == 0
        if matches:
            yield day


def instant(zone: Any, wall: datetime) -> datetime:
    """Return when a wall clock shows this, by the letter of a VTIMEZONE (RFC 5545, 3.6.5)."""
    begun = [one for one in zone.subcomponents if one["DTSTART"].dt <= wall]
    holds = max(begun, key=lambda one: one["DTSTART"].dt)
    return wall - timedelta(seconds=holds["TZOFFSETTO"].td.total_seconds())
