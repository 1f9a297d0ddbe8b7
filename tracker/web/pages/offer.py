"""A version that waits for an answer, as a card shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.services import habits
from tracker.services.habit_views import Brings, HabitView, VersionView
from tracker.services.versions import Wish
from tracker.web.pages import wish_words
from tracker.web.pages.pair import Pair
from tracker.web.pages.wish_words import Line
from tracker.web.words import dates


@dataclass(frozen=True, slots=True)
class Offer:
    """What is asked, by whom, and what it would replace."""

    habit: HabitView
    version: int
    is_mine: bool
    by_coach: bool
    """Suggested by the coach of the two: both of them answer it."""
    said_yes: bool
    """To that one, by whoever reads this, and nobody else is shown it."""
    said: str
    """Who asks, as a line above the title."""
    wish: Wish
    terms: str
    base: Wish | None
    before: str
    """What `base` is, in words."""
    after: str
    """What `wish` is, in words."""
    begins: str
    """When a change of what is in force would begin, as a sentence."""
    lines: Sequence[Line]
    brings: str = ""
    """Which days of before come in with a yes, as a sentence."""
    is_only_days: bool = False
    """Nothing else is asked: words and terms stay as they are."""

    @property
    def waits_for_me(self) -> bool:
        """Tell whether whoever reads this has not answered it."""
        return not (self.is_mine or self.said_yes)

    @property
    def is_change(self) -> bool:
        """Tell whether something is in force that this would change."""
        return self.habit.state == "active"


def offer(habit: HabitView, pair: Pair, answered: VersionView | None = None) -> Offer | None:
    """Return what is asked of a habit, None where nothing is.

    `answered` is the version that the open one came in answer to.
    """
    proposal = habit.proposal
    if proposal is None:
        return None
    is_mine, by_coach = proposal.by == pair.me, pair.by_coach(proposal.by)
    name = pair.names.get(proposal.by or "") or pair.called
    wish = wish_words.of_version(proposal)
    held = wish_words.in_force(habit)
    base = held if answered is None else wish_words.of_version(answered)
    # What is in force has no beginning to hold this one's against: a sentence says it instead.
    shown = wish if answered is not None else replace(wish, begins=None)
    is_only_days = habit.brings is not None and held is not None and wish == held
    said = _who(name, is_mine=is_mine, is_change=base is not None or proposal.version > 1)
    if is_only_days:
        said = _("You would bring days") if is_mine else _("%(name)s would bring days", name=name)
    return Offer(
        habit=habit,
        version=proposal.version,
        is_mine=is_mine,
        by_coach=by_coach,
        said_yes=habit.said_yes,
        said=_("Your coach suggests this one") if by_coach else said,
        wish=wish,
        terms=wish_words.sentence(wish, pair),
        base=base,
        before=_before(answered, pair),
        after=_("You suggest") if is_mine else _("%(name)s suggests", name=name),
        begins="" if held is None else wish_words.beginning(wish, held.cadence),
        lines=wish_words.lines(shown, pair, base),
        brings=_brings(habit.brings, pair),
        is_only_days=is_only_days,
    )


def offers(found: Sequence[HabitView], pair: Pair) -> list[Offer]:
    """Return what is asked of all these habits; of what holds already, against what holds."""
    answered = habits.answered(pair.me, [each for each in found if each.state != "active"])
    made = (offer(habit, pair, answered.get(habit.id)) for habit in found)
    return [each for each in made if each is not None]


def _who(name: str, *, is_mine: bool, is_change: bool) -> str:
    if is_mine:
        return _("You suggest a change") if is_change else _("You asked for this one")
    if is_change:
        return _("%(name)s suggests a change", name=name)
    return _("%(name)s asks for this one", name=name)


def _brings(brings: Brings | None, pair: Pair) -> str:
    if brings is None:
        return ""
    first = dates.with_year(brings.first)
    if brings.by == pair.me:
        return ngettext(
            "%(num)s day comes with it, as you wrote it down: %(day)s.",
            "%(num)s days since %(day)s come with it, as you wrote them down.",
            brings.days,
            day=first,
        )
    return ngettext(
        "%(num)s day comes with it, as %(name)s wrote it down: %(day)s.",
        "%(num)s days since %(day)s come with it, as %(name)s wrote them down.",
        brings.days,
        day=first,
        name=pair.called,
    )


def _before(answered: VersionView | None, pair: Pair) -> str:
    if answered is None:
        return _("Now")
    if answered.by == pair.me:
        return _("You asked")
    if pair.by_coach(answered.by):
        return _("Your coach suggested")
    return _("%(name)s asked", name=pair.called)
