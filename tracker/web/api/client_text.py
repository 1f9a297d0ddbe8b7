"""Clients as JSON, written by hand: a roster's row costs a tenth of what its shape would.

The figures are the text that is kept; what is live stands before them.
"""

import json
from collections.abc import Iterable
from typing import Any

from tracker.services.coaching import figure_text
from tracker.services.coaching.client_view import ClientView, HabitShown
from tracker.services.coaching.clients import Client
from tracker.services.coaching.figure_kinds import Share
from tracker.services.coaching.flags import Flag
from tracker.services.coaching.roster import RosterRow
from tracker.services.coaching.terms_said import TermsSaid

_write = json.JSONEncoder(separators=(",", ":"), default=str).encode
_NUMBERS = {
    "fell": ("points", "before", "now"),
    "silent": ("days",),
    "back": ("days", "on"),
    "new": ("since",),
    "paused": ("since", "until", "all"),
    "lapsing": ("until",),
}
"""What stands behind a flag, by its kind."""


def roster(rows: Iterable[RosterRow], after: str | None) -> str:
    """Return a page of the roster."""
    items = (
        _write({**_head(row.client, row.flags), "alias": row.client.alias})[:-1]
        + ","
        + row.text[1:]
        for row in rows
    )
    return f'{{"items":[{",".join(items)}],"next":{_write(after)}}}\n'


def client(view: ClientView, *, for_coach: bool) -> str:
    """Return a client, for the couple without what is the coach's own."""
    said = {
        **_head(view.client, view.flags),
        **({"alias": view.client.alias} if for_coach else {}),
        **figure_text.parts(view.summary),
        "habits": None if view.habits is None else [_habit(each) for each in view.habits],
        "timeline": [
            {
                "on": each.on,
                "kind": each.kind,
                "title": each.title,
                "terms": _terms(each.terms),
                "until": each.until,
                "all": each.all,
                "count": each.count,
            }
            for each in view.timeline
        ],
        "trends": [
            {
                "question": each.question,
                "points": [{"on": on, "mean": mean} for on, mean in each.points],
            }
            for each in view.trends
        ],
        "suggestions": [
            {
                "id": each.habit_id,
                "title": each.title,
                "made_on": each.made_on,
                "state": each.state,
                "version": each.version,
                "why": each.why,
                "emoji": each.emoji,
                "plan": each.plan,
                "two_minute": each.two_minute,
                "terms": _terms(each.terms),
                "starts_on": each.starts_on,
            }
            for each in view.suggestions
        ],
        "goals": [
            {"id": each.id, "text": each.text, "made_on": each.made_on, "done_on": each.done_on}
            for each in view.goals
        ],
        "questions": [
            {"id": each.id, "text": each.text, "made_on": each.made_on} for each in view.questions
        ],
        "sessions": {
            "last": view.sessions.last,
            "next": view.sessions.next,
            "all": list(view.sessions.all),
        },
    }
    return _write(said) + "\n"


def _head(one: Client, flags: Iterable[Flag]) -> dict[str, Any]:
    return {
        "id": one.link_id,
        "names": one.names,
        "since": one.since,
        "scopes": one.scopes,
        "flags": [
            {"kind": flag.kind, **{name: getattr(flag, name) for name in _NUMBERS[flag.kind]}}
            for flag in flags
        ],
    }


def _habit(one: HabitShown) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "terms": _terms(one.terms),
        "d28": _share(one.d28),
        "d90": _share(one.d90),
        "weeks": None if one.weeks is None else [week._asdict() for week in one.weeks],
    }


def _share(one: Share | None) -> dict[str, Any] | None:
    return None if one is None else one._asdict()


def _terms(one: TermsSaid | None) -> dict[str, Any] | None:
    if one is None:
        return None
    cadence = one.cadence
    return {
        "cadence": {
            "unit": cadence.unit,
            "every": cadence.every,
            "times": cadence.times,
            "weekdays": cadence.weekdays,
        },
        "mode": one.mode,
        "grace": one.grace,
    }
