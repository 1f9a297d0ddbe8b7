"""The time line of what was agreed, in words: the same on the client's page and in the packet."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from tracker.services.coaching.terms_said import TermsSaid
from tracker.services.coaching.timeline import TimelineEntry
from tracker.web.words import dates, lists
from tracker.web.words import terms as terms_words

MODES = {
    "together": lazy_gettext("together"),
    "each": lazy_gettext("each of the two"),
    "turns": lazy_gettext("taking turns"),
}


def terms(said: TermsSaid) -> str:
    """Return terms as a coach reads them: "every week, twice, taking turns"."""
    parts = [terms_words.cadence(said.cadence), str(MODES[said.mode])]
    if not said.grace:
        parts.append(_("without a spare thread"))
    return lists.line(parts)


def entry(one: TimelineEntry, today: date) -> str:
    """Return what began, changed, ended or rested, without who and without its terms."""
    title, many = one.title, one.count
    match one.kind:
        case "began" if title is None:
            return ngettext("A habit began", "%(num)s habits began", many)
        case "began":
            return _("%(title)s began", title=title)
        case "changed" if title is None:
            return ngettext("A habit was changed", "%(num)s habits were changed", many)
        case "changed":
            return _("%(title)s was changed", title=title)
        case "ended" if title is None:
            return ngettext("A habit ended", "%(num)s habits ended", many)
        case "ended":
            return _("%(title)s ended", title=title)
        case "resumed" if one.all:
            return _("On again, all of it")
        case "resumed" if title is None:
            return ngettext("A habit is on again", "%(num)s habits are on again", many)
        case "resumed":
            return _("%(title)s is on again", title=title)
        case "paused":
            return _pause(one, today)


def _pause(one: TimelineEntry, today: date) -> str:
    title, many = one.title, one.count
    if one.until is None:
        if one.all:
            return _("Everything rests, with no end yet")
        if title is None:
            return ngettext(
                "A habit rests, with no end yet", "%(num)s habits rest, with no end yet", many
            )
        return _("%(title)s rests, with no end yet", title=title)
    last = dates.short(one.until)
    is_over = one.until < today
    if one.all:
        return (
            _("Everything rested until %(day)s", day=last)
            if is_over
            else _("Everything rests until %(day)s", day=last)
        )
    if title is None:
        return (
            ngettext(
                "A habit rested until %(day)s",
                "%(num)s habits rested until %(day)s",
                many,
                day=last,
            )
            if is_over
            else ngettext(
                "A habit rests until %(day)s", "%(num)s habits rest until %(day)s", many, day=last
            )
        )
    return (
        _("%(title)s rested until %(day)s", title=title, day=last)
        if is_over
        else _("%(title)s rests until %(day)s", title=title, day=last)
    )
