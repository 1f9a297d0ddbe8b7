"""What is asked for, in words: by itself, and beside what it would replace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from tracker.services.habit_views import HabitView, TermsView, VersionView
from tracker.services.versions import Wish
from tracker.streaks import Cadence
from tracker.web.pages.pair import Pair
from tracker.web.words import dates, terms


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is agreed; `old` is None where there is nothing to hold it against."""

    name: str
    new: str
    old: str | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether this is another thing than before."""
        return self.old is not None and self.old != self.new


def of_version(version: VersionView) -> Wish:
    """Return what a version says."""
    asked = _together(version, version.terms)
    return replace(asked, starts_on=version.terms.starts_on, begins=version.begins)


def in_force(habit: HabitView) -> Wish | None:
    """Return what holds, None for what was never agreed to."""
    held = habit.terms or habit.next_terms
    return None if held is None else _together(habit, held)


def _together(words: HabitView | VersionView, held: TermsView) -> Wish:
    return Wish(
        title=words.title,
        why=words.why,
        emoji=words.emoji,
        cadence=held.cadence,
        mode=held.mode,
        first_turn=held.first_turn,
        grace=held.grace,
        plan=words.plan,
        two_minute=words.two_minute,
    )


def sentence(wish: Wish | TermsView, pair: Pair) -> str:
    """Return terms as one line: "every week, taking turns, you first, from Monday".

    A first day that is over goes without saying.
    """
    if wish.starts_on is not None and wish.starts_on <= pair.today:
        wish = replace(wish, starts_on=None)
    return terms.sentence(wish, pair.names, pair.today)


def lines(wish: Wish, pair: Pair, base: Wish | None = None) -> Sequence[Line]:
    """Return all that a wish says, one thing a line; against `base` where it answers something."""
    now = dict(_said(wish, pair))
    before = {} if base is None else dict(_said(base, pair))
    names = list(now) + [name for name in before if name not in now]
    found = []
    for name in names:
        old = None if base is None else before.get(name, _("nothing"))
        found.append(Line(name, now.get(name, _("nothing")), old))
    return found


def _said(wish: Wish, pair: Pair) -> list[tuple[str, str]]:
    said = [
        (_("What"), f"{wish.emoji} {wish.title}" if wish.emoji else wish.title),
        (_("Why"), wish.why or ""),
        (_("When and how"), wish.plan or ""),
        (_("On a full day"), wish.two_minute or ""),
        (_("How often"), terms.cadence(wish.cadence)),
        (_("Whose doing counts"), terms.mode(wish.mode)),
        (_("Who begins"), pair.names.get(wish.first_turn or "", "")),
        (_("Spare thread"), _("mends a gap now and then") if wish.grace else _("none")),
        (_("From"), _from(wish, pair.today)),
    ]
    return [(name, words) for name, words in said if words]


def _from(wish: Wish, today: date) -> str:
    if wish.starts_on is not None:
        return dates.near(wish.starts_on, today)
    if wish.begins is None:
        return ""
    if wish.begins == "tomorrow":
        return _("tomorrow")
    return _("once the running day, week or month is over")


def beginning(wish: Wish, held: Cadence) -> str:
    """Say when a change of what is in force would begin; nothing where words alone change."""
    if wish.begins is None:
        return ""
    if wish.begins == "tomorrow" or (held.unit == "day" and held.every == 1):
        return _("It would begin the day after you both agree.")
    if held.unit == "week" and held.every == 1:
        return _("It would begin once the running week is over.")
    if held.unit == "month" and held.every == 1:
        return _("It would begin once the running month is over.")
    return _("It would begin once the running time is over.")
