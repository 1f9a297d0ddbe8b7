"""Figures of the day as they are kept: the roster's part is, as text, what the API answers."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, overload

from tracker.services.coaching.figure_kinds import (
    Back,
    Counted,
    Figures,
    HabitFigures,
    Recent,
    Share,
    Summary,
    WeekFigure,
    WeekStands,
)
from tracker.streaks import WeekState

_WEEKS = ',"weeks":'
"""Where the weeks begin: nothing in the text was written by anybody."""
_write = json.JSONEncoder(separators=(",", ":")).encode
_day = date.fromisoformat


def write(figures: Figures) -> tuple[str, str]:
    """Return summary and detail as JSON."""
    return _write(parts(figures.summary)), _write(_detail(figures))


def read(summary: str, detail: str) -> Figures | None:
    """Return what `write` wrote; None where it was written by another version of it."""
    found = read_summary(summary)
    if found is None:
        return None
    try:
        rest = json.loads(detail)
        starts = [week.start for week in found.weeks]
        return Figures(
            found,
            [_read_habit(each, starts) for each in rest["habits"]],
            {key: _read_recent(each) for key, each in rest["recent"].items()},
        )
    except (KeyError, TypeError, ValueError):
        return None


def read_summary(text: str) -> Summary | None:
    """Return the summary; None where it was written by another version.

    Its weeks, two thirds of the text, are read when somebody looks at them.
    """
    head, found, weeks = text.partition(_WEEKS)
    try:
        return _read_summary(json.loads(head + "}"), Weeks(weeks[:-1])) if found else None
    except (KeyError, TypeError, ValueError):
        return None


class Weeks(Sequence[WeekFigure]):
    """Weeks as they are kept: read once, when they are looked at."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _read(self) -> list[WeekFigure]:
        read = json.loads(self._text)
        first = _day(read[0]["start"]).toordinal()
        return [
            WeekFigure(date.fromordinal(first + 7 * at), each["kept"], each["counted"])
            for at, each in enumerate(read)
        ]

    @overload
    def __getitem__(self, at: int) -> WeekFigure: ...
    @overload
    def __getitem__(self, at: slice) -> list[WeekFigure]: ...
    def __getitem__(self, at: int | slice) -> WeekFigure | list[WeekFigure]:
        """Return one of them, or some."""
        return self._read[at]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._read)

    def __iter__(self) -> Iterator[WeekFigure]:
        """Return them one after the other."""
        return iter(self._read)


def parts(one: Summary) -> dict[str, Any]:
    """Return a summary in plain values."""
    windows = {"d7": one.d7, "d28": one.d28, "d90": one.d90}
    return {
        "as_of": str(one.as_of),
        "through": str(one.through),
        "adherence": {name: share._asdict() for name, share in windows.items()},
        "change_28": one.change_28,
        "streak": one.streak,
        "week": {
            "start": str(one.week.start),
            "progress": one.week.progress,
            "state": str(one.week.state),
        },
        "return_days": one.return_days,
        "last_kept_week": _text(one.last_kept_week),
        "began_on": _text(one.began_on),
        "silent_days": one.silent_days,
        "back": None if one.back is None else {"days": one.back.days, "on": str(one.back.on)},
        "habits_in_force": one.habits,
        "weeks": [
            {"start": str(start), "kept": kept, "counted": counted}
            for start, kept, counted in one.weeks
        ],
    }


def _read_summary(read: dict[str, Any], weeks: Sequence[WeekFigure]) -> Summary:
    shares, week, back = read["adherence"], read["week"], read["back"]
    return Summary(
        as_of=_day(read["as_of"]),
        through=_day(read["through"]),
        d7=Share(**shares["d7"]),
        d28=Share(**shares["d28"]),
        d90=Share(**shares["d90"]),
        change_28=read["change_28"],
        streak=read["streak"],
        week=WeekStands(_day(week["start"]), week["progress"], WeekState(week["state"])),
        return_days=read["return_days"],
        last_kept_week=_maybe_day(read["last_kept_week"]),
        weeks=weeks,
        began_on=_maybe_day(read["began_on"]),
        silent_days=read["silent_days"],
        back=None if back is None else Back(back["days"], _day(back["on"])),
        habits=read["habits_in_force"],
    )


def _detail(figures: Figures) -> dict[str, Any]:
    return {
        "habits": [
            {
                "id": each.habit_id,
                "d28": each.d28,
                "d90": each.d90,
                "weeks": None
                if each.weeks is None
                else [[week.kept, week.counted] for week in each.weeks],
            }
            for each in figures.habits
        ],
        "recent": {
            # A period is one number: its day, and whether it was kept, and a turn.
            key: [
                _text(one.since),
                [4 * end.toordinal() + 2 * kept + turns for end, kept, turns in one.periods],
            ]
            for key, one in figures.recent.items()
        },
    }


def _read_habit(read: dict[str, Any], starts: Sequence[date]) -> HabitFigures:
    d28, d90, weeks = read["d28"], read["d90"], read["weeks"]
    return HabitFigures(
        read["id"],
        None if d28 is None else Share(*d28),
        None if d90 is None else Share(*d90),
        None if weeks is None else list(map(WeekFigure, starts, *zip(*weeks, strict=True))),
    )


def _read_recent(read: Sequence[Any]) -> Recent:
    since, periods = read
    return Recent(
        _maybe_day(since),
        [Counted(date.fromordinal(one >> 2), bool(one & 2), bool(one & 1)) for one in periods],
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _maybe_day(text: str | None) -> date | None:
    return None if text is None else _day(text)
