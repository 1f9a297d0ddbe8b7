"""A coach suggests a habit, and both partners answer the same version of it."""

from typing import Any

import pytest
from flask import Flask

from tests.support.agreeing import ask, say
from tests.support.coached import let_in
from tests.support.people import Someone, link, problem
from tests.web.api.evening import day
from tracker import clock
from tracker.extensions import db
from tracker.models import CoachSuggestion
from tracker.services import proposals, transaction
from tracker.services import seat as seats
from tracker.services.coaching import links, suggestions

pytestmark = pytest.mark.usefixtures("evening")

WALK = {"title": "Walk after dinner", "cadence": {"unit": "day"}, "mode": "together"}


@pytest.fixture
def cleo(app: Flask) -> Someone:
    return Someone(app, "cleo", "America/New_York")


def suggest(coach: Someone, client: str, **fields: Any) -> dict[str, Any]:
    response = coach.post(f"/api/coaching/clients/{client}/suggestions", {**WALK, **fields})
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def state(coach: Someone, client: str, habit: dict[str, Any]) -> str:
    response = coach.get(f"/api/coaching/clients/{client}/suggestions/{habit['id']}")
    assert response.status_code == 200
    return response.get_json()["state"]


def seen(person: Someone, habit: dict[str, Any]) -> dict[str, Any]:
    return person.get(f"/api/habits/{habit['id']}").get_json()


def test_a_habit_begins_once_both_have_said_yes_to_the_same_version(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = suggest(cleo, client)
    assert (made["state"], made["version"], made["title"]) == ("open", 1, "Walk after dinner")
    for person in (ana, ben):
        asked = seen(person, made)
        assert (asked["state"], asked["said_yes"]) == ("proposed", False)
        assert (asked["proposal"]["by"], asked["proposal"]["version"]) == (cleo.id, 1)
    after = say(ana, made, "accept", version=1)
    assert (after["state"], after["said_yes"], after["terms"]) == ("proposed", True, None)
    assert say(ben, made, "accept", version=1)["state"] == "active"
    assert seen(ana, made)["starts_on"] == day(0)
    assert state(cleo, client, made) == "agreed"


def test_a_first_yes_is_shown_to_nobody_but_who_gave_it(
    ana: Someone, ben: Someone, cleo: Someone, client: str, eva: Someone, dev: Someone
) -> None:
    made = suggest(cleo, client)
    path = f"/api/coaching/clients/{client}/suggestions"
    before = seen(ben, made), ben.stream(), cleo.get(path).data, cleo.stream()
    habits = ben.get("/api/habits").data
    say(ana, made, "accept", version=1)
    assert (seen(ben, made), ben.stream(), cleo.get(path).data, cleo.stream()) == before
    assert ben.get("/api/habits").data == habits
    history = ben.get(f"/api/habits/{made['id']}/history").get_json()["items"]
    assert (history[0]["status"], history[0]["answered_on"]) == ("open", None)
    told = ana.stream()[-1]
    assert told["data"] == {"id": made["id"], "state": "proposed", "version": 1}
    assert (told["kind"], told["by"]) == ("habit", ana.id)
    assert dev.stream() == eva.stream() == []
    # Said again it says nothing new, to anybody.
    say(ana, made, "accept", version=1)
    assert ana.stream()[-1] == told


def test_the_coach_reads_neither_who_nor_whose_turn(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = suggest(cleo, client, mode="turns")
    assert made["terms"] == {
        "cadence": {"unit": "day", "every": 1, "times": 1, "weekdays": None},
        "mode": "turns",
        "grace": True,
    }
    given = suggest(cleo, client, mode="turns", first_turn=ben.id)
    assert seen(ana, made)["proposal"]["terms"]["first_turn"] in (ana.id, ben.id)
    assert seen(ana, given)["proposal"]["terms"]["first_turn"] == ben.id
    say(ana, made, "accept", version=1)
    say(ben, made, "accept", version=1)
    say(ben, given, "decline", version=1)
    path = f"/api/coaching/clients/{client}/suggestions"
    for text in (cleo.get(path).text, cleo.get(f"{path}/{made['id']}").text, str(cleo.stream())):
        assert ana.id not in text
        assert ben.id not in text
    assert "first_turn" not in cleo.get(path).text


def test_taking_back_and_suggesting_again_has_an_end_for_the_day(
    cleo: Someone, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MOST_A_DAY", 2)
    path = f"/api/coaching/clients/{client}/suggestions"
    for _ in range(2):
        assert cleo.delete(f"{path}/{suggest(cleo, client)['id']}").status_code == 204
    problem(cleo.post(path, WALK), 409, "too_many")


def test_no_coach_knows_who_begins_where_it_is_left_to_the_two(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    begins = []
    for number in range(20):
        titles = [f"Walk {number}"] * 2
        made = [suggest(cleo, client, title=title, mode="turns") for title in titles]
        one, again = (seen(ana, each)["proposal"]["terms"]["first_turn"] for each in made)
        assert one == again  # a form that was pressed twice is the same suggestion
        begins.append(one)
        for each in made:
            cleo.delete(f"/api/coaching/clients/{client}/suggestions/{each['id']}")
    assert set(begins) == {ana.id, ben.id}


def test_somebody_else_cannot_begin(cleo: Someone, client: str, eva: Someone) -> None:
    path = f"/api/coaching/clients/{client}/suggestions"
    for other in (cleo.id, eva.id):
        answer = cleo.post(path, {**WALK, "mode": "turns", "first_turn": other})
        problem(answer, 422, "bad_first_turn")


def test_a_coach_says_a_first_day_as_the_two_do(cleo: Someone, client: str) -> None:
    path = f"/api/coaching/clients/{client}/suggestions"
    for bad in (-4, 367):
        problem(cleo.post(path, {**WALK, "starts_on": day(bad)}), 422, "bad_start")
    assert suggest(cleo, client, starts_on=day(-3))["starts_on"] == day(-3)


@pytest.mark.parametrize("first", [True, False], ids=["after a yes", "before any"])
def test_a_no_does_not_say_whose_it_was(
    ana: Someone, ben: Someone, cleo: Someone, client: str, first: bool
) -> None:
    for who in (ana, ben):
        who.patch(
            "/api/me", {"timezone": "Pacific/Auckland" if who is ana else "Pacific/Pago_Pago"}
        )
    made = [suggest(cleo, client, title=title) for title in ("One", "Two")]
    if first:
        say(ana, made[0], "accept", version=1)
        say(ben, made[1], "accept", version=1)
    say(ana, made[0], "decline", version=1)
    say(ben, made[1], "decline", version=1)
    for person in (ana, ben):
        one, two = (item for item in person.stream()[-2:])
        assert {(item["by"], item["data"]["state"]) for item in (one, two)} == {(None, "declined")}
        assert one["at"] == two["at"]
        past = [
            person.get(f"/api/habits/{habit['id']}/history").get_json()["items"][0]
            for habit in made
        ]
        assert past[0]["answered_on"] == past[1]["answered_on"]
        assert {each["status"] for each in past} == {"declined"}
    heard = [item for item in cleo.stream() if item["kind"] == "coach"]
    assert [(item["data"], item["by"]) for item in heard] == [
        ({"client": client, "what": "suggestion"}, None)
    ] * 2
    assert {state(cleo, client, habit) for habit in made} == {"put_aside"}


def test_a_counter_is_for_the_other_to_answer_and_stays_open_to_the_coach(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = suggest(cleo, client)
    say(ben, made, "accept", version=1)
    after = say(ana, made, "counter", version=1, title="Our stroll", mode="each")
    assert (after["proposal"]["by"], after["proposal"]["version"]) == (ana.id, 2)
    assert (state(cleo, client, made), cleo.stream()) == ("open", [])
    # The yes was to the coach's version, and is forgotten.
    assert seen(ben, made)["said_yes"] is False
    problem(ben.post(f"/api/habits/{made['id']}/accept", {"version": 1}), 409, "stale_proposal")
    problem(ana.post(f"/api/habits/{made['id']}/accept", {"version": 2}), 403, "own_proposal")
    assert say(ben, made, "accept", version=2)["state"] == "active"
    shown = cleo.get(f"/api/coaching/clients/{client}/suggestions/{made['id']}").get_json()
    assert (shown["state"], shown["title"]) == ("agreed", "Walk after dinner")
    assert shown["terms"]["mode"] == "together"
    assert [item["data"]["what"] for item in cleo.stream()] == ["suggestion"]
    # What the two change afterwards is no answer to the coach.
    say(ana, made, "amend", title="Our long stroll")
    say(ben, made, "accept", version=3)
    say(ben, made, "retire")
    assert state(cleo, client, made) == "agreed"
    assert len(cleo.stream()) == 1


def test_the_coach_takes_back_what_waits(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = suggest(cleo, client)
    say(ana, made, "accept", version=1)
    path = f"/api/coaching/clients/{client}/suggestions/{made['id']}"
    assert cleo.delete(path).status_code == 204
    assert state(cleo, client, made) == "withdrawn"
    problem(cleo.delete(path), 409, "no_proposal")
    for person in (ana, ben):
        assert seen(person, made)["state"] == "withdrawn"
        problem(person.post(f"/api/habits/{made['id']}/accept", {"version": 1}), 409, "no_proposal")
    assert ben.stream()[-1]["by"] == cleo.id
    agreed = suggest(cleo, client)
    for person in (ana, ben):
        say(person, agreed, "accept", version=1)
    problem(
        cleo.delete(f"/api/coaching/clients/{client}/suggestions/{agreed['id']}"),
        *(409, "no_proposal"),
    )


def test_taking_back_leaves_the_twos_own_version_to_them(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = suggest(cleo, client)
    say(ana, made, "counter", version=1, mode="each")
    assert (
        cleo.delete(f"/api/coaching/clients/{client}/suggestions/{made['id']}").status_code == 204
    )
    heard = cleo.stream()
    assert say(ben, made, "accept", version=2)["state"] == "active"
    assert (state(cleo, client, made), cleo.stream()) == ("withdrawn", heard)


def test_a_partner_does_not_take_back_what_the_coach_asked(
    ana: Someone, cleo: Someone, client: str
) -> None:
    answer = ana.post(f"/api/habits/{suggest(cleo, client)['id']}/withdraw", {"version": 1})
    problem(answer, 403, "not_your_proposal")


def test_no_more_wait_than_fit(
    ana: Someone,
    ben: Someone,
    cleo: Someone,
    client: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [suggest(cleo, client) for _ in range(suggestions.MOST_OPEN)]
    path = f"/api/coaching/clients/{client}/suggestions"
    problem(cleo.post(path, WALK), 409, "too_many")
    say(ana, made[0], "decline", version=1)
    suggest(cleo, client)
    say(ana, made[1], "decline", version=1)
    monkeypatch.setattr(proposals, "MOST_HABITS", 5)
    ask(ben)
    problem(cleo.post(path, WALK), 409, "too_many")


def test_the_list_has_pages(cleo: Someone, client: str) -> None:
    made = [suggest(cleo, client, title=str(number))["id"] for number in range(3)]
    path = f"/api/coaching/clients/{client}/suggestions?limit=2"
    page = cleo.get(path).get_json()
    rest = cleo.get(f"{path}&after={page['next']}").get_json()
    found = [item["id"] for item in (*page["items"], *rest["items"])]
    assert sorted(found) == sorted(made)
    assert (len(page["items"]), rest["next"]) == (2, None)
    problem(cleo.get(f"{path}&after=x"), 422, "invalid")


def test_only_the_couples_own_coach_reaches_it(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, client: str, dev: Someone, eva: Someone
) -> None:
    made = suggest(cleo, client)
    dora = Someone(app, "dora")
    other = let_in(dora, link(Someone(app, "fay"), Someone(app, "gus")), dev, eva)
    path = f"/api/coaching/clients/{client}/suggestions"
    for person in (ana, ben, dev, eva, dora):
        problem(person.post(path, WALK), 404, "not_found")
        problem(person.post(path, {"nonsense": 1}), 404, "not_found")
        problem(person.get(path), 404, "not_found")
        problem(person.get(f"{path}/{made['id']}"), 404, "not_found")
        problem(person.delete(f"{path}/{made['id']}"), 404, "not_found")
    # Neither by a client of one's own, nor any other habit of the client's.
    problem(
        dora.get(f"/api/coaching/clients/{other}/suggestions/{made['id']}"), *(404, "not_found")
    )
    problem(cleo.get(f"{path}/{ask(ana)['id']}"), 404, "not_found")
    problem(cleo.get(f"{path}/nothing"), 404, "not_found")
    for person in (cleo, dev):
        problem(person.get(f"/api/habits/{made['id']}"), 404, "not_found")
        answer = person.post(f"/api/habits/{made['id']}/accept", {"version": 1})
        problem(answer, 404, "not_found")
    assert dev.stream() == eva.stream() == dora.stream() == []


def test_with_the_coach_goes_what_waits(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    open_, countered, agreed = (suggest(cleo, client, title=title) for title in "ABC")
    say(ben, open_, "accept", version=1)
    say(ana, countered, "counter", version=1, mode="each")
    for person in (ana, ben):
        say(person, agreed, "accept", version=1)
    own = ask(ana)
    now = clock.now()
    with app.app_context(), transaction.writing() as session:
        seat = seats.take(session, ana.id, lock=True)
        links.end(session, seat, links.fetch(session, seat, client, now), now)
    found = [seen(ben, each)["state"] for each in (open_, countered, agreed, own)]
    assert found == ["withdrawn", "proposed", "active", "proposed"]
    (row,) = [item for item in ben.stream() if item["data"].get("state") == "withdrawn"]
    assert (row["data"]["id"], row["by"], row["at"]) == (open_["id"], None, day(0))
    say(ben, countered, "accept", version=2)
    assert cleo.stream()[-1]["data"] == {"client": client, "what": "ended"}
    with app.app_context():
        assert set(db.session.scalars(db.select(CoachSuggestion.yes_id))) == {None}


def test_when_the_couple_ends_their_streams_end_with_that(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    made = suggest(cleo, client)
    say(ana, made, "accept", version=1)
    assert ana.post("/api/couple/unlink").status_code == 204
    assert [person.stream()[-1]["kind"] for person in (ana, ben, cleo)] == ["unlinked"] * 3
    assert all(item["data"].get("state") != "withdrawn" for item in ben.stream())
    problem(ben.post(f"/api/habits/{made['id']}/accept", {"version": 1}), 410, "unlinked")
