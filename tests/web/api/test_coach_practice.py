"""Several coaches under one practice: who comes and goes, and whose couples nobody else sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.coached import let_in
from tests.support.colleagues import PRACTICE, invite, join, together
from tests.support.people import PASSWORD, Someone, problem
from tracker.extensions import db
from tracker.models import CoachCode, Practice

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def practice(coach: Someone) -> dict[str, Any]:
    answer = coach.get(PRACTICE)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def names(coach: Someone) -> list[tuple[str, bool, int | None]]:
    return [(one["name"], one["owner"], one["clients"]) for one in practice(coach)["colleagues"]]


def couple_of(person: Someone) -> str:
    return str(person.get("/api/couple").get_json()["id"])


def practices_of(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(db.select(Practice.name)))


def test_a_colleague_joins_by_a_code_and_the_owner_reads_a_name_and_a_number(
    app: Flask, cleo: Someone, max_: Someone, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    problem(cleo.get(PRACTICE), 404, "not_found")
    problem(cleo.post(f"{PRACTICE}/invite"), 404, "not_found")
    together(cleo)
    let_in(max_, couple, ana, ben)
    assert names(cleo) == [("Cleo", True, 0)]
    assert practices_of(app) == {"Cleo", "Max"}
    code = invite(cleo)
    before = len(cleo.stream())
    answer = join(max_, code.lower().replace("-", " "))
    assert (answer.status_code, answer.get_json()) == (200, practice(max_))
    assert names(max_) == [("Max", False, 1), ("Cleo", True, None)]
    assert names(cleo) == [("Cleo", True, 0), ("Max", False, 1)]
    assert practice(cleo)["owner"] is True
    assert practice(max_)["owner"] is False
    assert practices_of(app) == {"Cleo"}
    for coach in (cleo, max_):
        (item,) = coach.stream()[before if coach is cleo else 0 :]
        assert (item["kind"], item["data"]) == ("settings", {"what": "practice"})
    renamed = cleo.patch(PRACTICE, {"name": "By the river"})
    assert renamed.get_json()["name"] == practice(max_)["name"] == "By the river"
    assert ana.get("/api/couple/coach").get_json()["coach"]["practice"] == "By the river"
    problem(max_.patch(PRACTICE, {"name": "Mine"}), 403, "not_owner")
    problem(max_.patch(PRACTICE, {"name": ""}), 422, "invalid")
    problem(dev.patch(PRACTICE, {"name": ""}), 404, "not_found")
    assert dev.stream() == []


def test_nobody_of_a_practice_comes_to_a_colleagues_couple_by_any_address(
    app: Flask,
    cleo: Someone,
    max_: Someone,
    ana: Someone,
    ben: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
) -> None:
    together(cleo, max_)
    own = let_in(cleo, couple_of(dev), dev, eva, titles_since=NOW.date())
    other = let_in(max_, couple, ana, ben, titles_since=NOW.date(), checkins_since=NOW.date())
    browsers = {}
    for coach in (cleo, max_):
        browsers[coach] = Browser(app)
        browsers[coach].sign_in(coach.email)
    calls = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        if "client_id" in rule.arguments
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    assert len(calls) > 20

    def answer(coach: Someone, method: str, rule: Any, client_id: str) -> tuple[int, str]:
        values: dict[str, Any] = {"client_id": client_id}
        for name in rule.arguments - {"client_id"}:
            choice = getattr(rule._converters[name], "items", None)
            values[name] = min(choice) if choice else {"day": "2026-05-20"}.get(name, NOBODY)
        path = app.url_map.bind("").build(rule.endpoint, values, method=method)
        if path.startswith("/api/"):
            response = coach.call(method, path, json=None if method == "GET" else {})
        elif method == "GET":
            response = browsers[coach].get(path)
        else:
            response = browsers[coach].send(path, csrf_token=browsers[coach].token("/settings"))
        return response.status_code, response.get_data(as_text=True).replace(client_id, "")

    for method, rule in calls:
        for coach, theirs in ((cleo, other), (max_, own)):
            status, said = answer(coach, method, rule, theirs)
            assert status == 404, (method, rule.rule, said)
            for word in ("Ana", "Ben", "Dev", "Eva"):
                assert word not in said, (method, rule.rule)
            if rule.rule.startswith("/api/"):  # as one that never was
                assert (status, said) == answer(coach, method, rule, NOBODY)
    for coach, theirs in ((cleo, own), (max_, other)):
        items = coach.get("/api/coaching/clients").get_json()["items"]
        assert [item["id"] for item in items] == [theirs]
        assert coach.get(f"/api/coaching/clients/{theirs}").status_code == 200


def test_a_code_lets_one_colleague_in_for_seven_days(
    cleo: Someone, max_: Someone, dev: Someone, time_machine: Any
) -> None:
    together(cleo)
    first = invite(cleo)
    second = invite(cleo)
    problem(join(max_, first), 404, "not_found")
    problem(join(cleo, second), 409, "own_practice")
    assert join(max_, second).status_code == 200
    problem(join(dev, second), 404, "not_found")
    problem(join(dev, "nothing at all"), 404, "not_found")
    third = invite(cleo)
    assert cleo.delete(f"{PRACTICE}/invite").status_code == 204
    problem(cleo.delete(f"{PRACTICE}/invite"), 404, "not_found")
    problem(join(dev, third), 404, "not_found")
    fourth = invite(cleo)
    time_machine.move_to(NOW + timedelta(days=7), tick=False)
    problem(join(dev, fourth), 404, "not_found")
    assert names(max_)[1:] == [("Cleo", True, None)]
    problem(dev.get(PRACTICE), 404, "not_found")


def test_five_wrong_tries_end_a_code(cleo: Someone, max_: Someone) -> None:
    together(cleo)
    code = invite(cleo)
    wrong = code[:5] + ("0000-0000" if not code.endswith("0000-0000") else "1111-1111")
    for _ in range(5):
        problem(join(max_, wrong), 404, "not_found")
    problem(join(max_, code), 404, "not_found")


def test_a_colleagues_code_is_none_for_couples_and_a_couples_none_for_colleagues(
    app: Flask, cleo: Someone, max_: Someone, ana: Someone, couple: str
) -> None:
    together(cleo)
    for_couples = cleo.post("/api/coaching/practice-code").get_json()["code"]
    for_colleague = invite(cleo)
    problem(join(max_, for_couples), 404, "not_found")
    ask = {"scopes": [], "practice_code": for_colleague}
    problem(ana.post("/api/couple/coach", ask), 404, "not_found")
    problem(max_.get(f"/api/coach-invites/{for_colleague}"), 404, "not_found")
    with app.app_context():
        kept = db.session.scalars(db.select(CoachCode)).all()
        assert {code.kind for code in kept} == {"practice", "colleague"}
    assert cleo.delete("/api/coaching/practice-code").status_code == 204
    problem(cleo.delete("/api/coaching/practice-code"), 404, "not_found")
    ask["practice_code"] = for_couples
    problem(ana.post("/api/couple/coach", ask), 404, "not_found")


def test_who_works_with_others_leaves_first_or_hands_the_practice_on(
    app: Flask, cleo: Someone, max_: Someone, dev: Someone, eva: Someone
) -> None:
    together(cleo, max_)
    together(dev)
    link = let_in(max_, couple_of(dev), dev, eva)
    code = invite(dev)
    problem(join(cleo, code), 409, "in_practice")
    problem(join(max_, code), 409, "in_practice")
    problem(cleo.post(f"{PRACTICE}/leave"), 409, "own_practice")
    problem(dev.post(f"{PRACTICE}/leave"), 409, "own_practice")
    answer = max_.post(f"{PRACTICE}/leave")
    assert (answer.status_code, answer.get_json()) == (200, practice(max_))
    assert names(max_) == [("Max", True, 1)]
    assert names(cleo) == [("Cleo", True, 0)]
    assert max_.get(f"/api/coaching/clients/{link}").status_code == 200
    problem(max_.post(f"{PRACTICE}/leave"), 409, "own_practice")
    assert join(max_, code).status_code == 200
    assert names(dev) == [("Dev", True, 0), ("Max", False, 1)]


def test_the_owner_parts_from_a_colleague_and_hands_the_practice_on(
    app: Flask, cleo: Someone, max_: Someone, dev: Someone, eva: Someone
) -> None:
    together(cleo, max_, dev)
    together(eva)
    for colleague in (eva.id, cleo.id, NOBODY):
        problem(cleo.delete(f"{PRACTICE}/colleagues/{colleague}"), 404, "not_found")
        problem(cleo.put(f"{PRACTICE}/owner", {"id": colleague}), 404, "not_found")
    problem(max_.delete(f"{PRACTICE}/colleagues/{dev.id}"), 403, "not_owner")
    problem(max_.put(f"{PRACTICE}/owner", {"id": max_.id}), 403, "not_owner")
    problem(max_.post(f"{PRACTICE}/invite"), 403, "not_owner")
    problem(max_.delete(f"{PRACTICE}/invite"), 403, "not_owner")
    problem(eva.delete(f"{PRACTICE}/colleagues/{dev.id}"), 404, "not_found")
    before = {one: len(one.stream()) for one in (cleo, max_, dev)}
    assert cleo.delete(f"{PRACTICE}/colleagues/{dev.id}").status_code == 204
    assert names(dev) == [("Dev", True, 0)]
    assert names(cleo) == [("Cleo", True, 0), ("Max", False, 0)]
    waiting = invite(cleo)
    assert cleo.put(f"{PRACTICE}/owner", {"id": max_.id}).status_code == 200
    assert names(cleo) == [("Cleo", False, 0), ("Max", True, None)]
    problem(join(dev, waiting), 404, "not_found")
    problem(cleo.patch(PRACTICE, {"name": "Mine"}), 403, "not_owner")
    assert max_.patch(PRACTICE, {"name": "Ours"}).status_code == 200
    for one, rows in ((cleo, 3), (max_, 3), (dev, 1)):
        told = one.stream()[before[one] :]
        assert {item["kind"] for item in told} == {"settings"}
        assert len(told) == rows
    assert cleo.post(f"{PRACTICE}/leave").status_code == 200
    assert practices_of(app) == {"Cleo", "Dev", "Eva", "Ours"}
    assert len(eva.stream()) == 0


def test_an_owner_who_is_erased_leaves_the_practice_to_who_was_there_longest(
    app: Flask, cleo: Someone, max_: Someone, dev: Someone, eva: Someone, time_machine: Any
) -> None:
    together(cleo)
    together(eva)  # who has coached for longer than the others
    for day, one in ((1, max_), (2, dev), (3, eva)):
        time_machine.move_to(NOW + timedelta(days=day), tick=False)
        assert join(one, invite(cleo)).status_code == 200
    assert [name for name, *_ in names(cleo)] == ["Cleo", "Max", "Dev", "Eva"]
    assert cleo.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert names(max_) == [("Max", True, 0), ("Dev", False, 0), ("Eva", False, 0)]
    assert dev.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert max_.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert names(eva) == [("Eva", True, 0)]
    assert eva.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert practices_of(app) == set()
