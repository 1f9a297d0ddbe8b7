"""Agreed days as iCalendar (RFC 5545). What is agreed is data: the library escapes and folds it.

Every event is transparent, so that no program calls somebody busy for it, and has no moment of
its own making in it: that would tell when the other acted. DTSTAMP is the reader's day.
"""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from tracker.services import offsets
from tracker.services.agreed_days import Agreed, Appointment, Series, Step
from tracker.services.offsets import SECOND
from tracker.web.words.terms import cadence

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
"""How long an appointment with a time is drawn: nobody has said how long it is to last."""
REFRESH = HOUR
_SEPARATORS = {0x2028: " ", 0x2029: " "}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def write(agreed: Agreed) -> bytes:
    """Return a calendar of what is agreed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Woven//Habits for two//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "Woven")
    calendar.add("x-wr-calname", "Woven")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if any(one.at.time is not None for one in agreed.appointments):
        calendar.add_component(vtimezone(agreed.timezone, agreed.first, agreed.last))
    stamp = datetime.combine(agreed.local_date, time(), UTC)
    for series in agreed.series:
        calendar.add_component(_recurring(series, stamp))
    for appointment in agreed.appointments:
        calendar.add_component(_once(appointment, agreed.timezone, stamp))
    return bytes(calendar.to_ical())


def _event(key: str, title: str, emoji: str | None, stamp: datetime) -> Event:
    event = Event()
    # The same at each reading; ids of ours are not for calendars' makers.
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@woven")
    event.add("dtstamp", stamp)
    # Of a day, and never less than before: some programs look at nothing else.
    event.add("sequence", stamp.toordinal() - date(2020, 1, 1).toordinal())
    event.add("summary", _text(title if emoji is None else f"{emoji} {title}"))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _text(words: str) -> str:
    """Return words without separators that some programs end a line at, and the library keeps."""
    return words.translate(_SEPARATORS)


def _recurring(series: Series, stamp: datetime) -> Event:
    event = _event(series.key, series.title, series.emoji, stamp)
    event.add("description", cadence(series.cadence))
    event.add("dtstart", series.first)
    event.add("dtend", series.first + series.days * DAY)
    if series.step is not None and series.last != series.first:
        event.add("rrule", _rule(series.step, series.last))
    if series.skipped:
        event.add("exdate", list(series.skipped))
    return event


def _rule(step: Step, last: date) -> dict[str, object]:
    rule: dict[str, object] = {"freq": "daily" if step.unit == "day" else "weekly", "until": last}
    if step.every > 1:
        rule["interval"] = step.every
    if step.weekdays is not None:
        rule["byday"] = [WEEKDAYS[number - 1] for number in step.weekdays]
    return rule


def _once(appointment: Appointment, zone: str, stamp: datetime) -> Event:
    event = _event(appointment.key, appointment.title, appointment.emoji, stamp)
    at = appointment.at
    if at.words:
        event.add("description", _text(at.words))
    if at.time is None:
        event.add("dtstart", at.day)
        event.add("dtend", at.day + DAY)
    else:
        wall = datetime.combine(at.day, time.fromisoformat(at.time))
        event.add("dtstart", wall, parameters={"TZID": zone})
        event.add("duration", HOUR)
    return event


@lru_cache(maxsize=256)
def vtimezone(name: str, first: date, last: date) -> Timezone:
    """Return a zone's offsets from `first` to `last`, each change at its own instant.

    Not the library's: it puts changes to summer time an hour late.
    """
    zone = ZoneInfo(name)
    begin = datetime.combine(first - DAY, time(), UTC)
    end = datetime.combine(last + 2 * DAY, time(), UTC)
    component = Timezone()
    component.add("tzid", name)
    component.add_component(_observance(zone, begin, begin))
    at = begin
    while at < end:
        following = min(at + DAY, end)
        if following.astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset():
            change = offsets.change(at, following, zone)
            component.add_component(_observance(zone, change, change - SECOND))
        at = following
    return component


def _observance(
    zone: ZoneInfo, begins: datetime, before: datetime
) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from an instant on; it is written by the wall clock of just before."""
    there, earlier = begins.astimezone(zone), before.astimezone(zone)
    old = earlier.utcoffset() or timedelta()
    observance = TimezoneDaylight() if there.dst() else TimezoneStandard()
    observance.add("dtstart", (begins + old).replace(tzinfo=None))
    observance.add("tzoffsetfrom", old)
    observance.add("tzoffsetto", there.utcoffset())
    observance.add("tzname", there.tzname())
    return observance
