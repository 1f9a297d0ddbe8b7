"""Two to let a coach in, one to show them out: over the API, in all three's words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.people import PASSWORD, Someone, link, problem
from tracker.services import codes
from tracker.services.codes import Typed

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
BOTH = ["titles", "checkins"]
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def ask(person: Someone, *scopes: str, **fields: Any) -> dict[str, Any]:
    answer = person.post("/api/couple/coach", {"scopes": list(scopes), **fields})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def agree(person: Someone, link_id: str, **fields: Any) -> dict[str, Any]:
    answer = person.post(f"/api/couple/coach/{link_id}/agree", fields)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def practice_code(coach: Someone) -> dict[str, Any]:
    answer = coach.post("/api/coaching/practice-code")
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def token(offer: dict[str, Any]) -> str:
    return offer["url"].partition("#")[2]


def accept(coach: Someone, code: str) -> Any:
    return coach.post(f"/api/coach-invites/{code}/accept")


def let_in(one: Someone, other: Someone, coach: Someone, *scopes: str) -> str:
    """Go all the way by a couple's code; return the link's id."""
    link_id = ask(one, *scopes)["id"]
    assert accept(coach, agree(other, link_id)["code"]).status_code == 200
    return link_id


def current(person: Someone) -> dict[str, Any]:
    return person.get("/api/couple/coach").get_json()


def asked(coach: Someone) -> list[dict[str, Any]]:
    return coach.get("/api/coaching/asked").get_json()["items"]


def test_one_asks_the_other_agrees_and_the_coach_accepts_with_the_couples_code(
    ana: Someone, ben: Someone, cleo: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    made = ask(ana, "titles")
    assert made == {
        "id": made["id"],
        "state": "asked",
        "scopes": ["titles"],
        "own_scopes": ["titles"],
        "coach": None,
        "asked_by": ana.id,
        "asked_on": "2026-05-20",
        "since": None,
        "code_expires_at": None,
        "asking_until": None,
        "asked_again": False,
        "asks_on": None,
    }
    assert current(ben) == {**made, "own_scopes": None, "handover": None}
    agreed = agree(ben, made["id"])
    assert (agreed["state"], agreed["code_expires_at"]) == ("agreed", "2026-06-03T18:00:00.000Z")
    assert agreed["url"].startswith("http://127.0.0.1:8000/let-in#")
    for secret in (agreed["code"], token(agreed)):
        seen = cleo.get(f"/api/coach-invites/{secret}")
        assert seen.get_json() == {"names": ["Ana", "Ben"], "scopes": ["titles"]}
    answer = accept(cleo, agreed["code"].lower().replace("-", " "))
    assert (answer.status_code, answer.get_json()) == (
        200,
        {
            "id": made["id"],
            "state": "active",
            "names": ["Ana", "Ben"],
            "scopes": ["titles"],
            "since": "2026-05-20",
        },
    )
    active = current(ana)
    assert (active["state"], active["since"]) == ("active", "2026-05-20")
    assert active["coach"] == {"id": cleo.id, "name": "Cleo", "practice": "Cleo"}
    assert (active["asking_until"], active["asks_on"]) == (None, "2026-08-18")
    for secret in (agreed["code"], token(agreed)):
        problem(accept(eva, secret), 404, "not_found")
    problem(ana.post("/api/couple/coach"), 409, "coach_open")
    states = [(item["data"]["state"], item["by"]) for item in ben.stream()]
    assert states == [("asked", ana.id), ("agreed", ben.id), ("active", None)]
    assert [item["data"] for item in cleo.stream()] == [{"client": made["id"], "what": "consent"}]
    assert [(item["by"], item["at"]) for item in cleo.stream()] == [(None, "2026-05-20")]
    assert dev.stream() == eva.stream() == []


def test_with_a_practice_code_the_coach_is_asked_by_name_once_both_have_said_yes(
    ana: Someone, ben: Someone, cleo: Someone, couple: str, eva: Someone
) -> None:
    offer = practice_code(cleo)
    assert offer["expires_at"] is None
    assert offer["url"].startswith("http://127.0.0.1:8000/our-coach#")
    made = ask(ana, practice_code=token(offer))
    assert made["coach"] == {"id": cleo.id, "name": "Cleo", "practice": "Cleo"}
    assert (asked(cleo), cleo.stream()) == ([], [])
    path = f"/api/coaching/asked/{made['id']}"
    problem(cleo.post(f"{path}/accept"), 404, "not_found")
    agreed = agree(ben, made["id"])
    assert (agreed["code"], agreed["url"], agreed["code_expires_at"]) == (None, None, None)
    problem(ana.post(f"/api/couple/coach/{made['id']}/code"), 409, "not_asked")
    assert asked(cleo) == [{"id": made["id"], "names": ["Ana", "Ben"], "scopes": []}]
    assert asked(eva) == []
    for call in (eva.post(f"{path}/accept"), eva.delete(path)):
        problem(call, 404, "not_found")
    assert cleo.post(f"{path}/accept").get_json()["state"] == "active"
    assert asked(cleo) == []
    assert [item["data"]["what"] for item in cleo.stream()] == ["asked", "consent"]
    # The code is for the next couple, too.
    problem(eva.post("/api/couple/coach", {"practice_code": "A" * 22}), 404, "not_found")
    assert ask(eva, practice_code=offer["code"])["coach"]["id"] == cleo.id


def test_a_coach_declines_and_the_two_may_ask_anew(
    ana: Someone, ben: Someone, cleo: Someone, couple: str
) -> None:
    made = ask(ana, practice_code=practice_code(cleo)["code"])
    agree(ben, made["id"])
    assert cleo.delete(f"/api/coaching/asked/{made['id']}").status_code == 204
    problem(ana.get("/api/couple/coach"), 404, "not_found")
    assert ben.stream()[-1]["data"] == {"id": made["id"], "state": "ended"}
    assert ask(ben)["id"] != made["id"]


def test_a_coach_who_was_asked_by_one_alone_never_hears_of_it(
    ana: Someone, ben: Someone, cleo: Someone, couple: str
) -> None:
    for end in (ben.delete, lambda _path: ana.post("/api/couple/unlink")):
        made = ask(ana, practice_code=practice_code(cleo)["code"])
        assert end(f"/api/couple/coach/{made['id']}").status_code == 204
    assert cleo.stream() == []
    # Nor later: that it came to nothing would be the other's no.
    (own,) = cleo.post("/api/me/export", {"password": PASSWORD}).get_json()["coaching"]
    assert own["clients"] == []


def test_what_is_agreed_and_ends_with_the_couple_is_told_to_the_coach_without_a_name(
    ana: Someone, ben: Someone, cleo: Someone, couple: str
) -> None:
    made = ask(ana, practice_code=practice_code(cleo)["code"])
    agree(ben, made["id"])
    ben.post("/api/couple/unlink")
    assert [item["data"]["what"] for item in cleo.stream()] == ["asked", "ended"]
    assert asked(cleo) == []
    assert ana.stream()[-1]["kind"] == ben.stream()[-1]["kind"] == "unlinked"
    problem(ana.get("/api/couple/coach"), 404, "not_found")


def test_it_takes_the_other_of_the_two(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    made = ask(ana)
    path = f"/api/couple/coach/{made['id']}"
    problem(ana.post(f"{path}/agree"), 403, "own_request")
    for call in ("agree", "code", "renew"):
        problem(dev.post(f"{path}/{call}"), 404, "not_found")
        problem(max_.post(f"{path}/{call}"), 404, "not_found")
    problem(dev.delete(path), 404, "not_found")
    problem(dev.put(f"{path}/scopes", {"scopes": []}), 404, "not_found")
    problem(dev.get(f"{path}/openings"), 404, "not_found")
    problem(dev.get("/api/couple/coach"), 404, "not_found")
    problem(ana.post(f"/api/couple/coach/{NOBODY}/agree"), 404, "not_found")
    agree(ben, made["id"])
    problem(ben.post(f"{path}/agree"), 409, "not_asked")
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_nobody_coaches_the_couple_they_are_one_of(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    for mine in (ana, ben):
        code = practice_code(mine)["code"]
        problem(ana.post("/api/couple/coach", {"practice_code": code}), 409, "own_couple")
    made = ask(ana)
    code = agree(ben, made["id"])["code"]
    for one in (ana, ben):
        problem(accept(one, code), 409, "own_couple")
    # A partner elsewhere may: and reads nothing of who asked whom.
    assert accept(eva, code).status_code == 200


def test_scopes_hold_where_both_grant_them_and_narrow_at_once(
    ana: Someone, ben: Someone, cleo: Someone, couple: str, time_machine: Any
) -> None:
    made = ask(ana, *BOTH)
    path = f"/api/couple/coach/{made['id']}/scopes"
    problem(ben.put(path, {"scopes": []}), 409, "not_asked")
    agreed = agree(ben, made["id"], scopes=["titles"])
    assert (agreed["scopes"], agreed["own_scopes"]) == (["titles"], ["titles"])
    accept(cleo, agreed["code"])
    before = [len(one.stream()) for one in (ana, ben, cleo)]
    # Wider than the other grants: nothing holds, and only oneself hears.
    assert ana.put(path, {"scopes": ["titles"]}).get_json()["scopes"] == ["titles"]
    wider = ben.put(path, {"scopes": BOTH}).get_json()
    assert (wider["scopes"], wider["own_scopes"]) == (["titles"], BOTH)
    assert [len(one.stream()) for one in (ana, ben, cleo)] == [
        before[0] + 1,
        before[1] + 1,
        before[2],
    ]
    assert ana.put(path, {"scopes": BOTH}).get_json()["scopes"] == BOTH
    assert current(ben)["scopes"] == BOTH
    # One narrows: it holds at once, for both, and names nobody.
    assert ben.put(path, {"scopes": []}).get_json()["scopes"] == []
    assert (current(ana)["scopes"], current(ana)["own_scopes"]) == ([], BOTH)
    for person in (ana, ben):
        assert [item["by"] for item in person.stream()[-2:]] == [None, None]
    assert [item["data"]["what"] for item in cleo.stream()][-2:] == ["consent", "consent"]
    before = [len(one.stream()) for one in (ana, ben, cleo)]
    assert ben.put(path, {"scopes": []}).status_code == 200
    assert [len(one.stream()) for one in (ana, ben, cleo)] == before
    assert ben.put(path, {"scopes": ["notes"]}).status_code == 422
    assert ben.put(path, {}).status_code == 422


def test_either_shows_the_coach_out_at_once_and_nobody_reads_who(
    ana: Someone, ben: Someone, cleo: Someone, couple: str, time_machine: Any
) -> None:
    for out in (ana, ben):
        link_id = let_in(ana, ben, cleo)
        assert out.delete(f"/api/couple/coach/{link_id}").status_code == 204
        for one in (ana, ben):
            problem(one.get("/api/couple/coach"), 404, "not_found")
            problem(one.delete(f"/api/couple/coach/{link_id}"), 404, "not_found")
            last = one.stream()[-1]
            assert (last["by"], last["data"]) == (None, {"id": link_id, "state": "ended"})
            assert last["at"] == "2026-05-20"
        problem(cleo.delete(f"/api/coaching/clients/{link_id}"), 404, "not_found")
        last = cleo.stream()[-1]
        assert (last["kind"], last["by"], last["at"]) == ("coach", None, "2026-05-20")
        assert last["data"] == {"client": link_id, "what": "ended"}
    assert not {ana.id, ben.id} & set(str(cleo.stream()).split("'"))


def test_a_coach_may_leave_as_well(
    ana: Someone, ben: Someone, cleo: Someone, couple: str, eva: Someone
) -> None:
    link_id = let_in(ana, ben, cleo)
    for other in (eva, ana):
        problem(other.delete(f"/api/coaching/clients/{link_id}"), 404, "not_found")
    problem(cleo.delete("/api/coaching/clients/no-id"), 404, "not_found")
    assert cleo.delete(f"/api/coaching/clients/{link_id}").status_code == 204
    problem(ana.get("/api/couple/coach"), 404, "not_found")


def test_a_new_code_voids_the_one_before_and_two_weeks_void_the_last(
    ana: Someone, ben: Someone, cleo: Someone, couple: str, time_machine: Any
) -> None:
    made = ask(ana)
    path = f"/api/couple/coach/{made['id']}/code"
    problem(ana.post(path), 409, "not_asked")
    first = agree(ben, made["id"])
    second = ana.post(path).get_json()
    for secret in (first["code"], token(first)):
        problem(cleo.get(f"/api/coach-invites/{secret}"), 404, "not_found")
    time_machine.move_to(NOW + timedelta(days=14))
    for secret in (second["code"], token(second)):
        problem(accept(cleo, secret), 404, "not_found")
    assert current(ana)["code_expires_at"] is None
    third = ben.post(path).get_json()
    assert accept(cleo, token(third)).status_code == 200
    problem(ben.post(path), 409, "not_asked")


def test_five_wrong_tries_end_a_couples_code_and_its_address_lives_on(
    ana: Someone, ben: Someone, cleo: Someone, max_: Someone, couple: str
) -> None:
    agreed = agree(ben, ask(ana)["id"])
    wrong = agreed["code"][:-1] + ("0" if agreed["code"][-1] != "0" else "1")
    for tries in (lambda: accept(max_, wrong), lambda: max_.get(f"/api/coach-invites/{wrong}")):
        for _ in range(2):
            problem(tries(), 404, "not_found")
    assert cleo.get(f"/api/coach-invites/{agreed['code']}").status_code == 200
    answer = max_.post(f"/api/coach-invites/{wrong}/accept", {"shape": "wrong"})
    problem(answer, 404, "not_found")  # a body of a bad shape is no way around
    problem(accept(cleo, agreed["code"]), 404, "not_found")
    assert accept(cleo, token(agreed)).status_code == 200


def test_a_coachs_own_code_outlives_the_slips_of_many_couples(
    ana: Someone, couple: str, cleo: Someone
) -> None:
    first = practice_code(cleo)
    second = practice_code(cleo)
    problem(ana.post("/api/couple/coach", {"practice_code": first["code"]}), 404, "not_found")
    wrong = second["code"][:-1] + ("0" if second["code"][-1] != "0" else "1")
    for _ in range(6):
        problem(ana.post("/api/couple/coach", {"practice_code": wrong}), 404, "not_found")
    # A code is good for what it was made for alone.
    problem(ana.get(f"/api/coach-invites/{second['code']}"), 404, "not_found")
    assert ask(ana, practice_code=second["code"])["coach"]["id"] == cleo.id


def test_asking_couples_come_in_pages(app: Flask, cleo: Someone, time_machine: Any) -> None:
    code, ids = practice_code(cleo)["code"], []
    for number in range(3):
        one, other = Someone(app, f"one{number}"), Someone(app, f"other{number}")
        link(one, other)
        ids.append(ask(one, practice_code=code)["id"])
        agree(other, ids[-1])
        time_machine.shift(1)
    first = cleo.get("/api/coaching/asked?limit=2").get_json()
    rest = cleo.get(f"/api/coaching/asked?limit=2&after={first['next']}").get_json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ids
    assert rest["next"] is None
    for query in ("after=x", "limit=0", f"after={'A' * 8}"):
        assert cleo.get(f"/api/coaching/asked?{query}").status_code == 422


def test_who_has_no_couple_has_no_coach(ana: Someone) -> None:
    problem(ana.get("/api/couple/coach"), 404, "not_found")
    problem(ana.post("/api/couple/coach", {"scopes": "all"}), 404, "not_found")


@pytest.mark.parametrize("kind", ["couple", "practice"])
def test_a_fresh_code_never_shares_its_finder_with_a_living_one_of_its_kind(
    app: Flask,
    ana: Someone,
    ben: Someone,
    cleo: Someone,
    max_: Someone,
    dev: Someone,
    eva: Someone,
    couple: str,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    def offered(*people: Someone) -> str:
        if kind == "practice":
            return practice_code(people[0])["code"]
        return agree(people[2], ask(people[1])["id"])["code"]

    first = offered(cleo, ana, ben)
    clash, free = Typed(first[:4], "00000000"), codes.fresh_code()
    draws = iter([clash, clash, free])
    monkeypatch.setattr(codes, "fresh_code", lambda: next(draws))
    assert offered(max_, dev, eva) == free.shown()


@pytest.mark.store("sqlite")  # counting is asked about on both stores in test_throttle.py
def test_guesses_are_limited_per_person_and_per_network_and_being_right_is_none(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(RATE_LIMITS="on")
    ana, ben, cleo, dev, eva, max_ = (Someone(app, name) for name in "abcdef")
    link(ana, ben)
    code = agree(ben, ask(ana)["id"])["code"]
    offer = practice_code(cleo)["code"]
    wrong = "/api/coach-invites/ZZZZ-ZZZZ-ZZZZ"
    for _ in range(11):
        assert cleo.get(f"/api/coach-invites/{code}").status_code == 200
        problem(ben.post("/api/couple/coach", {"practice_code": offer}), 409, "coach_open")
    for _ in range(5):
        problem(cleo.get(wrong), 404, "not_found")
        problem(accept(cleo, "Z" * 12), 404, "not_found")
    problem(cleo.get(f"/api/coach-invites/{code}"), 429, "too_many_tries")
    problem(accept(cleo, code), 429, "too_many_tries")
    answer = cleo.post(f"{wrong}/accept", {"shape": "wrong"})
    problem(answer, 429, "too_many_tries")
    for _ in range(10):
        problem(ana.post("/api/couple/coach", {"practice_code": "Z" * 12}), 404, "not_found")
    problem(ana.post("/api/couple/coach", {"practice_code": offer}), 429, "too_many_tries")
    # To ask without a code is no guess.
    problem(ana.post("/api/couple/coach"), 409, "coach_open")
    for _ in range(10):
        dev.get(wrong)
    # What this network has tried is enough for everybody in it.
    problem(eva.get(f"/api/coach-invites/{code}"), 429, "too_many_tries")
    elsewhere = {"environ_base": {"REMOTE_ADDR": "198.51.100.1"}}
    assert max_.get(f"/api/coach-invites/{code}", **elsewhere).status_code == 200


def test_shapes(ana: Someone, couple: str) -> None:
    for body in (
        {"scopes": "titles"},
        {"scopes": ["notes"]},
        {"scopes": ["titles"] * 3},
        {"practice_code": 1},
        {"coach": "x"},
    ):
        problem(ana.post("/api/couple/coach", body), 422, "invalid")
