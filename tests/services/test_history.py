"""What was changed of what two people share: by day and by whom, and as much as may be told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.agreeing import agree, ask, say
from tests.support.people import PASSWORD, Someone, problem
from tracker.extensions import db
from tracker.models import HistoryEntry
from tracker.services import history
from tracker.services.errors import NotFound
from tracker.services.history import Entry

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def entries(person: Someone) -> list[Entry]:
    with person.app.app_context():
        return list(history.read(person.id, after=None, limit=100).items)


def told(person: Someone) -> list[tuple[str, str | None]]:
    """Return what was noted and by whom, oldest first."""
    return [(one.what, one.by) for one in reversed(entries(person))]


def done(person: Someone, method: str, path: str, body: Any = None) -> Any:
    answer = person.call(method, path, json={} if body is None else body)
    assert answer.status_code < 300, answer.get_json()
    return answer.get_json(silent=True)


def test_each_change_is_noted_once_for_both_alike(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    done(ana, "PATCH", "/api/couple", {"backfill_days": 7, "week_start": 7})
    done(ana, "PATCH", "/api/couple", {"backfill_days": 7})  # as it is: no change
    walk = agree(ana, ben, title="mk-title", why="mk-why")["id"]
    say(ben, walk, "amend", cadence={"unit": "week"})
    say(ana, walk, "accept", version=2)
    say(ana, walk, "amend", title="mk-other", two_minute="mk-line")
    say(ben, walk, "accept", version=3)
    pause = done(ben, "POST", "/api/pauses", {"habit": walk, "first": "2026-05-21", "last": None})
    done(ana, "DELETE", f"/api/pauses/{pause['id']}")
    at = f"/api/habits/{walk}/occasions/2026-05-20"
    friday = {"day": "2026-05-22", "time": "20:00", "words": "mk-sitter"}
    for body in (friday, friday, {**friday, "day": "2026-05-23"}):
        done(ana, "PUT", at, body)
    ana.call("PUT", at, data="null", content_type="application/json")
    wall = done(ben, "POST", "/api/walls", {"names": True})["id"]
    done(ana, "PATCH", f"/api/walls/{wall}", {"names": False})
    done(ana, "DELETE", f"/api/walls/{wall}")
    asked = done(ana, "POST", "/api/check-ins/agreement", {"every": 2})
    done(ben, "POST", "/api/check-ins/agreement/accept", {"version": asked["version"]})
    done(ana, "DELETE", "/api/check-ins/agreement")
    say(ben, walk, "retire")
    assert told(ana) == told(ben)
    assert told(ana) == [
        ("week_start", ana.id),
        ("days_back", ana.id),
        ("agreed", ben.id),
        ("changed", ana.id),
        ("reworded", ben.id),
        ("paused", ben.id),
        ("pause_removed", ana.id),
        ("occasion", ana.id),
        ("occasion", ana.id),
        ("occasion", ana.id),
        ("wall_made", ben.id),
        ("wall_changed", ana.id),
        ("wall_ended", ana.id),
        ("checkins_agreed", ben.id),
        ("checkins_ended", None),  # who stopped is told to nobody
        ("ended", ben.id),
    ]
    assert {one.day for one in entries(ana)} == {date(2026, 5, 20)}
    assert {one.title for one in entries(ana) if one.habit} == {"mk-other"}  # as it is called now
    with ana.app.app_context():
        kept = " ".join(db.session.scalars(db.select(HistoryEntry.data)))
    assert "mk-" not in kept
    assert ":00" not in kept  # no time of day, nor of what was set for it
    assert told(dev) == told(eva) == []


def test_what_comes_to_nothing_is_no_change(ana: Someone, ben: Someone, couple: str) -> None:
    for answer, who in (("decline", ben), ("withdraw", ana)):
        say(who, ask(ana), answer, version=1)
    problem(ana.post("/api/pauses", {"first": "2020-01-01", "last": None}), 422, "too_old")
    at = f"/api/habits/{agree(ana, ben)['id']}/occasions/2026-05-20"
    ana.call("PUT", at, data="null", content_type="application/json")
    assert told(ana) == [("agreed", ben.id)]


def test_of_a_coach_it_is_told_that_and_never_by_whom(
    ana: Someone, ben: Someone, couple: str, cleo: Someone
) -> None:
    def begin(coach: Someone) -> str:
        link_id = done(ana, "POST", "/api/couple/coach", {"scopes": []})["id"]
        code = done(ben, "POST", f"/api/couple/coach/{link_id}/agree")["code"]
        done(coach, "POST", f"/api/coach-invites/{code}/accept")
        return link_id

    ended = begin(cleo)
    suggested = {"title": "Tea", "cadence": {"unit": "day"}, "mode": "together"}
    habit = done(cleo, "POST", f"/api/coaching/clients/{ended}/suggestions", suggested)
    say(ana, habit["id"], "accept", version=1)
    say(ben, habit["id"], "accept", version=1)
    assert cleo.get("/api/couple/history").status_code == 404
    done(ana, "DELETE", f"/api/couple/coach/{ended}")
    unanswered = done(ben, "POST", "/api/couple/coach", {"scopes": []})["id"]
    done(ana, "DELETE", f"/api/couple/coach/{unanswered}")  # of which only ben would be told
    assert told(ana) == told(ben)
    expected = ["coach_asked", "coach_in", "agreed", "coach_ended", "coach_asked"]
    assert told(ana) == [(what, None) for what in expected]


def test_a_tick_that_stood_is_not_taken_back_silently_and_nobody_is_named(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agree(ana, ben, mode="each")["id"]
    at = f"/api/habits/{habit}/ticks/2026-05-20"
    done(ana, "PUT", at)
    done(ana, "DELETE", at)  # the same day: a slip
    done(ana, "DELETE", at)
    done(ana, "PUT", at)
    time_machine.move_to(NOW + DAY, tick=False)
    done(ben, "PUT", at)
    done(ben, "DELETE", at)  # a slip again: it was said today, of yesterday
    assert told(ana)[1:] == []
    done(ana, "DELETE", at)
    done(ana, "DELETE", at)
    assert told(ana)[1:] == [("tick_back", ana.id)]
    assert told(ben)[1:] == [("tick_back", None)]
    for person, by in ((ana, ana.id), (ben, None)):
        exported = person.post("/api/me/export", {"password": PASSWORD}).get_json()
        (line,) = [one for one in exported["couples"][0]["history"] if one["what"] == "tick_back"]
        assert line["by"] == by
    (entry, *_) = entries(ben)
    assert (entry.day, entry.habit, entry.data) == (
        date(2026, 5, 21),
        habit,
        {"date": "2026-05-20"},
    )


def test_a_tick_taken_back_from_a_phone_that_was_offline_is_told_when_it_arrives(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agree(ana, ben)["id"]
    done(ana, "PUT", f"/api/habits/{habit}/ticks/2026-05-20")
    time_machine.move_to(NOW + 3 * DAY, tick=False)
    op = {
        "op": "00000000-0000-4000-8000-000000000001",
        "type": "tick",
        "habit": habit,
        "date": "2026-05-20",
        "done": False,
        "at": "2026-05-21T08:00:00Z",
    }
    envelope = {
        "couple": couple,
        "device": "00000000-0000-4000-8000-000000000002",
        "sent_at": "2026-05-23T18:00:00Z",
        "ops": [op],
    }
    for _again in range(2):
        done(ana, "POST", "/api/sync", envelope)
    assert [(one.what, one.day) for one in entries(ben)[:-1]] == [("tick_back", date(2026, 5, 23))]


def test_it_begins_with_the_day_they_were_linked_and_ends_with_the_couple(
    ana: Someone, ben: Someone
) -> None:
    token = done(ana, "POST", "/api/invites")["url"].partition("#")[2]
    done(ben, "POST", f"/api/invites/{token}/accept")
    assert told(ben) == [("linked", None)]
    done(ben, "POST", "/api/couple/unlink")
    for person in (ana, ben):
        problem(person.get("/api/couple/history"), 404, "not_found")
        with person.app.app_context(), pytest.raises(NotFound):
            history.read(person.id, after=None, limit=1)


def test_it_is_read_in_pages_by_day_and_by_the_order_of_a_day(
    ana: Someone, ben: Someone, couple: str
) -> None:
    ben.patch("/api/me", {"timezone": "Asia/Tokyo"})  # where it is the day after
    for days, who in ((4, ana), (5, ben), (6, ana), (7, ben)):
        done(who, "PATCH", "/api/couple", {"backfill_days": days})
    read: list[tuple[str, int]] = []
    after = ""
    for left in (3, 2, 1, 0):
        page = done(ana, "GET", f"/api/couple/history?limit=1{after}")
        read += [(one["day"], one["data"]["value"]) for one in page["items"]]
        assert (page["next"] is None) == (left == 0)
        after = f"&after={page['next']}"
    assert read == [("2026-05-21", 7), ("2026-05-21", 5), ("2026-05-20", 6), ("2026-05-20", 4)]
    for wrong in ("x", "bnVsbA=="):
        problem(ana.get(f"/api/couple/history?after={wrong}"), 422, "invalid")


def test_nothing_edits_it(ana: Someone, couple: str) -> None:
    rules = {
        (rule.rule, method)
        for rule in ana.app.url_map.iter_rules()
        for method in rule.methods or ()
        if "history" in rule.rule
    }
    assert {method for _rule, method in rules} == {"GET", "HEAD", "OPTIONS"}
    assert {"/api/couple/history", "/us/history"} < {rule for rule, _method in rules}
