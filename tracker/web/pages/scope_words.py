"""What each scope is, in words: to the two and to the coach, granted and not."""

from typing import NamedTuple

from flask_babel import LazyString, lazy_gettext


class Scope(NamedTuple):
    """Something that a coach sees only if both partners let them."""

    name: str
    title: LazyString
    hint: LazyString
    seen: LazyString
    unseen: LazyString
    granted: LazyString
    """To the coach."""
    kept: LazyString
    """To the coach, where it is not granted."""


SCOPES = (
    Scope(
        "titles",
        lazy_gettext("The names of your habits"),
        lazy_gettext(
            "Each habit by its name, with what you agreed and numbers of its own. Where you take "
            "turns there are sums alone, so that nobody reads whose turn it was."
        ),
        lazy_gettext("Your habits by their names, each with what you agreed and its own numbers."),
        lazy_gettext("No names of your habits, and no numbers of a single one."),
        lazy_gettext("Their habits by name, each with what they agreed and its own numbers."),
        lazy_gettext("No names of their habits."),
    ),
    Scope(
        "checkins",
        lazy_gettext("How your check-ins move"),
        lazy_gettext(
            "For each question one line over the months, midway between your two numbers: of "
            "check-ins that begin from now on, once both of you can read them. No words."
        ),
        lazy_gettext("How your check-ins move: for each question one line, midway between you."),
        lazy_gettext("Nothing of your check-ins."),
        lazy_gettext("How their check-ins move: one line a question, midway between the two."),
        lazy_gettext("Nothing of their check-ins."),
    ),
)
