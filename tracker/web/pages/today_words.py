"""Whole sentences about a period, for each stretch that it may take."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.services.habit_views import OccasionView
from tracker.streaks import Cadence, Period
from tracker.web.words import dates


def _unit(cadence: Cadence) -> str:
    """Return "day", "week" or "month", and "" for a stretch of several."""
    return cadence.unit if cadence.every == 1 else ""


def _runs(period: Period, today: date) -> bool:
    """Tell whether it is the reader's present one: only that is "this week"."""
    return period.start <= today <= period.end


def kept(period: Period, cadence: Cadence, today: date) -> str:
    """Return what is said of a period that was kept."""
    if period.mode == "each":
        return _("You both did.")
    if not _runs(period, today):
        return _("Woven.")
    return {
        "day": _("Woven today."),
        "week": _("Woven this week."),
        "month": _("Woven this month."),
    }.get(_unit(cadence), _("Woven this time."))


def some(done: int, period: Period, cadence: Cadence, today: date) -> str:
    """Return how far a period has come: "1 of 3 this week.", or "that week" once it is past."""
    given = {"done": done, "target": period.target}
    if not _runs(period, today):
        return _some_then(given, period, cadence)
    if period.mode == "each":
        return {
            "day": _("%(done)s of %(target)s for you today.", **given),
            "week": _("%(done)s of %(target)s for you this week.", **given),
            "month": _("%(done)s of %(target)s for you this month.", **given),
        }.get(_unit(cadence), _("%(done)s of %(target)s for you this time.", **given))
    return {
        "day": _("%(done)s of %(target)s today.", **given),
        "week": _("%(done)s of %(target)s this week.", **given),
        "month": _("%(done)s of %(target)s this month.", **given),
    }.get(_unit(cadence), _("%(done)s of %(target)s this time.", **given))


def _some_then(given: dict[str, int], period: Period, cadence: Cadence) -> str:
    if period.mode == "each":
        return {
            "day": _("%(done)s of %(target)s for you that day.", **given),
            "week": _("%(done)s of %(target)s for you that week.", **given),
            "month": _("%(done)s of %(target)s for you that month.", **given),
        }.get(_unit(cadence), _("%(done)s of %(target)s for you that time.", **given))
    return {
        "day": _("%(done)s of %(target)s that day.", **given),
        "week": _("%(done)s of %(target)s that week.", **given),
        "month": _("%(done)s of %(target)s that month.", **given),
    }.get(_unit(cadence), _("%(done)s of %(target)s that time.", **given))


def open_(period: Period, cadence: Cadence, today: date) -> str:
    """Return what there is to do in a period that nobody has begun; nothing for a single day."""
    if period.start == period.end and period.target == 1:
        return ""
    times = period.target
    if not _runs(period, today):
        return {
            "day": ngettext("%(num)s time that day.", "%(num)s times that day.", times),
            "week": ngettext("Any day that week.", "%(num)s times that week.", times),
            "month": ngettext("Any day that month.", "%(num)s times that month.", times),
        }.get(_unit(cadence), _("By %(day)s.", day=dates.full(period.end)))
    return {
        "day": ngettext("%(num)s time today.", "%(num)s times today.", times),
        "week": ngettext("Any day this week.", "%(num)s times this week.", times),
        "month": ngettext("Any day this month.", "%(num)s times this month.", times),
    }.get(_unit(cadence), _("By %(day)s.", day=dates.full(period.end)))


def late(unit: str, mode: str) -> tuple[str, str]:
    """Return what is said of a period that is over, and what a late tick is called."""
    last = {
        "week": (
            _("Last week is not written down yet."),
            _("We did it late: count it for last week"),
            _("I did it late: count it for last week"),
        ),
        "month": (
            _("Last month is not written down yet."),
            _("We did it late: count it for last month"),
            _("I did it late: count it for last month"),
        ),
    }.get(
        unit,
        (
            _("The last time is not written down yet."),
            _("We did it late: count it for last time"),
            _("I did it late: count it for last time"),
        ),
    )
    return last[0], last[2 if mode == "each" else 1]


def occasion(view: OccasionView, today: date) -> str:
    """Return the day of an occasion, and its time: "Friday, 20:00"."""
    gone = view.day < today - timedelta(days=1)
    near = dates.full(view.day) if gone else dates.near(view.day, today)
    day = near[:1].upper() + near[1:]
    if view.time is None:
        return day
    return _("%(day)s, %(time)s", day=day, time=dates.clock(view.time))
