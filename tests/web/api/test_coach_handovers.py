"""A couple is handed over to a colleague: both say yes, then the colleague; any of the four no."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.support.coached import let_in
from tests.support.colleagues import PRACTICE, together
from tests.support.people import Someone, problem
from tracker.extensions import db
from tracker.models import CoachGoal, CoachLink, CoachNote, CoachQuestion, CoachSession

NOBODY = "00000000-0000-4000-8000-000000000000"
NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client(cleo: Someone, max_: Someone, ana: Someone, ben: Someone, couple: str) -> str:
    """Return cleo's client; max works with her."""
    together(cleo, max_)
    return let_in(cleo, couple, ana, ben, titles_since=NOW.date())


def path(client: str) -> str:
    return f"/api/coaching/clients/{client}/handover"


def offer(coach: Someone, client: str, to: Someone) -> dict[str, Any]:
    answer = coach.post(path(client), {"to": to.id})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def agree(partner: Someone, link: str, *scopes: str) -> Any:
    return partner.post(f"/api/couple/coach/{link}/agree", {"scopes": list(scopes)})


def accept(coach: Someone, link: str) -> Any:
    return coach.post(f"/api/coaching/asked/{link}/accept")


def asked(coach: Someone) -> list[str]:
    return [item["id"] for item in coach.get("/api/coaching/asked").get_json()["items"]]


def is_client(coach: Someone, link: str) -> bool:
    return coach.get(f"/api/coaching/clients/{link}").status_code == 200


def test_both_say_yes_then_the_colleague_and_what_the_three_shared_moves_along(
    app: Flask,
    cleo: Someone,
    max_: Someone,
    ana: Someone,
    ben: Someone,
    client: str,
    dev: Someone,
    eva: Someone,
) -> None:
    at = f"/api/coaching/clients/{client}"
    assert cleo.post(f"{at}/goals", {"text": "An evening"}).status_code == 201
    assert cleo.put(f"{at}/sessions/2026-05-01").status_code == 200
    question = {"text": "How do we begin"}
    assert ben.post(f"/api/couple/coach/{client}/questions", question).status_code == 201
    notes = {"text": "For me alone", "version": 0}
    assert cleo.put(f"{at}/notes", notes).status_code == 200
    problem(cleo.get(path(client)), 404, "not_found")
    made = offer(cleo, client, max_)
    link = made["id"]
    assert made == {
        "id": link,
        "to": {"id": max_.id, "name": "Max"},
        "state": "asked",
        "asked_on": "2026-05-20",
    }
    assert cleo.get(path(client)).get_json() == made
    for one in (ana, ben):
        item = one.stream()[-1]
        assert (item["kind"], item["by"]) == ("coach", None)
        assert item["data"] == {"id": link, "state": "asked"}
    # The first yes is nobody else's to know.
    told = {one: len(one.stream()) for one in (cleo, max_, ben)}
    assert agree(ana, link, "titles").get_json()["state"] == "asked"
    assert {one: len(one.stream()) for one in (cleo, max_, ben)} == told
    assert cleo.get(path(client)).get_json() == made
    assert ben.get("/api/couple/coach").get_json()["handover"]["own_scopes"] is None
    problem(accept(max_, link), 404, "not_found")
    assert asked(max_) == []
    assert not is_client(max_, link)
    assert agree(ben, link, "titles").get_json()["state"] == "agreed"
    assert cleo.get(path(client)).get_json() == {**made, "state": "agreed"}
    assert cleo.stream()[-1]["data"] == {"client": client, "what": "handover"}
    assert asked(max_) == [link]
    assert is_client(cleo, client)
    assert not is_client(max_, link)
    assert accept(max_, link).status_code == 200
    assert cleo.stream()[-1]["data"] == {"client": client, "what": "ended"}
    assert not is_client(cleo, client)
    assert is_client(max_, link)
    shown = ana.get("/api/couple/coach").get_json()
    assert (shown["id"], shown["state"], shown["handover"]) == (link, "active", None)
    assert shown["coach"]["id"] == max_.id
    new = f"/api/coaching/clients/{link}"
    assert [one["text"] for one in max_.get(f"{new}/goals").get_json()["items"]] == ["An evening"]
    brought = max_.get(f"{new}/questions").get_json()["items"]
    assert [one["text"] for one in brought] == ["How do we begin"]
    assert max_.get(f"{new}/notes").get_json()["text"] == ""
    with app.app_context():
        for kept in (CoachGoal, CoachQuestion, CoachSession):
            assert db.session.scalars(db.select(kept.link_id)).all() == [link]
        assert db.session.scalars(db.select(CoachNote.link_id)).all() == [client]
        assert db.session.scalars(db.select(CoachLink.follows_id)).all() == [None, None]
    for stranger in (dev, eva):
        problem(stranger.get(path(link)), 404, "not_found")
        assert stranger.stream() == []


def leave_after_handing_on(who: dict[str, Someone]) -> Any:
    who["cleo"].put(f"{PRACTICE}/owner", {"id": who["max"].id})
    return who["cleo"].post(f"{PRACTICE}/leave")


No = Callable[[str, str, dict[str, Someone]], Any]
NOES: dict[str, No] = {
    "a partner": lambda _, link, who: who["ben"].delete(f"/api/couple/coach/{link}"),
    "the coach takes it back": lambda client, _, who: who["cleo"].delete(path(client)),
    "the coach leaves the practice": lambda _, __, who: leave_after_handing_on(who),
    "the colleague leaves the practice": lambda _, __, who: who["max"].post(f"{PRACTICE}/leave"),
    "the owner parts from the colleague": lambda _, __, who: who["cleo"].delete(
        f"{PRACTICE}/colleagues/{who['max'].id}"
    ),
}


@pytest.mark.parametrize("yeses", [0, 2])
@pytest.mark.parametrize("no", NOES)
def test_it_ends_by_any_no_and_the_coach_who_was_there_stays(
    cleo: Someone, max_: Someone, ana: Someone, ben: Someone, client: str, no: str, yeses: int
) -> None:
    who = {"ana": ana, "ben": ben, "cleo": cleo, "max": max_}
    link = offer(cleo, client, max_)["id"]
    for one in (ana, ben)[:yeses]:
        agree(one, link)
    heard = len(max_.stream())
    assert NOES[no](client, link, who).status_code in (200, 204)
    problem(cleo.get(path(client)), 404, "not_found")
    problem(cleo.delete(path(client)), 404, "not_found")
    problem(agree(ana, link), 404, "not_found")
    problem(accept(max_, link), 404, "not_found")
    assert ana.get("/api/couple/coach").get_json()["handover"] is None
    assert is_client(cleo, client)
    told = [item["data"] for item in max_.stream()[heard:] if item["kind"] == "coach"]
    assert told == ([{"client": link, "what": "ended"}] if yeses else [])  # else never heard of it
    for one in (ana, ben):
        ended = [item for item in one.stream() if item["data"].get("state") == "ended"]
        assert [(item["by"], item["data"]["id"]) for item in ended] == [(None, link)]
    rows = [item["data"] for item in cleo.stream() if item["data"].get("client") == client]
    assert rows == [{"client": client, "what": "handover"}] * (2 if yeses else 1)


def test_the_colleague_says_no(
    cleo: Someone, max_: Someone, ana: Someone, ben: Someone, client: str
) -> None:
    link = offer(cleo, client, max_)["id"]
    for one in (ana, ben):
        agree(one, link)
    assert max_.delete(f"/api/coaching/asked/{link}").status_code == 204
    assert is_client(cleo, client)
    problem(cleo.get(path(client)), 404, "not_found")
    assert offer(cleo, client, max_)["state"] == "asked"


def test_showing_the_coach_out_ends_what_they_handed_over(
    cleo: Someone, max_: Someone, ana: Someone, ben: Someone, client: str
) -> None:
    link = offer(cleo, client, max_)["id"]
    for one in (ana, ben):
        agree(one, link)
    assert ana.delete(f"/api/couple/coach/{client}").status_code == 204
    problem(accept(max_, link), 404, "not_found")
    problem(ben.get("/api/couple/coach"), 404, "not_found")
    assert asked(max_) == []


def test_to_whom_a_couple_is_not_handed_over(
    cleo: Someone, max_: Someone, ana: Someone, client: str, dev: Someone
) -> None:
    together(dev)
    for to in (dev.id, cleo.id, ana.id, NOBODY):
        problem(cleo.post(path(client), {"to": to}), 404, "not_found")
    problem(cleo.post(path(client), {"to": "max"}), 422, "invalid")
    together(cleo, ana)
    problem(cleo.post(path(client), {"to": ana.id}), 409, "own_couple")
    offer(cleo, client, max_)
    problem(cleo.post(path(client), {"to": max_.id}), 409, "handover_open")
    for call in (
        max_.get(path(client)),
        max_.post(path(client), {"to": max_.id}),
        max_.post(path(client), {"to": 1}),
        max_.delete(path(client)),
    ):
        problem(call, 404, "not_found")
