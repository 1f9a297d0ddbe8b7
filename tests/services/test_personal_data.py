"""Export and erasure: every table has a rule, and of who is erased nothing is left."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support import coaching_rows, together
from tests.support.agreeing import agree, ask, say
from tests.support.jobs import run_round
from tests.support.people import PASSWORD, Someone, link, problem
from tests.support.push_service import Device
from tests.support.pushing import signed_in, subscribe
from tracker import clock
from tracker.extensions import db
from tracker.services import addresses, sign_ups, throttle
from tracker.services.personal_data.tables import TABLES, Section, Withheld

START = datetime(2026, 1, 5, 18, tzinfo=UTC)  # a Monday
HERS, HIS = "ANAWROTE", "BENWROTE"

Clock = time_machine.TimeMachineFixture


NOBODY_NAMED = "undone"
"""Ids of what is no more, and nothing beside them: so that no older backup brings it back."""


def rows(app: Flask) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every table that could tell of somebody."""
    with app.app_context():
        for table in db.metadata.sorted_tables:
            if table.name == NOBODY_NAMED:
                continue
            for row in db.session.execute(table.select()):
                yield table.name, dict(row._mapping)


def mentions(app: Flask, *marks: str) -> list[tuple[str, dict[str, Any]]]:
    """The rows in which any column holds one of the marks."""
    return [
        (name, row)
        for name, row in rows(app)
        if any(mark in str(value) for mark in marks for value in row.values())
    ]


def tick(person: Someone, habit: dict[str, Any], day: date, note: str | None = None) -> None:
    response = person.put(f"/api/habits/{habit['id']}/ticks/{day}", {"note": note})
    assert response.status_code == 200, response.get_json()


def live(ana: Someone, ben: Someone, time_machine: Clock) -> dict[str, dict[str, Any]]:
    """Live as a couple for half a year, writing into every field there is; return the habits."""
    time_machine.move_to(START, tick=False)
    ana.patch("/api/me", {"name": f"{HERS} Ana", "day_ends_at": 3})
    habits = {
        "both": agree(
            ana, ben, title="Walk", why=f"{HERS} why", mode="turns", first_turn=ana.id, emoji="🚶"
        ),
        "hers": agree(ana, ben, title=f"{HERS} title", why=f"{HERS} again"),
        "his": agree(ben, ana, title="Read", why=f"{HIS} why"),
    }
    with ana.app.app_context():
        addresses.ask_again(ana.id, clock.now())
        sign_ups.ask(ana.email, PASSWORD, f"{HERS} name", "UTC", clock.now())
    assert ana.post("/api/me/calendar").status_code == 201
    device = Device(f"{HERS}-device", "fcm.googleapis.com")
    assert subscribe(signed_in(ana.app, ana), device).status_code == 200
    assert ana.post("/api/password-resets", {"email": ana.email}).status_code == 202
    asked = ask(ana, title=f"{HERS} asked", why=f"{HERS} first")
    habits["countered"] = say(ben, asked, "counter", version=1, title=f"{HIS} other title")
    ask(ana, title=f"{HERS} never answered")
    for number in range(0, 180, 30):
        time_machine.move_to(START + timedelta(days=number), tick=False)
        today = (START + timedelta(days=number)).date()
        tick(ana, habits["both"], today, f"{HERS} note")
        tick(ben, habits["both"], today, f"{HIS} note")
        tick(ana, habits["hers"], today)
        tick(ana, habits["his"], today, f"{HERS} here as well")
    today = datetime.now(UTC).date()
    wish = {"habit": habits["both"]["id"], "kind": "time", "time": "20:00"}
    assert ana.post("/api/reminders", wish).status_code == 201
    assert ana.patch("/api/me/contact", {"nudges": True}).status_code == 200
    for person, words in ((ana, HERS), (ben, HIS)):
        body = {"habit": None, "first": today.isoformat(), "last": today.isoformat()}
        assert person.post("/api/pauses", body).status_code == 201
        path = f"/api/habits/{habits['both']['id']}/occasions/{today + timedelta(days=1)}"
        put = person.put(path, {"day": today.isoformat(), "words": f"{words} {HERS} sitter"})
        assert put.status_code == 200, put.get_json()
    couple, habit = ana.get("/api/me").get_json()["couple"], habits["both"]["id"]
    together.fill(ana.app, ana, ben, couple, habit, clock.now())
    cleo = Someone(ana.app, "cleo")
    coaching_rows.fill(ana.app, ana, ben, cleo, couple, habit, clock.now())
    return habits


def offline(person: Someone, couple: str, habit: dict[str, Any], time_machine: Clock) -> None:
    """Send an operation as a phone does, a minute later."""
    time_machine.shift(60)
    now = datetime.now(UTC).isoformat()
    operation = {
        "op": "00000000-0000-4000-8000-000000000001",
        "type": "tick",
        "habit": habit["id"],
        "date": datetime.now(UTC).date().isoformat(),
        "slot": 0,
        "done": True,
        "note": f"{HERS} offline",
        "at": now,
    }
    device = "00000000-0000-4000-8000-000000000002"
    body = {"couple": couple, "device": device, "sent_at": now, "after": 0, "ops": [operation]}
    result = person.post("/api/sync", body).get_json()["results"][0]
    assert result["status"] == "applied", result


def found(document: Any, path: list[str]) -> list[Any]:
    """Everything at a dotted path of an export, through lists."""
    if isinstance(document, list):
        return [item for part in document for item in found(part, path)]
    if not path:
        return [document]
    return found(document[path[0]], path[1:])


def export(person: Someone) -> dict[str, Any]:
    response = person.post("/api/me/export", {"password": PASSWORD})
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def test_every_table_has_a_rule_and_every_rule_a_table() -> None:
    assert set(TABLES) == {table.name for table in db.metadata.sorted_tables}
    for rule in TABLES.values():
        assert rule.erased
        assert isinstance(rule.exported, Section | Withheld)


def test_every_section_that_a_rule_names_is_there_and_no_secret_is(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habits = live(ana, ben, time_machine)
    offline(ana, couple, habits["hers"], time_machine)
    linked = export(ana)
    ana.post("/api/couple/unlink")
    ask(ana, title=f"{HERS} waiting", why=f"{HERS} why waiting")
    assert ana.post("/api/invites").status_code == 201
    alone = export(ana)
    time_machine.shift(timedelta(days=31))
    run_round(app, "clean_up")
    later = export(ana)
    for name, rule in TABLES.items():
        if isinstance(rule.exported, Section):
            path = rule.exported.split(".")
            assert found([linked, alone, later], path), name
    assert alone["waiting"][0]["why"] == f"{HERS} why waiting"
    for document in (linked, alone):
        text = str(document)
        assert "argon2" not in text
        assert "digest" not in text
        assert ana.secret not in text


def test_while_linked_the_partners_notes_are_in_it_and_afterwards_not(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    text = str(export(ana))
    for words in (f"{HIS} note", f"{HIS} why", f"{HERS} note", f"{HERS} sitter"):
        assert words in text
    (present,) = export(ana)["couples"]
    assert present["partner"] == {"id": ben.id, "name": "Ben"}
    (both,) = [habit["ticks"] for habit in present["habits"] if habit["title"] == "Walk"]
    assert {"at" in entry for entry in both if entry["person"] == ben.id} == {False}
    assert {"at" in entry for entry in both if entry["person"] == ana.id} == {True}
    ben.post("/api/couple/unlink")
    (left,) = export(ana)["couples"]
    assert HIS not in str(left)
    assert left["partner"] is None
    titles = {habit["title"]: habit for habit in left["habits"]}
    assert titles["Walk"]["ticks"][0]["note"] == f"{HERS} note"
    assert {entry["person"] for entry in titles["Walk"]["ticks"]} == {ana.id}
    assert titles["Read"]["ticks"][0]["note"] == f"{HERS} here as well"
    assert titles["Walk"]["proposals"][0]["why"] == f"{HERS} why"


def test_words_that_somebody_repeats_stay_with_who_said_them_first(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    words = dict.fromkeys(("why", "plan", "two_minute"), f"{HERS} words")
    habit = agree(ana, ben, **words, emoji="🦤")
    say(ben, habit, "amend", mode="each", plan=f"{HIS} plan")
    ben.post("/api/couple/unlink")
    (left,) = export(ben)["couples"]
    (version,) = left["habits"][0]["proposals"]
    assert (version["plan"], version["title"]) == (f"{HIS} plan", "Walk after dinner")
    for mark in (HERS, "🦤"):
        assert mark not in str(left)
        assert mark in str(export(ana)["couples"])
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert mentions(app, HERS, "🦤") == []


def test_answers_of_the_other_are_in_it_once_opened_and_while_linked(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    text = str(export(ana))
    assert f"{HIS} opened" in text
    assert f"{HIS} sealed" not in text
    assert text.count(f"{HERS} sealed") == text.count(f"{HERS} opened") == 1
    answers = export(ana)["couples"][0]["check_ins"]
    assert {"sealed_at" in answer for answer in answers if answer["person"] == ben.id} == {False}
    ben.post("/api/couple/unlink")
    left = export(ana)["couples"][0]
    assert {answer["person"] for answer in left["check_ins"]} == {ana.id}
    assert len(left["check_ins"]) == 2
    (both,) = [habit for habit in left["habits"] if habit["title"] == "Walk"]
    assert [set(mark) for mark in both["marks"]] == [{"date", "slot", "mark", "made_on"}]


def test_of_a_link_for_the_wall_the_other_reads_the_day(ana: Someone, ben: Someone) -> None:
    link(ana, ben)
    ana.post("/api/walls")
    hers, his = (
        one.post("/api/me/export", {"password": PASSWORD}).get_json()["couples"][0]["walls"][0]
        for one in (ana, ben)
    )
    assert hers.pop("created_at").startswith(hers["made_on"])
    assert hers == his == {"made_on": clock.now().date().isoformat(), "by": ana.id, "names": True}


def test_nobody_elses_is_in_it(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    text = str(export(dev))
    for words in (HERS, HIS, ana.id, ben.id, couple):
        assert words not in text
    assert dev.stream() == eva.stream() == []


def test_erased_while_linked_nothing_is_left_but_the_partners_own(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
    time_machine: Clock,
) -> None:
    habits = live(ana, ben, time_machine)
    offline(ana, couple, habits["hers"], time_machine)
    filled = {name for name, _ in rows(app)}
    assert set(TABLES) - filled == {"invites", "throttles", "kept_ticks", NOBODY_NAMED}
    cursor = ben.get("/api/couple").get_json()["cursor"]
    strangers = mentions(app, dev.id, eva.id)

    erased = ana.delete("/api/me", json={"password": PASSWORD})
    assert (erased.status_code, erased.get_data()) == (204, b"")

    assert mentions(app, ana.id, ana.email, HERS) == []
    problem(ana.get("/api/me"), 401, "not_signed_in")
    caught_up = ben.get(f"/api/changes?after={cursor}").get_json()
    (item,) = caught_up["items"]
    assert (item["kind"], item["by"], item["data"]) == ("unlinked", None, {"couple": couple})
    assert ben.get("/api/changes?after=0").get_json()["reset"]
    problem(ben.get("/api/couple"), 404, "not_found")
    problem(ben.get(f"/api/habits/{habits['both']['id']}"), 410, "unlinked")

    (left,) = export(ben)["couples"]
    titles = {habit["title"]: habit for habit in left["habits"]}
    assert set(titles) == {"Walk", "Read", f"{HIS} other title"}
    assert [entry["note"] for entry in titles["Walk"]["ticks"]] == [f"{HIS} note"] * 6
    assert titles["Read"]["proposals"][0]["why"] == f"{HIS} why"
    assert len(left["pauses"]) == 1
    assert strangers == mentions(app, dev.id, eva.id)
    assert dev.stream() == eva.stream() == []


def test_erased_while_waiting_nothing_is_left(app: Flask, ana: Someone, eva: Someone) -> None:
    former = Someone(app, "former")
    link(ana, former)
    habit = agree(former, ana, title="Swim")
    ana.put(f"/api/habits/{habit['id']}/ticks/{habit['starts_on']}", {"note": HERS})
    ana.post("/api/couple/unlink")
    ask(ana, title=f"{HERS} waiting")
    ana.post("/api/invites")
    ana.patch("/api/me", {"name": HERS})
    with app.app_context():
        throttle.hit(
            "sign_in", ana.email, limit=1, window=timedelta(hours=1), now=datetime.now(UTC)
        )
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert mentions(app, ana.id, ana.email, HERS) == []
    page = former.get("/api/changes?after=0").get_json()
    assert page["reset"]
    assert export(former)["couples"][0]["habits"][0]["title"] == "Swim"
    assert eva.stream() == []


def test_when_both_are_erased_their_couple_is(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, time_machine: Clock
) -> None:
    live(ana, ben, time_machine)
    for person in (ana, ben):
        assert person.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    accounts = {"persons", "clocks", "credentials", "stream_heads"}
    assert {name for name, _ in rows(app)} == accounts | {"changes"}  # that of their coach
    assert mentions(app, couple, HERS, HIS) == []


def test_an_erased_address_can_begin_again(app: Flask, ana: Someone) -> None:
    ana.delete("/api/me", json={"password": PASSWORD})
    body = {"email": ana.email, "password": PASSWORD, "name": "Ana"}
    made = app.test_client().post("/api/accounts", json=body).get_json()
    assert made["id"] != ana.id


@pytest.mark.parametrize("body", [{}, {"password": None}, {"password": PASSWORD, "sure": True}])
def test_it_takes_the_password_and_nothing_else(ana: Someone, body: dict[str, Any]) -> None:
    problem(ana.delete("/api/me", json=body), 422, "invalid")
    problem(ana.post("/api/me/export", body), 422, "invalid")


def test_a_wrong_password_erases_and_shows_nothing(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    wrong = {"password": "not this one at all"}
    problem(ana.delete("/api/me", json=wrong), 403, "wrong_password")
    problem(ana.post("/api/me/export", wrong), 403, "wrong_password")
    assert ana.get("/api/me").get_json()["couple"] == couple
    assert ben.stream() == []
