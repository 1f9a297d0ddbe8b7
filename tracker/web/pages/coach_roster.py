"""The roster as an address asks for it: sorted, filtered, searched, in pages of 50."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from tracker.services.coaching.roster import RosterRow
from tracker.web import coach_words
from tracker.web.pages import coach_names, coach_rows
from tracker.web.pages.coach_rows import Line

PAGE = 50
MOST_WORDS = 80
"""Letters that are searched for."""
USUAL = "stands-out"
STEADY = "steady"
_ABOUT_KEEPING = frozenset({"fell", "silent", "back", "new", "paused"})
_ORDER = {kind: place for place, kind in enumerate(coach_words.KINDS)}
_FILTERS = (STEADY, "back", "fell", "silent", "new", "paused", "lapsing")
_CALLED: Mapping[str, object] = {STEADY: lazy_gettext("Keeping on")} | dict(coach_words.KINDS)


Named = tuple[str, RosterRow]
"""A row with what the couple is called."""


class Sort(NamedTuple):
    """What to sort by: what is first without a word on it, and of a row a figure, or None."""

    name: Any
    figure: Callable[[RosterRow], Any]
    is_upwards: bool


def _standing_out(row: RosterRow) -> tuple[float, float]:
    """Return how soon a coach will want to look at a couple, and how much there is of it."""
    first = row.flags[0] if row.flags else None
    if first is None:
        return float(len(_ORDER)), 0.0
    return float(_ORDER[first.kind]), -float(first.points or first.days or 0)


def _of_weeks(row: RosterRow) -> float | None:
    counted = sum(week.counted for week in row.summary.weeks)
    return sum(week.kept for week in row.summary.weeks) / counted if counted else None


SORTS: Mapping[str, Sort] = {
    USUAL: Sort(lazy_gettext("What stands out"), _standing_out, True),
    "name": Sort(lazy_gettext("Couple"), lambda row: 0, True),
    "weeks": Sort(lazy_gettext("26 weeks"), _of_weeks, False),
    "d7": Sort(coach_rows.COLUMNS["d7"], lambda row: row.summary.d7.rate, False),
    "d28": Sort(coach_rows.COLUMNS["d28"], lambda row: row.summary.d28.rate, False),
    "d90": Sort(coach_rows.COLUMNS["d90"], lambda row: row.summary.d90.rate, False),
    "change": Sort(coach_rows.COLUMNS["change"], lambda row: row.summary.change_28, False),
    "run": Sort(coach_rows.COLUMNS["run"], lambda row: row.summary.streak, False),
    "week": Sort(coach_rows.COLUMNS["week"], lambda row: row.summary.week.progress, False),
    "back": Sort(coach_rows.COLUMNS["back"], lambda row: row.summary.return_days, True),
    "last": Sort(coach_rows.COLUMNS["last"], lambda row: row.summary.last_kept_week, False),
    "sees": Sort(coach_rows.SEES, lambda row: len(row.client.scopes), False),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. What is none of ours is left out: an old link shows everybody."""

    sort: str = USUAL
    is_upwards: bool = True
    only: str | None = None
    words: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """Return what the parameters of an address say."""
        sort = given.get("sort", "")
        sort = sort if sort in SORTS else USUAL
        order, only, page = given.get("order"), given.get("only", ""), given.get("page", "")
        return cls(
            sort,
            SORTS[sort].is_upwards if order not in ("up", "down") else order == "up",
            only if only in _FILTERS else None,
            " ".join(given.get("q", "").split())[:MOST_WORDS],
            int(page) if page.isascii() and page.isdigit() and len(page) < 6 and int(page) else 1,
        )

    def address(self, **other: Any) -> str:
        """Return where the roster is asked for like this, but for what is given."""
        asked = replace(self, **other) if other else self
        given = {
            "sort": asked.sort if asked.sort != USUAL else "",
            "order": ("up" if asked.is_upwards else "down")
            if asked.is_upwards != SORTS[asked.sort].is_upwards
            else "",
            "only": asked.only or "",
            "q": asked.words,
            "page": str(asked.page) if asked.page > 1 else "",
        }
        query = urlencode({name: value for name, value in given.items() if value})
        return f"/coach?{query}" if query else "/coach"


class Choice(NamedTuple):
    """A filter that can be chosen, and how many couples it shows."""

    name: str
    many: int
    address: str
    is_chosen: bool


class Heading(NamedTuple):
    """What heads a column, where it sorts by it, and how it is sorted now (None: by another)."""

    key: str
    name: str
    address: str
    sorted: str | None


@dataclass(frozen=True, slots=True)
class Roster:
    """All that the template shows."""

    asked: Asked
    lead: str
    choices: Sequence[Choice]
    headings: Sequence[Heading]
    sorts: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    total: int
    found: int
    earlier: str | None
    later: str | None
    part: str
    """Which of those that were found are on this page, in words; empty where all are."""

    @property
    def is_by_what_stands_out(self) -> bool:
        """Tell whether those that stand out come first, one below the other."""
        return self.asked.sort == USUAL and self.asked.is_upwards


def roster(rows: Sequence[RosterRow], asked: Asked, *, initials: bool) -> Roster:
    """Return the rows that are asked for, in words."""
    called = coach_names.caller(initials=initials)
    named = [each for row in rows if _fits(each := (called(row.client), row), asked)]
    named.sort(key=lambda each: coach_names.folded(each[0]))
    found = _sorted(named, asked)
    pages = -(-len(found) // PAGE) or 1
    page = min(asked.page, pages)
    first = PAGE * (page - 1)
    shown = found[first : first + PAGE]
    return Roster(
        asked=asked,
        lead=_lead(rows),
        choices=_choices(rows, asked),
        headings=[_heading(key, asked) for key in SORTS if key != USUAL],
        sorts=[(key, str(sort.name)) for key, sort in SORTS.items()],
        lines=coach_rows.lines(shown),
        total=len(rows),
        found=len(found),
        earlier=asked.address(page=page - 1) if page > 1 else None,
        later=asked.address(page=page + 1) if page < pages else None,
        part=_part(first + 1, first + len(shown), len(found)) if pages > 1 else "",
    )


def _fits(named: Named, asked: Asked) -> bool:
    name, row = named
    if asked.only == STEADY and not _is_steady(row):
        return False
    if asked.only not in (None, STEADY) and all(flag.kind != asked.only for flag in row.flags):
        return False
    if not asked.words:
        return True
    client = row.client
    # Also what initials stand for: who shares a screen still finds whom they mean.
    known = coach_names.folded(f"{name} {coach_names.both(client)} {client.alias or ''}")
    return all(word in known for word in coach_names.folded(asked.words).split())


def _sorted(named: Sequence[Named], asked: Asked) -> list[Named]:
    """Return rows sorted that are in the order of names; who has no figure is last either way."""
    figure, upwards = SORTS[asked.sort].figure, asked.is_upwards
    if asked.sort == "name":
        return list(named) if upwards else list(reversed(named))
    keyed = [(figure(each[1]), each) for each in named]
    have = [one for one in keyed if one[0] is not None]
    have.sort(key=lambda one: one[0], reverse=not upwards)
    return [each for _figure, each in have] + [each for value, each in keyed if value is None]


def _is_steady(row: RosterRow) -> bool:
    """Tell whether a couple keeps on: something was kept lately, and nothing of that stands out."""
    return row.summary.d90.kept > 0 and all(flag.kind not in _ABOUT_KEEPING for flag in row.flags)


def _lead(rows: Sequence[RosterRow]) -> str:
    """Return who keeps on, in one sentence; there is a row."""
    steady = sum(map(_is_steady, rows))
    if steady == len(rows):
        return ngettext("They keep on.", "All %(num)s couples keep on.", steady)
    if not steady:
        return ngettext(
            "%(num)s couple lets you see how it goes.",
            "%(num)s couples let you see how it goes.",
            len(rows),
        )
    return _("Keeping on: %(steady)s of %(num)s couples.", steady=steady, num=len(rows))


def _choices(rows: Sequence[RosterRow], asked: Asked) -> list[Choice]:
    """Return the filters that show somebody, and the one that is chosen."""
    counts = dict.fromkeys(_FILTERS, 0)
    for row in rows:
        if _is_steady(row):
            counts[STEADY] += 1
        for flag in row.flags:
            counts[flag.kind] += 1
    choices = [Choice(_("Everyone"), len(rows), asked.address(only=None, page=1), not asked.only)]
    for kind, count in counts.items():
        if count or asked.only == kind:
            address, is_chosen = asked.address(only=kind, page=1), asked.only == kind
            choices.append(Choice(str(_CALLED[kind]), count, address, is_chosen))
    return choices


def _heading(key: str, asked: Asked) -> Heading:
    sort = SORTS[key]
    is_sorted = asked.sort == key
    upwards = not asked.is_upwards if is_sorted else sort.is_upwards
    state = ("ascending" if asked.is_upwards else "descending") if is_sorted else None
    address = asked.address(sort=key, is_upwards=upwards, page=1)
    return Heading(key, str(sort.name), address, state)


def _part(first: int, last: int, found: int) -> str:
    return _("%(first)s to %(last)s of %(found)s", first=first, last=last, found=found)
