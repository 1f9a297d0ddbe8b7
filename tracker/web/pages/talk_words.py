"""What a talk says: whose word it is, how long there is left, how long it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from tracker.services.talk_clock import TalkView, milliseconds
from tracker.services.talk_phases import MINUTE, NONE, Phase

SECOND = timedelta(seconds=1)
SPEAK = (
    lazy_gettext("Say what is on your mind. %(name)s listens, and does not answer yet."),
    lazy_gettext(
        "Go on from there, or begin elsewhere. %(name)s listens, and does not answer yet."
    ),
    lazy_gettext(
        "Take your time, pauses are part of it. %(name)s listens, and does not answer yet."
    ),
)
SAY_BACK = (
    lazy_gettext("Say in your own words what you heard. %(name)s tells you whether that is it."),
    lazy_gettext("What did you hear between the lines? %(name)s tells you whether that is it."),
)
"""Round by round, and from the first one again."""


@dataclass(frozen=True, slots=True)
class Said:
    """A phase in words; from and to are milliseconds from the talk's beginning."""

    kind: str
    heading: str
    prompt: str
    start: int
    end: int
    left: str
    """How long it lasts yet, as on a clock."""
    is_now: bool


def phases(talk: TalkView, names: Sequence[str], now: Phase) -> list[Said]:
    """Return what each phase says; `names` are those of the two, in the couple's order."""
    rounds = {"speak": count(), "say_back": count()}
    said = []
    for phase in talk.plan:
        # Each round holds every kind once for either of the two.
        number = next(rounds[phase.kind]) // 2 if phase.kind in rounds else 0
        heading, prompt = _words(phase, names, number, alone=len(talk.plan) == 1)
        left = min(phase.end - phase.start, max(NONE, phase.end - talk.elapsed))
        start, end = milliseconds(phase.start), milliseconds(phase.end)
        said.append(Said(phase.kind, heading, prompt, start, end, watch(left), phase is now))
    return said


def _words(phase: Phase, names: Sequence[str], number: int, *, alone: bool) -> tuple[str, str]:
    if phase.side is None:
        if alone:
            return _("Just the two of you"), _("No turns, no task. Talk, listen, take your time.")
        return _("Both of you"), _("The rest is for you together. Answer, ask, or sit quietly.")
    name, other = names[phase.side], names[1 - phase.side]
    if phase.kind == "speak":
        return _("%(name)s speaks", name=name), str(SPEAK[number % len(SPEAK)]) % {"name": other}
    back = str(SAY_BACK[number % len(SAY_BACK)])
    return _("%(name)s says it back", name=name), back % {"name": other}


def watch(left: timedelta) -> str:
    """Return what a clock shows that counts down: "12:05", at the very end "0:00"."""
    seconds = -(-left // SECOND)  # the last second is one to its end
    return f"{seconds // 60}:{seconds % 60:02}"


def length(talk: TalkView) -> str:
    """Return how long it was set to be; where the turns had to be shorter than chosen, so too."""
    first = talk.plan[0]
    turn = first.end - first.start
    if talk.turn_minutes is None or turn >= talk.turn_minutes * MINUTE:
        return ngettext("of %(num)s minute", "of %(num)s minutes", talk.minutes)
    return ngettext(
        "of %(num)s minute, with turns of %(turn)s so that both of you have one",
        "of %(num)s minutes, with turns of %(turn)s so that both of you have one",
        talk.minutes,
        turn=watch(turn),
    )


def minutes_left(left: timedelta) -> str:
    """Return about how long there is left: "12 minutes left"."""
    if left <= MINUTE:
        return _("Less than a minute left")
    return ngettext("%(num)s minute left", "%(num)s minutes left", -(-left // MINUTE))


def talked(talk: TalkView) -> str:
    """Return how long it was: "You talked for 20 minutes"."""
    return ngettext(
        "You talked for a minute", "You talked for %(num)s minutes", round(talk.elapsed / MINUTE)
    )
