"""Being asked again after 90 days: privately, and silence ends it 14 days later."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.coached import let_in
from tests.support.jobs import run_round
from tests.support.people import Someone, problem
from tracker.extensions import db
from tracker.models import CoachLink
from tracker.services.coaching import clients, consents, lapses
from tracker.services.coaching.consents import asked_from, asking
from tracker.services.errors import NotFound

NOW = datetime(2026, 1, 5, 18, tzinfo=UTC)
DAY = timedelta(days=1)
Q = NOW + 90 * DAY
END = NOW + 104 * DAY
PATH = "/api/couple/coach"


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def link(ana: Someone, ben: Someone, cleo: Someone, couple: str) -> str:
    return let_in(cleo, couple, ana, ben, titles_since=NOW.date(), checkins_since=NOW.date())


def is_client(cleo: Someone, link: str, now: datetime) -> bool:
    with cleo.app.app_context():
        try:
            clients.take(db.session(), cleo.id, link, now)
        except NotFound:
            return False
        return True


def seen(person: Someone) -> dict[str, Any]:
    """Return what somebody reads of their coach, but for their own answer."""
    document = person.get(PATH).get_json()
    return {name: document[name] for name in document if name != "asked_again"}


def renew(person: Someone, link: str) -> Any:
    return person.post(f"{PATH}/{link}/renew")


@pytest.mark.parametrize("zone_day", [NOW.date() - DAY, NOW.date(), NOW.date() + DAY])
def test_the_asking_lasts_fourteen_days_whether_or_not_it_has_been_answered(
    zone_day: date,
) -> None:
    for number in range(2 * 104):
        at = NOW + number * DAY
        unanswered = asked_from(END, zone_day, at)
        assert unanswered == (Q if 90 <= number < 104 else None)
        answered = asked_from(END + 90 * DAY, zone_day, at)
        if number < 104 + 76:
            assert answered == unanswered
        assert asking(END, zone_day, at) == (END.date() if unanswered else None)
    assert asked_from(None, None, NOW) is None


def test_both_say_yes_again_and_neither_learns_when_the_other_did(
    ana: Someone, ben: Someone, cleo: Someone, link: str, time_machine: Any, dev: Someone
) -> None:
    time_machine.move_to(Q - timedelta(seconds=1), tick=False)
    problem(renew(ana, link), 409, "not_asked")
    assert seen(ana)["asks_on"] == "2026-04-05"
    time_machine.move_to(Q, tick=False)
    views = {one.name: seen(one) for one in (ana, ben)}
    assert (views["ana"]["asking_until"], views["ana"]["asks_on"]) == ("2026-04-19", None)
    assert ana.get(PATH).get_json()["asked_again"] is True
    before = {one.name: one.stream() for one in (ana, ben, cleo)}
    answer = renew(ana, link)
    assert (answer.status_code, answer.get_json()["asked_again"]) == (200, False)
    hers = ana.get(PATH).get_json()
    assert ben.get(PATH).get_json()["asked_again"] is True
    assert renew(ben, link).status_code == 200
    # From the first yes to the end of the asking nothing that anybody else reads has moved.
    assert ana.get(PATH).get_json() == hers
    assert {one.name: seen(one) for one in (ana, ben)} == views
    assert cleo.stream() == before["cleo"]
    for one in (ana, ben):
        own = one.stream()[len(before[one.name]) :]
        assert [(item["by"], item["data"]["state"]) for item in own] == [(one.id, "active")]
    assert renew(ana, link).get_json() == {
        name: value for name, value in hers.items() if name != "handover"
    }
    assert len(ana.stream()) == len(before["ana"]) + 1
    time_machine.move_to(END - timedelta(seconds=1), tick=False)
    assert seen(ana) == views["ana"]
    time_machine.move_to(END, tick=False)
    assert (seen(ana)["asking_until"], seen(ana)["asks_on"]) == (None, "2026-07-04")
    problem(renew(ana, link), 409, "not_asked")
    # And so again 90 days later: an answer counts for the time it was asked.
    time_machine.move_to(Q + 90 * DAY, tick=False)
    assert ana.get(PATH).get_json()["asked_again"] is True
    renew(ben, link)
    assert is_client(cleo, link, END + 90 * DAY - timedelta(seconds=1))
    assert not is_client(cleo, link, END + 90 * DAY)
    assert dev.stream() == []


@pytest.mark.parametrize("answers", [0, 1])
def test_silence_of_both_or_of_one_ends_it_the_same_way(
    app: Flask,
    ana: Someone,
    ben: Someone,
    cleo: Someone,
    link: str,
    time_machine: Any,
    answers: int,
) -> None:
    time_machine.move_to(Q, tick=False)
    for one in (ana, ben)[:answers]:
        renew(one, link)
    before = {one.name: len(one.stream()) for one in (ana, ben, cleo)}
    time_machine.move_to(END - timedelta(seconds=1), tick=False)
    assert is_client(cleo, link, END - timedelta(seconds=1))
    run_round(app, "lapsed_coaching")
    assert len(cleo.stream()) == before["cleo"]
    time_machine.move_to(END, tick=False)
    # Nothing waits for the job.
    assert not is_client(cleo, link, END)
    problem(ana.get(PATH), 404, "not_found")
    problem(renew(ben, link), 404, "not_found")
    problem(cleo.delete(f"/api/coaching/clients/{link}"), 404, "not_found")
    for _ in range(2):
        run_round(app, "lapsed_coaching")
    for one in (ana, ben):
        (item,) = one.stream()[before[one.name] :]
        assert (item["by"], item["data"]) == (None, {"id": link, "state": "ended"})
    (item,) = cleo.stream()[before["cleo"] :]
    assert (item["by"], item["data"]) == (None, {"client": link, "what": "ended"})
    assert item["at"] == "2026-04-19"


def test_what_has_lapsed_stands_in_nobodys_way_before_it_is_noted(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, link: str, time_machine: Any
) -> None:
    time_machine.move_to(END, tick=False)
    answer = ben.post(PATH, {"scopes": []})
    assert (answer.status_code, answer.get_json()["state"]) == (201, "asked")
    with app.app_context():
        assert lapses.waiting(END, 10) == []
        assert db.session.get_one(CoachLink, link).state == "ended"
    assert cleo.stream()[-1]["data"]["what"] == "ended"


def test_a_link_of_a_couple_that_has_ended_is_noted_by_nobody_again(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, link: str, time_machine: Any
) -> None:
    ana.post("/api/couple/unlink")
    time_machine.move_to(END, tick=False)
    run_round(app, "lapsed_coaching")
    assert [item["kind"] for item in cleo.stream()] == ["unlinked"]
    assert ben.stream()[-1]["kind"] == "unlinked"


def test_a_scope_granted_anew_begins_anew_and_one_that_stays_does_not(
    app: Flask, ana: Someone, cleo: Someone, link: str
) -> None:
    later = NOW + 9 * DAY
    with app.app_context():
        consents.set_scopes(ana.id, link, ["titles"], later)
        consents.set_scopes(ana.id, link, ["titles", "checkins"], later)
        client = clients.take(db.session(), cleo.id, link, later)
    assert (client.titles_since, client.checkins_since) == (NOW.date(), later.date())


def test_where_the_link_began_says_what_is_asked_of_both(
    app: Flask, ana: Someone, ben: Someone, link: str
) -> None:
    with app.app_context():
        stored = db.session.get_one(CoachLink, link)
        assert stored.lapses_at == NOW + consents.HOLDS + consents.ASKED


def test_a_coach_sees_what_both_let_them_and_not_what_one_does(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, link: str
) -> None:
    def seen_after(**scopes: list[str]) -> list[str]:
        for person in (ana, ben):
            consents.set_scopes(person.id, link, scopes[person.name], NOW)
        return clients.get(cleo.id, link, NOW).scopes

    with app.app_context():
        assert seen_after(ana=["titles", "checkins"], ben=["titles"]) == ["titles"]
        assert seen_after(ana=["checkins"], ben=["titles", "checkins"]) == ["checkins"]
        assert seen_after(ana=["titles"], ben=["checkins"]) == []
        assert seen_after(ana=["titles", "checkins"], ben=[]) == []
