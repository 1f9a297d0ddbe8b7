"""The library: habits to start from, each asked for in one tap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.library import Chosen
from tracker.services import errors, habits, proposals
from tracker.web.pages import browser, forms, library, pair, wish_form
from tracker.web.pages.library import Idea, in_the_way
from tracker.web.pages.library.in_the_way import Hindrance
from tracker.web.pages.pair import Pair
from tracker.web.pages.wish_words import sentence

blueprint = Blueprint("library", __name__)

GENTLE = "gentle"
"""Stands where a group's name does, for the gentle ones of all groups."""
_CHOSEN = Chosen()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A group, with those of its ideas that are shown."""

    slug: str
    icon: str
    name: str
    line: str
    hindrances: Sequence[Hindrance]
    cards: list["Card"]


@dataclass(frozen=True, slots=True)
class Card:
    """An idea, its terms in words, and the habit that came of it."""

    idea: Idea
    terms: str
    habit_id: str | None
    stands: str
    """"" · `asked` by me · `asks`: the partner does · `suggested`: the coach does · `said yes` to
    that · `active`."""


@blueprint.get("/library")
def show() -> Any:
    """Show the ideas, all or those of one group."""
    return _page(browser.me())


@blueprint.post("/library")
def ask() -> Any:
    """Ask for an idea as it stands."""
    me, now = browser.me(), clock.now()
    values, wrong = forms.read(_CHOSEN, optional={"group"})
    if wrong:
        return _page(me, wrong, 422)
    idea = library.find(values["idea"])
    if idea is None:
        raise errors.NotFound
    # Tapped twice, or asked for by the other just now: once is enough.
    if idea.slug not in _standing(me, pair.of(me, now), now):
        wish = wish_form.wished(idea)
        # Why is left to who asks: in one tap the library's words would read as theirs. How it is
        # to be done is what they ask for.
        names = ("title", "emoji", "cadence", "mode", "plan", "two_minute")
        given = {name: getattr(wish, name) for name in names}
        try:
            proposals.propose(me, given, now, once=True)
        except errors.Conflict as refusal:
            return _page(me, forms.said(refusal), STATUS[type(refusal)])
    there = url_for("library.show", group=values["group"], asked=idea.slug, _anchor=idea.slug)
    return redirect(there, 303)


def _page(me: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    now = clock.now()
    two = pair.of(me, now)
    standing = _standing(me, two, now)
    chosen = request.values.get("group", "")
    if chosen not in (GENTLE, *(group.slug for group in library.groups())):
        chosen = ""
    shelves = []
    for group in library.groups():
        cards = [
            _card(idea, standing, sentence(wish_form.wished(idea), two))
            for idea in group.ideas
            if chosen in ("", group.slug) or (chosen == GENTLE and idea.gentle)
        ]
        if cards:
            name, line = str(group.name), str(group.line)
            thoughts = in_the_way.of(group.slug, "together")
            shelves.append(Shelf(group.slug, group.icon, name, line, thoughts, cards))
    page = render_template(
        "agree/library.html",
        pair=two,
        groups=library.groups(),
        shelves=shelves,
        chosen=chosen,
        asked=request.args.get("asked", ""),
        waiting=sum(stands == "asked" for _, stands in standing.values()),
        wrong=wrong or {},
    )
    return make_response(page, status)


def _card(idea: Idea, standing: Mapping[str, tuple[str, str]], terms: str) -> Card:
    habit_id, stands = standing.get(idea.slug, (None, ""))
    return Card(idea, terms, habit_id, stands)


def _standing(me: str, two: Pair, now: datetime) -> dict[str, tuple[str, str]]:
    """Return, by its idea's slug or else its id, each habit that is asked for or in force."""
    found = {}
    # Of two with the same title the one in force counts.
    for habit in sorted(habits.alive(me, now), key=lambda each: each.state == "active"):
        stands = "active"
        if habit.state == "proposed":
            by = me if habit.proposal is None else habit.proposal.by
            if two.by_coach(by):
                stands = "said yes" if habit.said_yes else "suggested"
            else:
                stands = "asked" if by == me else "asks"
        found[library.named(habit.title) or habit.id] = habit.id, stands
    return found
