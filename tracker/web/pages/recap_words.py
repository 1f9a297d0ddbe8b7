"""A recap in words: whole sentences about the two together, and never about what was not done."""

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.services.noticing import Kind, Notice
from tracker.web.words import dates


def noticed(notice: Notice) -> str:
    """Return the one thing to notice, which heads the page."""
    number = notice.number or 0
    title = notice.title or ""
    if notice.day is not None:
        day = dates.weekday(notice.day)
        if notice.kind == Kind.WAY_BACK:
            return _("You found your way back on %(day)s", day=day)
        return _("Most was woven on %(day)s", day=day)
    if notice.kind == Kind.FIRST_CROSSING:
        return _("A first crossing: %(title)s", title=title)
    if notice.kind == Kind.BEST_RUN:
        return ngettext(
            "%(num)s in a row: %(title)s", "%(num)s in a row: %(title)s", number, title=title
        )
    if notice.kind == Kind.MORE_WOVEN:
        return ngettext(
            "%(num)s day woven, more than the week before",
            "%(num)s days woven, more than the week before",
            number,
        )
    if notice.kind == Kind.WORDS:
        return ngettext("%(num)s line went into the jar", "%(num)s lines went into the jar", number)
    return {
        Kind.QUIET: _("A quiet week. The cloth keeps its place."),
        Kind.WOVEN: _("What you kept is in your cloth now"),
    }.get(notice.kind, _("Your cloth begins here"))


def times(count: int) -> str:
    """Return "kept", "kept 5 times"."""
    if count == 1:
        return _("kept")
    if count == 2:
        return _("kept twice")
    return ngettext("kept %(num)s time", "kept %(num)s times", count)
