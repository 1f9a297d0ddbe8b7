"""The calendar address: read by programs without a sign-in, and by nobody who has not got it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support import ics as program
from tests.support.agreeing import agree
from tests.support.answers import told
from tests.support.people import Someone, link
from tracker.web.pages import calendar_feed

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
Clock = time_machine.TimeMachineFixture


def address(person: Someone) -> str:
    made = person.post("/api/me/calendar")
    assert made.status_code == 201, made.get_json()
    return made.get_json()["url"].removeprefix("http://127.0.0.1:8000")


def test_it_holds_what_is_agreed_and_nothing_of_who_did_what(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
    time_machine: Clock,
) -> None:
    time_machine.move_to(NOW, tick=False)
    habit = agree(ana, ben, title="Walk, after; dinner\\", why="secret why")
    agree(dev, eva, title="theirs")
    for person in (ana, ben):
        path = f"/api/habits/{habit['id']}/ticks/2026-05-20"
        assert person.put(path, {"note": "secret note"}).status_code == 200
    ben.put(
        f"/api/habits/{habit['id']}/occasions/2026-05-21",
        {"day": "2026-05-21", "time": "21:30", "words": "Sitter: Mum"},
    )
    response = app.test_client().get(address(ana))
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    text = response.get_data(as_text=True)
    for hidden in ("secret", "theirs", "Ana", "Ben", ana.id, ben.id, couple, ana.email):
        assert hidden not in text
    events = program.events(program.parsed(response.get_data()))
    assert {str(one["SUMMARY"]) for one in events} == {"Walk, after; dinner\\"}
    (planned,) = [one for one in events if "DURATION" in one]
    assert str(planned["DESCRIPTION"]) == "Sitter: Mum"
    assert planned["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 5, 21, 21, 30)


def test_who_is_signed_in_makes_no_difference(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, time_machine: Clock
) -> None:
    time_machine.move_to(NOW, tick=False)
    agree(ana, ben)
    path = address(ana)
    answers = [told(app.test_client().get(path)), *(told(one.get(path)) for one in (ana, ben, dev))]
    assert all(answer == answers[0] for answer in answers)


def test_ended_unknown_and_misspelled_answer_alike(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    old, off = address(ana), address(ben)
    current = address(ana)
    assert ben.delete("/api/me/calendar").status_code == 204
    client = app.test_client()
    assert client.get(current).status_code == 200
    answers = [
        told(client.get(path))
        for path in (
            old,
            off,
            f"/calendar/{'A' * 32}.ics",
            "/calendar/short.ics",
            current.removesuffix(".ics"),
            current.upper(),
        )
    ]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)
    ana.post("/api/couple/unlink")
    assert told(client.get(current)) == answers[0]
    link(ana, ben)
    assert told(client.get(current)) == answers[0]


def test_who_has_it_already_is_told_so_in_few_words(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    time_machine.move_to(NOW, tick=False)
    habit = agree(ana, ben)
    path, client = address(ana), app.test_client()
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    ana.put(f"/api/habits/{habit['id']}/ticks/2026-05-20", {"note": "done"})
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304  # that somebody did something changes no calendar
    ana.post("/api/pauses", {"habit": None, "first": "2026-05-23", "last": "2026-05-24"})
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize(("path", "bound"), [(None, "OFTEN"), ("/calendar/never.ics", "MISSES")])
def test_it_may_be_read_so_often(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, path: str | None, bound: str
) -> None:
    monkeypatch.setattr(calendar_feed, bound, 3)
    app = make_app(RATE_LIMITS="on")
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    path = path or address(ana)
    client = app.test_client()
    answers = {client.get(path).status_code for _number in range(3)}
    assert len(answers) == 1
    refused = client.get(path)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_the_api_says_whether_there_is_one_and_never_which(
    ana: Someone, ben: Someone, couple: str, max_: Someone, time_machine: Clock
) -> None:
    time_machine.move_to(NOW, tick=False)
    assert ana.get("/api/me/calendar").get_json() == {"created_at": None}
    made = ana.post("/api/me/calendar").get_json()
    assert set(made) == {"url", "created_at"}
    assert ana.get("/api/me/calendar").get_json() == {"created_at": made["created_at"]}
    assert ben.get("/api/me/calendar").get_json() == {"created_at": None}
    time_machine.shift(timedelta(minutes=1))
    assert ana.post("/api/me/calendar").get_json()["url"] != made["url"]
    assert max_.post("/api/me/calendar").status_code == 404
    assert max_.delete("/api/me/calendar").status_code == 204
    assert ana.post("/api/me/calendar", {"x": 1}).status_code == 422
    assert ana.stream() == ben.stream() == []
