"""Agreed days as iCalendar: right on the wall clock of every zone, and hostile words stay words."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.support import ics as program
from tracker.services.agreed_days import Agreed, Appointment, Series, Step
from tracker.services.habit_views import OccasionView
from tracker.streaks import Cadence
from tracker.web.pages import ics

ZONES = [
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Chisinau",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "America/Halifax",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "America/Nuuk",
    "America/Miquelon",
    "Atlantic/Azores",
    "Atlantic/Bermuda",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Gaza",
    "Antarctica/Troll",
    "Antarctica/Macquarie",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Hobart",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Norfolk",
    "Pacific/Easter",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Pacific/Kiritimati",
    "UTC",
]
FIRST, LAST = date(2026, 10, 1), date(2027, 11, 30)
TITLE = "Date night"
DAY, HALF = timedelta(days=1), timedelta(minutes=30)


def agreed(*parts: Series | Appointment, zone: str = "Europe/Berlin") -> Agreed:
    return Agreed(
        zone,
        date(2026, 11, 23),
        FIRST,
        LAST,
        [part for part in parts if isinstance(part, Series)],
        [part for part in parts if isinstance(part, Appointment)],
    )


def appointment(day: date, at: str | None, words: str | None = None, title: str = TITLE):
    return Appointment(f"h-{day}", "h", title, None, OccasionView(day, at, words))


def series(**fields) -> Series:
    given = {
        "key": "k",
        "habit": "h",
        "title": TITLE,
        "emoji": None,
        "cadence": Cadence("day"),
        "first": date(2026, 11, 2),
        "days": 1,
        "step": Step("day", 1),
        "last": date(2026, 11, 6),
        "skipped": (),
    }
    return Series(**{**given, **fields})


def written(app: Flask, what: Agreed) -> bytes:
    with app.test_request_context():
        return ics.write(what)


def edges(zone: str) -> list[datetime]:
    """Every instant in the range at which the zone's offset changes, to the minute."""
    there = ZoneInfo(zone)

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(there).utcoffset()

    midnights = [datetime.combine(FIRST + number * DAY, time(), UTC) for number in range(425)]
    parts = [
        day + number * HALF
        for day in midnights
        if offset(day) != offset(day + DAY)
        for number in range(48)
    ]
    return [part + HALF for part in parts if offset(part) != offset(part + HALF)]


@pytest.mark.parametrize("zone", ZONES)
def test_a_wall_time_is_the_same_instant_as_by_the_zone_itself_at_every_edge(zone: str) -> None:
    component = ics.vtimezone(zone, FIRST, LAST)
    there = ZoneInfo(zone)
    days = [datetime.combine(FIRST, time(19)), datetime.combine(LAST, time(19))]
    walls = [*days, *(edge.astimezone(there).replace(tzinfo=None) for edge in edges(zone))]
    for middle in walls:
        for quarters in (-100, *range(-14, 15), 100):
            wall = max(middle + quarters * HALF / 2, datetime.combine(FIRST, time()))
            local = wall.replace(tzinfo=there)
            if local.astimezone(UTC).astimezone(there).replace(tzinfo=None) != wall:
                continue  # skipped by the clocks
            real = local.astimezone(UTC).replace(tzinfo=None)
            assert program.instant(component, wall) == real, wall


def test_the_zones_of_the_test_change_their_clocks() -> None:
    assert sum(len(edges(zone)) >= 2 for zone in ZONES) >= 33


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_nineteen_oclock_stays_nineteen_oclock(app: Flask, zone: str) -> None:
    days = [edge.astimezone(ZoneInfo(zone)).date() for edge in edges(zone)]
    around = [day + timedelta(days=number) for day in days for number in (-1, 0, 1)]
    calendar = program.parsed(
        written(app, agreed(*(appointment(day, "19:00") for day in around), zone=zone))
    )
    (component,) = calendar.walk("VTIMEZONE")
    assert str(component["TZID"]) == zone
    for event, day in zip(program.events(calendar), around, strict=True):
        start = event["DTSTART"]
        assert start.params["TZID"] == zone
        wall = start.dt.replace(tzinfo=None)
        assert wall == datetime.combine(day, time(19))
        real = datetime.combine(day, time(19), ZoneInfo(zone)).astimezone(UTC)
        assert program.instant(component, wall) == real.replace(tzinfo=None)


def test_without_a_time_it_is_the_day_and_no_zone_is_needed(app: Flask) -> None:
    body = written(app, agreed(appointment(date(2027, 3, 28), None, "Sitter: Mum")))
    (event,) = program.events(program.parsed(body))
    assert program.days(event) == [(date(2027, 3, 28), date(2027, 3, 28))]
    assert str(event["DESCRIPTION"]) == "Sitter: Mum"
    assert b"VTIMEZONE" not in body


HOSTILE = (
    "a\r\nBEGIN:VALARM\r\nTRIGGER:-PT1M",
    "a\nEND:VEVENT\nBEGIN:VEVENT",
    "semi;colon, comma \\ backslash \\n no line",
    "ü" * 80,
    "a" + "🚶" * 79,
    "👨‍👩‍👧‍👦" * 11,
    "e\u0301" * 40,
    'quote " colon: =',
    "\u202eright to left\u2066",
    "\u2028line\u2029",
    "\u0085next",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(app: Flask, words: str) -> None:
    body = written(
        app,
        agreed(series(title=words), appointment(date(2026, 11, 24), "19:00", words, title=words)),
    )
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut in two
    joined = b"\r\n".join(lines).replace(b"\r\n ", b"").split(b"\r\n")
    assert [line for line in joined if line.startswith((b"BEGIN:", b"END:"))].count(
        b"BEGIN:VEVENT"
    ) == 2
    assert not [line for line in joined if line.startswith((b"BEGIN:VALARM", b"TRIGGER"))]
    shown = words.replace("\r\n", "\n").replace("\u2028", " ").replace("\u2029", " ")
    for event in program.events(program.parsed(body)):
        assert str(event["SUMMARY"]) == shown
    assert str(program.events(program.parsed(body))[1]["DESCRIPTION"]) == shown


def test_nobody_is_called_busy_and_nothing_tells_when_the_other_acted(app: Flask) -> None:
    calendar = program.parsed(
        written(app, agreed(series(), appointment(date(2026, 11, 24), "19:00")))
    )
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    for event in program.events(calendar):
        assert (event["TRANSP"], event["CLASS"]) == ("TRANSPARENT", "PRIVATE")
        assert event["DTSTAMP"].dt == datetime(2026, 11, 23, tzinfo=UTC)
        assert not {"CREATED", "LAST-MODIFIED", "ORGANIZER", "ATTENDEE"} & set(event)
    assert len({str(event["UID"]) for event in program.events(calendar)}) == 2


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({}, "FREQ=DAILY;UNTIL=20261106"),
        (
            {"step": Step("week", 1, (1, 3)), "last": date(2026, 11, 11)},
            "FREQ=WEEKLY;UNTIL=20261111;BYDAY=MO,WE",
        ),
        (
            {"step": Step("week", 2), "days": 14, "last": date(2026, 11, 30)},
            "FREQ=WEEKLY;UNTIL=20261130;INTERVAL=2",
        ),
        ({"step": Step("day", 5), "days": 5, "last": date(2026, 11, 2)}, None),
    ],
)
def test_a_series_is_told_by_its_rule(app: Flask, fields, rule: str | None) -> None:
    (event,) = program.events(program.parsed(written(app, agreed(series(**fields)))))
    found = None if "RRULE" not in event else event["RRULE"].to_ical().decode()
    assert found == rule
    assert program.days(event)[0][0] == date(2026, 11, 2)
    assert program.days(event)[-1][0] == fields.get("last", date(2026, 11, 6))
