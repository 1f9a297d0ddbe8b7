"""A coach's own notes: version by version, encrypted, read by nobody else, kept afterwards."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.people import Someone, problem
from tests.web.api.evening import Clock, day
from tracker import clock
from tracker.extensions import db
from tracker.models import CoachLink, CoachNote
from tracker.services.coaching import kept_notes, notes

pytestmark = pytest.mark.usefixtures("evening")

MARKER = "ZANZIBARMARKER"


def path(client: str) -> str:
    return f"/api/coaching/clients/{client}/notes"


def write(coach: Someone, client: str, text: str | None, version: int = 0) -> Any:
    return coach.put(path(client), {"text": text, "version": version})


def test_each_writing_is_a_version_of_its_own_and_the_earlier_ones_stay_readable(
    cleo: Someone, client: str
) -> None:
    assert cleo.get(path(client)).get_json() == {"version": 0, "text": "", "written_at": None}
    first = write(cleo, client, "One\r\nline  ").get_json()
    assert first == {"version": 1, "text": "One\nline", "written_at": "2026-05-20T18:30:00.000Z"}
    assert write(cleo, client, None, version=1).get_json()["text"] == ""
    assert write(cleo, client, "x" * 20_000, version=2).status_code == 200
    assert cleo.get(f"{path(client)}?version=1").get_json() == first
    listed = cleo.get(f"{path(client)}/versions").get_json()
    assert [one["version"] for one in listed["items"]] == [3, 2, 1]
    exported = cleo.get(f"{path(client)}/export")
    assert "attachment" in exported.headers["Content-Disposition"]
    assert [one["version"] for one in exported.get_json()["versions"]] == [1, 2, 3]
    problem(cleo.get(f"{path(client)}?version=4"), 404, "not_found")


def test_who_wrote_over_an_older_version_is_told_so_and_nothing_is_lost(
    cleo: Someone, client: str
) -> None:
    write(cleo, client, "First")
    for version in (0, 2):
        problem(write(cleo, client, "Another", version=version), 409, "stale_notes")
    assert cleo.get(path(client)).get_json()["text"] == "First"


WRONG: list[dict[str, Any]] = [
    {"text": "x" * 20_001, "version": 0},
    {"text": "a\u0007b", "version": 0},
    {"text": 5, "version": 0},
    {"text": "a", "version": -1},
    {"text": "a", "version": 2**40},
    {"text": "a"},
    {"version": 0},
    {"text": "a", "version": 0, "more": 1},
]


def test_notes_of_a_wrong_shape_are_refused(cleo: Someone, client: str) -> None:
    for body in WRONG:
        problem(cleo.put(path(client), body), 422, "invalid")


def test_only_the_newest_versions_are_kept(
    cleo: Someone, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST", 2)
    for version in range(4):
        write(cleo, client, f"Number {version}", version)
    listed = cleo.get(f"{path(client)}/versions").get_json()["items"]
    assert [one["version"] for one in listed] == [4, 3]


def test_nobody_but_the_coach_reaches_the_notes(
    app: Flask, cleo: Someone, client: str, ana: Someone, ben: Someone, dev: Someone
) -> None:
    write(cleo, client, MARKER)
    before = [
        (person.stream(), person.get("/api/coaching/kept-notes").data) for person in (ana, dev)
    ]
    write(cleo, client, f"{MARKER} again", version=1)
    for person in (ana, ben, dev):
        for method in ("GET", "PUT"):
            body = {"text": "Mine", "version": 2} if method == "PUT" else None
            answer = person.call(method, path(client), json=body)
            problem(answer, 404, "not_found")
        problem(person.get(f"{path(client)}/versions"), 404, "not_found")
        problem(person.get(f"{path(client)}/export"), 404, "not_found")
        problem(person.get(f"/api/coaching/kept-notes/{client}"), 404, "not_found")
        problem(person.delete(f"/api/coaching/kept-notes/{client}"), 404, "not_found")
        assert MARKER not in person.post(
            "/api/me/export", {"password": "a quiet walk after dinner"}
        ).get_data(as_text=True)
    after = [
        (person.stream(), person.get("/api/coaching/kept-notes").data) for person in (ana, dev)
    ]
    assert after == before


def test_the_store_holds_no_word_of_them_in_clear(
    app: Flask, cleo: Someone, client: str, tmp_path: Path
) -> None:
    write(cleo, client, MARKER)
    with app.app_context():
        (row,) = db.session.scalars(select(CoachNote))
        assert MARKER not in row.sealed
        if db.engine.dialect.name == "sqlite":
            file = Path(db.engine.url.database or "")
            stored = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
            assert client.encode() in stored
            assert MARKER.encode() not in stored


def test_a_version_moved_to_another_row_or_kept_under_another_secret_is_not_read(
    app: Flask, cleo: Someone, client: str
) -> None:
    write(cleo, client, "First")
    write(cleo, client, "Second", version=1)
    with app.app_context():
        first, second = db.session.scalars(select(CoachNote).order_by(CoachNote.version))
        first.sealed = second.sealed
        db.session.commit()
    assert cleo.get(f"{path(client)}?version=1").get_json()["text"] is None
    app.config["SECRET_KEY"] = "another secret, of thirty-two or more"
    assert cleo.get(path(client)).get_json()["text"] is None
    assert write(cleo, client, "Anew", version=2).get_json()["version"] == 3


def test_after_the_end_they_are_kept_under_dates_alone(
    app: Flask, cleo: Someone, client: str, ana: Someone, time_machine: Clock
) -> None:
    write(cleo, client, MARKER)
    assert cleo.get("/api/coaching/kept-notes").get_json()["items"] == []
    problem(cleo.get(f"/api/coaching/kept-notes/{client}"), 404, "not_found")
    time_machine.shift(timedelta(days=2))
    assert ana.delete(f"/api/couple/coach/{client}").status_code == 204
    for answer in (cleo.get(path(client)), write(cleo, client, "More", version=1)):
        problem(answer, 404, "not_found")
    listed = cleo.get("/api/coaching/kept-notes")
    kept = {"id": client, "since": day(0), "until": day(2), "versions": 1}
    assert listed.get_json()["items"] == [kept]
    assert "Ana" not in listed.get_data(as_text=True)
    assert cleo.get(f"/api/coaching/kept-notes/{client}").get_json()["text"] == MARKER
    assert len(cleo.get(f"/api/coaching/kept-notes/{client}/versions").get_json()["items"]) == 1
    exported = cleo.get(f"/api/coaching/kept-notes/{client}/export").get_json()
    assert exported["versions"][0]["text"] == MARKER
    assert cleo.delete(f"/api/coaching/kept-notes/{client}").status_code == 204
    problem(cleo.get(f"/api/coaching/kept-notes/{client}"), 404, "not_found")


def test_a_link_that_lapses_leaves_them_as_one_that_was_ended(
    app: Flask, cleo: Someone, client: str, time_machine: Clock
) -> None:
    write(cleo, client, MARKER)
    time_machine.shift(timedelta(days=104))  # no job has noted the end
    problem(cleo.get(path(client)), 404, "not_found")
    (kept,) = cleo.get("/api/coaching/kept-notes").get_json()["items"]
    assert (kept["id"], kept["until"]) == (client, day(104))


def test_they_outlive_the_couples_data(
    app: Flask, cleo: Someone, client: str, couple: str, time_machine: Clock
) -> None:
    write(cleo, client, MARKER)
    with app.app_context():
        link = db.session.get_one(CoachLink, client)
        db.session.delete(link)
        db.session.commit()
        secret = app.config["SECRET_KEY"].encode()
        (kept,) = kept_notes.listed(cleo.id, clock.now())
        assert (kept.since.isoformat(), kept.until.isoformat()) == (day(0), day(0))
        (note,) = notes.all_of(db.session(), cleo.id, secret)
        assert (note.text, note.link_id) == (MARKER, client)
