"""Rows of a coach's roster without a couple behind them: for tests of what a page makes of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tracker.services.coaching.clients import Client
from tracker.services.coaching.figure_kinds import WEEKS, Share, Summary, WeekFigure, WeekStands
from tracker.services.coaching.flags import Flag
from tracker.services.coaching.roster import RosterRow
from tracker.services.seat import Partner, Seat
from tracker.streaks import WeekState

TODAY = date(2026, 11, 23)
THROUGH = TODAY - timedelta(days=4)
WEEK = date(2026, 11, 16)

SUMMARY = Summary(
    as_of=TODAY,
    through=THROUGH,
    d7=Share(6, 7, 6 / 7),
    d28=Share(24, 28, 24 / 28),
    d90=Share(70, 90, 70 / 90),
    change_28=0.03,
    streak=4,
    week=WeekStands(WEEK, 0.75, WeekState.RUNNING),
    return_days=2,
    last_kept_week=WEEK - timedelta(weeks=1),
    weeks=tuple(
        WeekFigure(WEEK - timedelta(weeks=WEEKS - 1 - number), 6, 7) for number in range(WEEKS)
    ),
    began_on=date(2026, 1, 5),
    silent_days=None,
    back=None,
    habits=1,
)


def client(*names: str, alias: str | None = None, **scopes: date) -> Client:
    """Return a client of these names; the link's id is made of them."""
    one, other = (Partner(f"person-{name}", name, "UTC", 0) for name in names)
    seat = Seat(f"couple-{names}", 1, 3, date(2026, 1, 1), one, other, 0)
    since = {"titles_since": None, "checkins_since": None, **scopes}
    return Client(
        link_id="-".join(names),
        coach_id="cleo",
        alias=alias,
        since=date(2026, 6, 1),
        lapses_at=None,
        seat=seat,
        **since,
    )


def row(
    *names: str, flags: Sequence[Flag] = (), alias: str | None = None, **figures: Any
) -> RosterRow:
    """Return a couple's row: as usual, but for these figures."""
    return RosterRow(client(*names, alias=alias), replace(SUMMARY, **figures), flags, "")
