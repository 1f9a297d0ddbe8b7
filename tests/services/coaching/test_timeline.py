"""How agreements went, as a coach reads it: what and when, never who."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from tests.support.agreeing import agree, say
from tests.support.coached import let_in
from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker import clock
from tracker.extensions import db
from tracker.models import Pause
from tracker.services import breaks, pauses, transaction
from tracker.services.coaching import clients, timeline
from tracker.services.coaching.timeline import TimelineEntry

TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to("2026-05-20T18:30:00+00:00", tick=False)


def read(app: Flask, link_id: str, **span: date) -> list[TimelineEntry]:
    with app.app_context():
        session = db.session()
        return timeline.of(session, clients.of_link(session, link_id), clock.now(), **span)


def rest(person: Someone, habit: str | None, first: date, last: date | None) -> None:
    body = {"habit": habit, "first": first.isoformat(), "last": last and last.isoformat()}
    assert person.post("/api/pauses", body).status_code == 201


def test_it_says_what_began_changed_rested_and_ended_newest_first(
    app: Flask, couple: str, ana: Someone, ben: Someone
) -> None:
    client = let_in(Someone(app, "cleo"), couple, ana, ben, titles_since=TODAY)
    walk = agree(ana, ben, title="Walk", starts_on=(TODAY - 3 * DAY).isoformat())
    say(ben, walk, "amend", cadence={"unit": "week"}, begins="tomorrow")
    say(ana, walk, "accept", version=2)
    read_ = agree(ben, ana, title="Read", mode="each")
    rest(ana, read_["id"], TODAY - DAY, TODAY + DAY)
    rest(ben, None, TODAY - 25 * DAY, TODAY - 9 * DAY)
    say(ana, read_, "retire")
    found = [(each.on - TODAY, each.kind, each.title, each.until) for each in read(app, client)]
    assert found == [
        (DAY, "changed", "Walk", None),
        (0 * DAY, "began", "Read", None),
        (0 * DAY, "ended", "Read", None),
        (-DAY, "paused", "Read", TODAY + DAY),
        (-3 * DAY, "began", "Walk", None),
        (-8 * DAY, "resumed", None, None),
        (-25 * DAY, "paused", None, TODAY - 9 * DAY),
    ]
    within = read(app, client, first=TODAY - 3 * DAY, last=TODAY - DAY)
    assert [(each.on - TODAY, each.kind) for each in within] == [
        (-DAY, "paused"),
        (-3 * DAY, "began"),
    ]
    changed, began, *_, again, first = read(app, client)
    assert (changed.terms and changed.terms.cadence.unit) == "week"
    assert (began.terms and began.terms.mode) == "each"
    assert (again.all, first.all) == (True, True)


@pytest.mark.parametrize("act", ["hard_week", "skip", "pause"])
def test_no_day_of_a_rest_tells_by_whose_clock_it_was_made(app: Flask, act: str) -> None:
    # It is Thursday for ana already, and Wednesday for ben.
    ana, ben = Someone(app, "ana", "Pacific/Auckland"), Someone(app, "ben", "America/Los_Angeles")
    couple, cleo = link(ana, ben), Someone(app, "cleo")
    habit, *_others = (agreed(ana, couple, TODAY - 30 * DAY) for _ in range(3))
    client = let_in(cleo, couple, ana, ben, titles_since=TODAY)
    told = []
    for person, today in ((ana, TODAY + DAY), (ben, TODAY)):
        with app.app_context():
            if act == "hard_week":
                breaks.hard_week(person.id, habit, clock.now())
            elif act == "skip":
                breaks.skip(person.id, habit, today, clock.now())
            else:
                pauses.add(person.id, None, today, None, clock.now())
        flags = cleo.get("/api/coaching/clients").get_json()["items"][0]["flags"]
        told.append((flags, read(app, client)))
        with app.app_context(), transaction.writing() as session:
            session.execute(delete(Pause))
    assert told[0] == told[1]
    assert "paused" in [flag["kind"] for flag in told[0][0]]


def test_without_titles_it_names_nothing_and_counts_what_rests_at_once(
    app: Flask, couple: str, ana: Someone, ben: Someone
) -> None:
    client = let_in(Someone(app, "cleo"), couple, ana, ben)
    made = [agree(ana, ben, title=title)["id"] for title in ("Walk", "Read", "Cook")]
    for habit in made[:2]:
        rest(ana, habit, TODAY, TODAY + DAY)
    found = read(app, client)
    assert {(each.title, each.terms) for each in found} == {(None, None)}
    assert [each.count for each in found if each.kind == "paused"] == [2]
    assert [each.count for each in found if each.kind == "began"] == [3]


def test_what_was_over_before_titles_were_granted_stays_unnamed(
    app: Flask, couple: str, ana: Someone, ben: Someone
) -> None:
    for title in ("Walk", "Read"):
        habit = agree(ana, ben, title=title)
        if title == "Walk":
            say(ana, habit, "retire")
    client = let_in(Someone(app, "cleo"), couple, ana, ben, titles_since=TODAY + DAY)
    found = {each.title for each in read(app, client)}
    assert found == {None, "Read"}


def test_whose_turn_is_first_is_no_change(
    app: Flask, couple: str, ana: Someone, ben: Someone
) -> None:
    client = let_in(Someone(app, "cleo"), couple, ana, ben, titles_since=TODAY)
    habit = agree(ana, ben, mode="turns", starts_on=(TODAY - DAY).isoformat())
    say(ana, habit, "amend", first_turn=ben.id)
    say(ben, habit, "accept", version=2)
    (entry,) = read(app, client)
    assert (entry.kind, entry.terms and entry.terms.mode) == ("began", "turns")
    assert not hasattr(entry.terms, "first_turn")


def test_nothing_says_what_was_asked_or_put_aside(
    app: Flask, couple: str, ana: Someone, ben: Someone
) -> None:
    client = let_in(Someone(app, "cleo"), couple, ana, ben, titles_since=TODAY)
    habit = ana.post(
        "/api/habits", {"title": "Run", "cadence": {"unit": "day"}, "mode": "each"}
    ).get_json()
    assert read(app, client) == []
    say(ben, habit, "decline", version=1)
    assert read(app, client) == []
