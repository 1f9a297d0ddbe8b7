"""A line of the roster, worked out once for each figure and language.

Thirty couples have few figures between them: what is said of one, and how the template writes it,
is kept for the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from flask import current_app
from flask_babel import get_locale, lazy_gettext
from markupsafe import Markup

from tracker.services.coaching.figure_kinds import WEEKS
from tracker.services.coaching.roster import RosterRow
from tracker.web import coach_words
from tracker.web.coach_words import Said
from tracker.web.pages import coach_chart
from tracker.web.pages.coach_chart import Spark

MOST = 4096
"""So many figures are kept."""
COLUMNS = {
    "d7": lazy_gettext("7 days"),
    "d28": lazy_gettext("28 days"),
    "d90": lazy_gettext("90 days"),
    "change": lazy_gettext("Trend"),
    "run": lazy_gettext("In a row"),
    "week": lazy_gettext("Latest week"),
    "back": lazy_gettext("Back after"),
    "last": lazy_gettext("Last woven week"),
}
"""The columns of figures, by the word that an address sorts by, in the order of a line."""
SEES = lazy_gettext("Lets you see")
_FIGURES: Sequence[tuple[str, str, Callable[[Any], Said]]] = (
    ("d7", "d7", coach_words.share),
    ("d28", "d28", coach_words.share),
    ("d90", "d90", coach_words.share),
    ("change", "change_28", coach_words.change),
    ("run", "streak", coach_words.run),
    ("week", "week", coach_words.week),
    ("back", "return_days", coach_words.back_after),
    ("last", "last_kept_week", coach_words.week_of),
)
"""Of each column the figure, and how it is said."""


@dataclass(frozen=True, slots=True)
class Line:
    """A couple on the roster."""

    id: str
    name: str
    flags: Markup
    spark: Spark
    label: Markup
    cells: Markup


def lines(rows: Sequence[tuple[str, RosterRow]]) -> list[Line]:
    """Return rows, each with what the couple is called, in the reader's language."""
    written = _in(str(get_locale()))
    return [_line(name, row, written) for name, row in rows]


class _Kept(dict[Any, Markup]):
    """How something was written, by what it says."""

    def __init__(self, write: Callable[[Any], Markup]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, key: Any) -> Markup:
        if len(self) >= MOST:
            self.clear()
        found = self[key] = self._write(key)
        return found


class _Writing:
    """Everything that is written of figures, in one language."""

    def __init__(self) -> None:
        self.cells = [
            (attrgetter(figure), _Kept(_cell(column, say))) for column, figure, say in _FIGURES
        ]
        self.flags = _Kept(lambda flag: _written("flag", flag.kind, coach_words.flag(flag)))
        self.labels = _Kept(lambda sums: Markup.escape(coach_words.weeks_sentence(WEEKS, *sums)))
        self.scopes = _Kept(lambda granted: _written("sees", SEES, coach_words.scopes(granted)))


@lru_cache(maxsize=16)
def _in(_locale: str) -> _Writing:
    return _Writing()


def _cell(column: str, say: Callable[[Any], Said]) -> Callable[[Any], Markup]:
    def write(figure: Any) -> Markup:
        said = say(figure)
        there = "" if said.figure == coach_words.NONE else said.figure
        return _written("cell", column, COLUMNS[column], there, said.words)

    return write


def _written(part: str, *said: object) -> Markup:
    macros = current_app.jinja_env.get_template("coach/_cells.html").module
    return Markup(getattr(macros, part)(*said))  # noqa: S704 - the template has escaped it


def _line(name: str, row: RosterRow, written: _Writing) -> Line:
    client, summary = row.client, row.summary
    _starts, kept, counted = zip(*summary.weeks, strict=True)
    cells = [those[figure(summary)] for figure, those in written.cells]
    cells.append(written.scopes[tuple(client.scopes)])
    return Line(
        client.link_id,
        name,
        _joined([written.flags[flag] for flag in row.flags]),
        coach_chart.drawn(kept, counted),
        written.labels[sum(kept), sum(counted)],
        _joined(cells),
    )


def _joined(parts: Sequence[Markup]) -> Markup:
    # Markup's own join asks each part anew whether it is escaped.
    return Markup("".join(parts))  # noqa: S704
