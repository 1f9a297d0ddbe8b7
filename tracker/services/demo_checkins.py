"""Check-ins of a made-up story: agreed on, answered week by week, and all of them opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.services import checkin_agreement, checkins

WEEKLY = 1
LAST_DAY = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What both answered in the week that begins on `monday`: fields of `Answers` by side."""

    monday: date
    answers: tuple[Mapping[str, Any], Mapping[str, Any]]


def live(told: Sequence[CheckedIn], ids: Sequence[str], zones: Sequence[str]) -> None:
    """Let two linked people check in every week, from the first one told on."""
    if not told:
        return
    begun = _evening(told[0].monday, zones[1])
    asked = checkin_agreement.ask(ids[1], WEEKLY, begun)
    checkin_agreement.accept(ids[0], asked.version, begun)
    for week in told:
        for person_id, zone, answers in zip(ids, zones, week.answers, strict=True):
            at = _evening(week.monday + LAST_DAY, zone)
            checkins.save(person_id, week.monday, answers, at, seal=True)


def _evening(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(20), ZoneInfo(zone))
