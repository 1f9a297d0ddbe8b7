import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from flask import Flask

from tests.support.people import Someone, link, problem
from tests.support.waiting import propose
from tracker.extensions import db
from tracker.models import Couple, Invite
from tracker.services import codes
from tracker.services.codes import Typed

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
UNKNOWN = "0000-0000-0000"


def offer(person: Someone, **kwargs) -> dict:
    response = person.post("/api/invites", **kwargs)
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def token(invite: dict) -> str:
    return invite["url"].partition("#")[2]


def wrong(code: str) -> str:
    """Return a code that finds the same invitation and does not prove it."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def accept(person: Someone, secret: str):
    return person.post(f"/api/invites/{secret}/accept")


def kinds(person: Someone) -> list[str]:
    return [item["kind"] for item in person.stream()]


def test_an_invitation_has_an_address_a_picture_and_a_code(ana: Someone) -> None:
    with time_machine.travel(NOON, tick=False):
        invite = offer(ana)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/join#[A-Za-z0-9_-]{22}", invite["url"])
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", invite["code"])
    assert invite["code_expires_at"] == "2026-05-06T12:10:00.000Z"
    assert invite["expires_at"] == "2026-05-13T12:00:00.000Z"
    assert ElementTree.fromstring(invite["qr_svg"]).tag.endswith("svg")
    # The page's policy allows neither inline styles nor scripts.
    assert not re.search(r"style|script|\son|http://(?!www\.w3\.org)", invite["qr_svg"])
    assert set(invite) == {"code", "code_expires_at", "url", "qr_svg", "expires_at"}


def test_nothing_that_lets_somebody_in_is_stored(app: Flask, ana: Someone) -> None:
    invite = offer(ana)
    with app.app_context():
        row = db.session.scalars(db.select(Invite)).one()
        stored = " ".join(str(getattr(row, column.key)) for column in Invite.__table__.columns)
    letters = invite["code"].replace("-", "")
    for secret in (token(invite), invite["code"], letters, letters[:4], letters[4:]):
        assert secret not in stored


@pytest.mark.parametrize("by", ["code", "token"])
def test_accepting_links_the_two_and_tells_both(
    ana: Someone, ben: Someone, dev: Someone, max_: Someone, by: str
) -> None:
    invite = offer(ana)
    response = accept(ben, invite["code"] if by == "code" else token(invite))
    assert response.status_code == 200
    couple = response.get_json()
    assert [partner["id"] for partner in couple["partners"]] == [ana.id, ben.id]
    assert couple == ben.get("/api/couple").get_json()
    assert ana.get("/api/couple").get_json()["id"] == couple["id"]
    for person in (ana, ben):
        (item,) = person.stream()
        assert (item["kind"], item["by"], item["data"]) == ("couple", ben.id, {"id": couple["id"]})
    for stranger in (dev, max_):
        assert stranger.stream() == []
        problem(stranger.get("/api/couple"), 404, "not_found")


def test_a_code_may_be_typed_as_people_type(ana: Someone, ben: Someone) -> None:
    code = offer(ana)["code"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert accept(ben, code).status_code == 200


def test_unknown_used_expired_and_ended_are_one_answer(
    ana: Someone, ben: Someone, dev: Someone, eva: Someone, max_: Someone
) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        first = offer(max_)
        answers = [accept(ana, UNKNOWN), accept(ana, "not-a-code"), accept(ana, "A" * 22)]
        for _ in range(5):
            answers.append(accept(ana, wrong(first["code"])))
        answers.append(accept(ana, first["code"]))  # ended by wrong tries
        second = offer(max_)
        answers += [accept(ana, token(first)), accept(ana, first["code"])]  # voided
        traveller.shift(timedelta(minutes=10))
        answers.append(accept(ana, second["code"]))
        traveller.shift(timedelta(days=7))
        answers.append(accept(ana, token(second)))
        third = offer(max_)
        assert accept(ana, token(third)).status_code == 200
        answers += [accept(ben, token(third)), accept(ben, third["code"])]  # used
        answers += [
            ben.get(f"/api/invites/{secret}") for secret in (token(third), UNKNOWN, "A" * 22)
        ]
    problem(answers[0], 404, "not_found")
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}
    assert len({frozenset(answer.headers.items()) for answer in answers}) == 1
    assert ben.stream() == dev.stream() == eva.stream() == []


@pytest.mark.parametrize("after", [timedelta(minutes=9, seconds=59), timedelta(days=6, hours=23)])
def test_code_and_address_live_until_their_hour(
    ana: Someone, ben: Someone, after: timedelta
) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        invite = offer(ana)
        traveller.shift(after)
        secret = invite["code"] if after < timedelta(minutes=10) else token(invite)
        assert accept(ben, secret).status_code == 200


def test_five_wrong_tries_end_the_code_and_the_address_lives_on(ana: Someone, ben: Someone) -> None:
    invite = offer(ana)
    for guess in range(5):
        if guess % 2:
            problem(ben.get(f"/api/invites/{wrong(invite['code'])}"), 404, "not_found")
        else:
            problem(accept(ben, wrong(invite["code"])), 404, "not_found")
    problem(accept(ben, invite["code"]), 404, "not_found")
    problem(ben.get(f"/api/invites/{invite['code']}"), 404, "not_found")
    assert accept(ben, token(invite)).status_code == 200


def test_four_wrong_tries_do_no_harm(ana: Someone, ben: Someone) -> None:
    invite = offer(ana)
    for _ in range(4):
        problem(accept(ben, wrong(invite["code"])), 404, "not_found")
    assert ben.get(f"/api/invites/{invite['code']}").status_code == 200
    assert accept(ben, invite["code"]).status_code == 200


def test_a_body_of_a_bad_shape_is_a_guess_like_any_other(ana: Someone, ben: Someone) -> None:
    invite = offer(ana)
    problem(ben.post(f"/api/invites/{UNKNOWN}/accept", json={"x": 1}), 404, "not_found")
    problem(ben.post(f"/api/invites/{invite['code']}/accept", json={"x": 1}), 422, "invalid")
    for _ in range(5):
        secret = wrong(invite["code"])
        problem(ben.post(f"/api/invites/{secret}/accept", json={"x": 1}), 404, "not_found")
    problem(ben.post(f"/api/invites/{invite['code']}/accept", json={"x": 1}), 404, "not_found")


def test_a_new_invitation_voids_the_old_one_and_nobody_elses(
    ana: Someone, ben: Someone, max_: Someone
) -> None:
    first, other = offer(ana), offer(max_)
    second = offer(ana)
    problem(accept(ben, token(first)), 404, "not_found")
    assert ben.get(f"/api/invites/{token(second)}").status_code == 200
    assert ben.get(f"/api/invites/{token(other)}").status_code == 200


def test_linking_voids_the_invitations_of_both(ana: Someone, ben: Someone, max_: Someone) -> None:
    of_ana, of_ben = offer(ana), offer(ben)
    assert accept(ben, token(of_ana)).status_code == 200
    for secret in (token(of_ana), of_ana["code"], token(of_ben), of_ben["code"]):
        problem(accept(max_, secret), 404, "not_found")
    problem(ana.post("/api/invites"), 409, "already_linked")


def test_nobody_accepts_their_own(ana: Someone) -> None:
    invite = offer(ana)
    problem(accept(ana, token(invite)), 409, "own_invite")
    problem(accept(ana, invite["code"]), 409, "own_invite")
    assert ana.get(f"/api/invites/{invite['code']}").status_code == 200
    assert ana.stream() == []


def test_who_is_linked_accepts_nobody_and_is_accepted_by_nobody(
    couple: str, ana: Someone, ben: Someone, dev: Someone, max_: Someone
) -> None:
    of_max = offer(max_)
    problem(accept(ana, token(of_max)), 409, "already_linked")
    problem(accept(ana, of_max["code"]), 409, "already_linked")
    of_dev = offer(dev)
    link(dev, Someone(dev.app, "eva"))  # past the invitation, which stays open
    problem(accept(max_, token(of_dev)), 409, "already_linked")
    assert max_.get("/api/couple").status_code == 404
    assert ana.stream() == ben.stream() == max_.stream() == dev.stream() == []
    assert ana.get(f"/api/invites/{token(of_max)}").status_code == 200


def test_a_preview_needs_no_account_and_makes_nothing_new(
    app: Flask, ana: Someone, ben: Someone, max_: Someone
) -> None:
    propose(app, ana.id, "Sunday walk")
    propose(app, ana.id, "Given up", state="withdrawn")
    propose(app, max_.id, "Not hers")
    invite = offer(ana)
    anonymous = app.test_client()
    for secret in (token(invite), invite["code"], token(invite)):
        response = anonymous.get(f"/api/invites/{secret}")
        assert response.status_code == 200
        assert response.get_json() == {
            "from": "Ana",
            "expires_at": invite["expires_at"],
            "habits": ["Sunday walk"],
        }
    assert accept(ben, token(invite)).status_code == 200


def test_accepting_needs_an_account(app: Flask, ana: Someone) -> None:
    invite = offer(ana)
    anonymous = app.test_client()
    problem(anonymous.post(f"/api/invites/{token(invite)}/accept"), 401, "not_signed_in")
    problem(anonymous.post("/api/invites"), 401, "not_signed_in")
    problem(anonymous.delete(f"/api/invites/{token(invite)}"), 401, "not_signed_in")


@pytest.mark.parametrize("by", ["code", "token"])
def test_one_withdraws_ones_own(ana: Someone, ben: Someone, by: str) -> None:
    invite = offer(ana)
    secret = invite["code"] if by == "code" else token(invite)
    response = ana.delete(f"/api/invites/{secret}")
    assert (response.status_code, response.data) == (204, b"")
    problem(ana.delete(f"/api/invites/{secret}"), 404, "not_found")
    problem(accept(ben, token(invite)), 404, "not_found")


def test_one_withdraws_nobody_elses_and_burns_none_of_its_tries(ana: Someone, dev: Someone) -> None:
    invite = offer(ana)
    for secret in (token(invite), invite["code"], *[wrong(invite["code"])] * 6):
        problem(dev.delete(f"/api/invites/{secret}"), 404, "not_found")
        problem(dev.delete(f"/api/invites/{secret}", json={"x": 1}), 404, "not_found")
    assert dev.get(f"/api/invites/{invite['code']}").status_code == 200
    problem(ana.delete(f"/api/invites/{invite['code']}", json={"x": 1}), 422, "invalid")
    assert dev.stream() == []


def test_ones_own_old_code_still_withdraws_the_address(ana: Someone, ben: Someone) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        invite = offer(ana)
        traveller.shift(timedelta(hours=1))
        assert ana.delete(f"/api/invites/{invite['code']}").status_code == 204
        problem(accept(ben, token(invite)), 404, "not_found")


def test_what_both_proposed_while_waiting_becomes_the_couples(
    app: Flask, ana: Someone, ben: Someone, max_: Someone
) -> None:
    hers = propose(app, ana.id, "Sunday walk")
    his = propose(app, ben.id, "Cooking together", version=3)
    propose(app, max_.id, "Somebody else's")
    propose(app, ana.id, "Given up", state="withdrawn")
    accept(ben, token(offer(ana)))
    for person in (ana, ben):
        items = person.stream()
        assert [item["kind"] for item in items] == ["couple", "habit", "habit"]
        assert {item["data"]["id"]: item["data"] for item in items[1:]} == {
            hers: {"id": hers, "state": "proposed", "version": 1},
            his: {"id": his, "state": "proposed", "version": 3},
        }
    assert max_.stream() == []
    assert "walk" not in str(ana.stream())


@pytest.mark.parametrize(
    ("languages", "day"),
    [("en-US,en;q=0.9", 7), ("de-DE,en-US;q=0.5", 1), (None, 1), (";;\x7f,", 1)],
)
def test_the_week_begins_as_where_the_inviter_lives(
    ana: Someone, ben: Someone, languages: str | None, day: int
) -> None:
    headers = {"Accept-Language": languages} if languages else {}
    invite = offer(ana, headers=headers)
    couple = ben.post(
        f"/api/invites/{token(invite)}/accept", headers={"Accept-Language": "ar-EG"}
    ).get_json()
    assert couple["week_start"] == day
    assert couple["backfill_days"] == 3


def test_a_couple_is_linked_on_the_earlier_of_two_dates(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 5, 6, 23, 30, tzinfo=UTC), tick=False):
        ana, ben = Someone(app, "ana", "Pacific/Auckland"), Someone(app, "ben", "America/New_York")
        couple = accept(ana, token(offer(ben))).get_json()
    assert couple["linked_on"] == couple["today"] == "2026-05-06"
    assert couple["latest"] == "2026-05-07"


def test_linking_again_makes_a_new_couple(ana: Someone, ben: Someone) -> None:
    first = accept(ben, token(offer(ana))).get_json()
    assert ben.post("/api/couple/unlink").status_code == 204
    second = accept(ana, token(offer(ben))).get_json()
    assert second["id"] != first["id"]
    assert kinds(ana) == kinds(ben) == ["couple", "unlinked", "couple"]


def test_guessing_is_limited_per_person_and_a_right_one_is_no_guess(make_app) -> None:
    app = make_app(RATE_LIMITS="on")
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    invite = offer(ana)
    for _ in range(15):
        assert ben.get(f"/api/invites/{token(invite)}").status_code == 200
    for guess in range(10):
        path = f"/api/invites/{guess:022}"
        problem(ben.get(path) if guess % 2 else ben.post(f"{path}/accept"), 404, "not_found")
    for response in (accept(ben, token(invite)), ben.get(f"/api/invites/{UNKNOWN}")):
        problem(response, 429, "too_many_tries")
        assert 0 < int(response.headers["Retry-After"]) <= 600
    problem(accept(ana, token(invite)), 409, "own_invite")


def test_guessing_is_limited_per_network(make_app) -> None:
    app = make_app(RATE_LIMITS="on")
    with time_machine.travel(NOON, tick=False) as traveller:
        anonymous = app.test_client()
        for guess in range(30):
            assert anonymous.get(f"/api/invites/{guess:022}").status_code == 404
        problem(anonymous.get(f"/api/invites/{UNKNOWN}"), 429, "too_many_tries")
        ana = Someone(app, "ana")
        problem(accept(ana, UNKNOWN), 429, "too_many_tries")
        traveller.shift(timedelta(minutes=11))
        problem(accept(ana, UNKNOWN), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["%00", "%FF%FE", "%ED%A0%80", "..", "%20", "a" * 5000, "%F0%9F%92%8D", "-" * 22, "'--"]
)
def test_a_hostile_path_is_simply_not_there(ana: Someone, path: str) -> None:
    for response in (
        ana.get(f"/api/invites/{path}"),
        ana.post(f"/api/invites/{path}/accept"),
        ana.delete(f"/api/invites/{path}"),
    ):
        assert response.status_code in (404, 405), response.get_json()


def test_a_fresh_code_never_shares_its_finder_with_a_living_one(
    app: Flask, ana: Someone, ben: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_ana = offer(ana)
    clash, free = Typed(of_ana["code"][:4], "00000000"), codes.fresh_code()
    draws = iter([clash, clash, free])
    monkeypatch.setattr(codes, "fresh_code", lambda: next(draws))
    assert offer(ben)["code"] == free.shown()


def test_should_two_share_a_finder_each_opens_by_its_own_proof(
    app: Flask, ana: Someone, ben: Someone, max_: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_ana = offer(ana)
    clash = Typed(of_ana["code"][:4], "ZZZZZZZZ")
    monkeypatch.setattr(codes, "fresh_code", lambda: clash)
    of_ben = offer(ben)
    assert max_.get(f"/api/invites/{of_ana['code']}").get_json()["from"] == "Ana"
    couple = accept(max_, of_ben["code"]).get_json()
    assert [partner["name"] for partner in couple["partners"]] == ["Ben", "Max"]
    with app.app_context():
        assert db.session.scalars(db.select(Couple)).one().id == couple["id"]
