"""A coach's clients over the API: the roster, one client, what the couple sees of that, wishes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.coached import let_in
from tests.support.lives import Life, couples
from tests.support.people import Someone, problem
from tests.support.statements import heard
from tests.web.api.evening import TODAY, day
from tracker.extensions import db
from tracker.models import CheckinAnswer
from tracker.schemas import coaching as shapes

pytestmark = pytest.mark.usefixtures("evening")
CLIENTS = "/api/coaching/clients"
DAY = timedelta(days=1)


@pytest.fixture
def life(app: Flask) -> Life:
    """Return a couple who have lived through twenty weeks."""
    (life,) = couples(app, 1, seed=8)
    life.begin(140)
    return life


@pytest.fixture
def link(life: Life, cleo: Someone) -> str:
    """Let cleo coach them, and see everything that can be seen."""
    link = let_in(
        cleo,
        life.couple,
        life.one,
        life.other,
        titles_since=TODAY - 300 * DAY,
        checkins_since=TODAY - 300 * DAY,
    )
    wish = {"title": "Walk", "cadence": {"unit": "day", "weekdays": [1, 3]}, "mode": "turns"}
    assert cleo.post(f"{CLIENTS}/{link}/suggestions", wish).status_code == 201
    assert cleo.post(f"{CLIENTS}/{link}/goals", {"text": "Sleep"}).status_code == 201
    question = {"text": "How about money?"}
    path = f"/api/couple/coach/{link}/questions"
    assert life.one.post(path, question).status_code == 201
    pause = {"first": str(TODAY), "last": str(day(3))}
    assert life.one.post("/api/pauses", pause).status_code == 201
    with cleo.app.app_context():
        db.session.add_all(
            CheckinAnswer(
                couple_id=life.couple,
                person_id=person.id,
                round_start=TODAY - 14 * DAY,
                round_end=TODAY - 8 * DAY,
                heard=heard,
                trusting=5,
                close=6,
                appreciated=7,
                opened_on=TODAY - 10 * DAY,
            )
            for person, heard in ((life.one, 6), (life.other, 9))
        )
        db.session.commit()
    return link


def test_what_is_written_by_hand_has_the_shape_that_is_documented(
    cleo: Someone, life: Life, link: str
) -> None:
    page = cleo.get(CLIENTS)
    assert page.mimetype == "application/json"
    assert shapes.Roster().load(json.loads(page.text))["items"][0]["id"] == link
    one = json.loads(cleo.get(f"{CLIENTS}/{link}").text)
    assert shapes.CoachedClient().validate(one) == {}
    seen = json.loads(life.other.get(f"/api/couple/coach/{link}/view").text)
    assert shapes.ClientSeen().validate(seen) == {}
    filled = ("habits", "timeline", "trends", "suggestions", "goals", "questions", "flags")
    assert all(one[name] for name in filled)
    assert one["trends"][0]["points"] == [{"on": str(day(-14)), "mean": 7.5}]
    assert one["suggestions"][0]["terms"]["cadence"]["weekdays"] == [1, 3]


def test_without_scopes_there_are_figures_alone(cleo: Someone, life: Life, link: str) -> None:
    whole = cleo.get(f"{CLIENTS}/{link}").get_json()
    path = f"/api/couple/coach/{link}/scopes"
    assert life.other.put(path, {"scopes": []}).status_code == 200
    narrow = cleo.get(f"{CLIENTS}/{link}").get_json()
    assert (narrow["scopes"], narrow["habits"], narrow["trends"]) == ([], None, [])
    assert [entry["title"] for entry in narrow["timeline"]] == [None] * len(narrow["timeline"])
    for name in ("adherence", "weeks", "streak", "goals", "suggestions"):
        assert narrow[name] == whole[name]


def test_the_couple_sees_the_same_without_what_is_the_coachs_own(
    cleo: Someone, life: Life, link: str
) -> None:
    assert cleo.patch(f"{CLIENTS}/{link}", {"alias": "Tuesday"}).get_json()["alias"] == "Tuesday"
    assert cleo.patch("/api/coaching/me", {"silent_days": 3}).status_code == 200
    one = cleo.get(f"{CLIENTS}/{link}").get_json()
    assert one.pop("alias") == "Tuesday"
    assert cleo.get(CLIENTS).get_json()["items"][0]["alias"] == "Tuesday"
    for person in (life.one, life.other):
        answer = person.get(f"/api/couple/coach/{link}/view")
        assert answer.get_json() == one
        assert "Tuesday" not in answer.text
    assert cleo.patch(f"{CLIENTS}/{link}", {"alias": None}).get_json()["alias"] is None


def test_an_opening_is_noted_once_a_day_and_not_for_the_couple(
    cleo: Someone, life: Life, link: str
) -> None:
    def openings() -> list[dict[str, Any]]:
        path = f"/api/couple/coach/{link}/openings"
        found: list[dict[str, Any]] = life.one.get(path).get_json()["items"]
        return found

    cleo.get(CLIENTS)
    life.one.get(f"/api/couple/coach/{link}/view")
    assert openings() == []
    for _ in range(2):
        assert cleo.get(f"{CLIENTS}/{link}").status_code == 200
    assert len(openings()) == 1


def test_strangers_and_coaches_of_others_find_nothing(
    cleo: Someone, life: Life, link: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    for stranger in (dev, eva, max_, life.one):
        problem(stranger.get(f"{CLIENTS}/{link}"), 404, "not_found")
        problem(stranger.patch(f"{CLIENTS}/{link}", {"alias": "x"}), 404, "not_found")
        assert stranger.get(CLIENTS).get_json() == {"items": [], "next": None}
    problem(cleo.get(f"/api/couple/coach/{link}/view"), 404, "not_found")
    problem(dev.get(f"/api/couple/coach/{link}/view"), 404, "not_found")
    assert dev.stream() == eva.stream() == []


def test_once_shown_out_a_coach_finds_nothing(cleo: Someone, life: Life, link: str) -> None:
    assert life.other.delete(f"/api/couple/coach/{link}").status_code == 204
    problem(cleo.get(f"{CLIENTS}/{link}"), 404, "not_found")
    problem(cleo.patch(f"{CLIENTS}/{link}", {"alias": "x"}), 404, "not_found")
    assert cleo.get(CLIENTS).get_json()["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"fell_points": 4}, "fell_points"),
        ({"fell_points": 51}, "fell_points"),
        ({"silent_days": 2}, "silent_days"),
        ({"silent_days": 61}, "silent_days"),
        ({"initials": "yes"}, "initials"),
        ({"alias": "x"}, "alias"),
    ],
)
def test_wishes_have_bounds(
    cleo: Someone, life: Life, link: str, body: dict[str, Any], field: str
) -> None:
    document = problem(cleo.patch("/api/coaching/me", body), 422, "invalid")
    assert list(document["errors"]) == [field]


def test_wishes_are_the_coachs(cleo: Someone, life: Life, link: str, max_: Someone) -> None:
    calm = {"initials": False, "fell_points": 20, "silent_days": 10}
    assert cleo.get("/api/coaching/me").get_json() == calm
    assert cleo.patch("/api/coaching/me", {"initials": True}).get_json()["initials"] is True
    assert cleo.get("/api/coaching/me").get_json() == {**calm, "initials": True}
    problem(max_.get("/api/coaching/me"), 404, "not_found")
    problem(max_.patch("/api/coaching/me", {"initials": True}), 404, "not_found")


@pytest.fixture
def many(app: Flask, cleo: Someone) -> list[str]:
    """Let cleo coach sixty couples, who all came at the same moment."""
    return sorted(let_in(cleo, life.couple, life.one, life.other) for life in couples(app, 60))


def test_pages_hold_fifty_and_cost_as_many_queries_as_one(
    app: Flask, cleo: Someone, many: list[str]
) -> None:
    cleo.get(f"{CLIENTS}?limit=100")  # works out what is to be worked out
    with heard(app) as for_one:
        one = cleo.get(f"{CLIENTS}?limit=1").get_json()
    with heard(app) as for_fifty:
        first = cleo.get(CLIENTS).get_json()
    with heard(app) as for_sixty:
        whole = cleo.get(f"{CLIENTS}?limit=100").get_json()
    assert len(for_one) == len(for_fifty) == len(for_sixty) <= 8
    assert [row["id"] for row in one["items"]] == many[:1]
    assert [row["id"] for row in first["items"]] == many[:50]
    rest = cleo.get(f"{CLIENTS}?after={first['next']}").get_json()
    assert [row["id"] for row in first["items"] + rest["items"]] == many
    assert (rest["next"], [row["id"] for row in whole["items"]]) == (None, many)
    for wrong in ("limit=0", "limit=101", "after=x", f"after={first['next']}x"):
        problem(cleo.get(f"{CLIENTS}?{wrong}"), 422, "invalid")


def test_a_cursor_of_anothers_client_is_none(cleo: Someone, many: list[str], max_: Someone) -> None:
    after = cleo.get(f"{CLIENTS}?limit=1").get_json()["next"]
    problem(max_.get(f"{CLIENTS}?after={after}"), 422, "invalid")


def test_names_and_pauses_are_live(cleo: Someone, life: Life, link: str) -> None:
    (before,) = cleo.get(CLIENTS).get_json()["items"]
    paused = {"kind": "paused", "since": str(TODAY), "until": str(day(3)), "all": True}
    assert paused in before["flags"]
    assert life.one.patch("/api/me", {"name": "Renamed"}).status_code == 200
    (pause,) = (
        each
        for each in life.one.get("/api/pauses").get_json()["items"]
        if each["first"] == str(TODAY)
    )
    assert life.other.delete(f"/api/pauses/{pause['id']}").status_code == 204
    (after,) = cleo.get(CLIENTS).get_json()["items"]
    assert "Renamed" in after["names"]
    assert paused not in after["flags"]
    same = ("adherence", "weeks", "as_of", "through", "week")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_a_couple_without_habits_has_figures_of_nothing(
    cleo: Someone, ana: Someone, ben: Someone, couple: str
) -> None:
    let_in(cleo, couple, ana, ben)
    (row,) = cleo.get(CLIENTS).get_json()["items"]
    nothing = {"kept": 0, "counted": 0, "rate": None}
    assert row["adherence"] == dict.fromkeys(("d7", "d28", "d90"), nothing)
    assert (row["change_28"], row["return_days"], row["last_kept_week"]) == (None,) * 3
    assert (row["began_on"], row["silent_days"], row["back"], row["flags"]) == (
        None,
        None,
        None,
        [],
    )
    assert (row["streak"], row["habits_in_force"], len(row["weeks"])) == (0, 0, 26)
    assert row["names"] == ["Ana", "Ben"]
