from collections import Counter
from functools import partial

from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import Couple, Invite, Membership

THREADS = 24


def offer(person: Someone) -> dict:
    return person.post("/api/invites").get_json()


def secret(invite: dict) -> str:
    return invite["url"].partition("#")[2]


def accept(person: Someone, presented: str) -> tuple[int, str]:
    response = person.post(f"/api/invites/{presented}/accept")
    document = response.get_json()
    return response.status_code, document.get("code", "linked")


def look(person: Someone, presented: str) -> tuple[int, str]:
    response = person.get(f"/api/invites/{presented}")
    return response.status_code, response.get_json().get("code", "seen")


def couples(app: Flask) -> list[list[str]]:
    """Return who is linked with whom."""
    with app.app_context():
        found = db.session.scalars(db.select(Couple).filter_by(ended_at=None)).all()
        return [
            sorted(
                db.session.scalars(
                    db.select(Membership.person_id).filter_by(couple_id=couple.id, ended_at=None)
                )
            )
            for couple in found
        ]


def unlink(*people: Someone) -> None:
    for person in people:
        person.post("/api/couple/unlink")


def test_one_person_who_accepts_twice_at_once_is_linked_once(app: Flask) -> None:
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    for _ in range(ROUNDS):
        presented = secret(offer(ana))
        answers = together([partial(accept, ben, presented)] * 8)
        assert Counter(answers) == {(200, "linked"): 1, (404, "not_found"): 7}
        assert couples(app) == [sorted([ana.id, ben.id])]
        unlink(ana)


def test_two_who_accept_each_others_become_one_couple(app: Flask) -> None:
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    for _ in range(ROUNDS * 4):
        of_ana, of_ben = secret(offer(ana)), secret(offer(ben))
        answers = together([partial(accept, ben, of_ana), partial(accept, ana, of_ben)] * 2)
        assert Counter(status for status, _ in answers)[200] == 1
        assert {status for status, _ in answers} <= {200, 404, 409}
        assert couples(app) == [sorted([ana.id, ben.id])]
        unlink(ben)
    assert [item["kind"] for item in ana.stream()] == ["couple", "unlinked"] * ROUNDS * 4


def test_a_ring_of_invitations_links_nobody_twice(app: Flask) -> None:
    ring = [Someone(app, f"guest{number}") for number in range(7)]
    for _ in range(ROUNDS):
        offered = [secret(offer(person)) for person in ring]
        answers = together(
            [partial(accept, ring[place - 1], offered[place]) for place in range(len(ring))]
        )
        linked = [person for pair in couples(app) for person in pair]
        assert len(linked) == len(set(linked)) == 2 * [code for code, _ in answers].count(200) > 0
        assert {status for status, _ in answers} <= {200, 404, 409}
        unlink(*ring)
        with app.app_context():
            db.session.execute(db.delete(Invite))
            db.session.commit()


def test_accepting_what_is_offered_anew_or_withdrawn_ends_in_one_state(app: Flask) -> None:
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    for turn in range(ROUNDS * 2):
        old = secret(offer(ana))
        again = partial(ana.post, "/api/invites")
        withdraw = partial(ana.delete, f"/api/invites/{old}")
        accepted, other = together(
            [partial(ben.post, f"/api/invites/{old}/accept"), again if turn % 2 else withdraw]
        )
        assert accepted.status_code in (200, 404)
        assert other.status_code in ((201, 409) if turn % 2 else (204, 404))
        assert (accepted.status_code == 200) == (len(couples(app)) == 1)
        if accepted.status_code == 200:
            with app.app_context():
                assert db.session.scalars(db.select(Invite)).all() == []
        unlink(ben)


def test_of_many_guesses_at_once_five_are_judged(app: Flask) -> None:
    ana = Someone(app, "ana")
    crowd = [Someone(app, f"guest{number}") for number in range(12)]
    code = offer(ana)["code"]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    guesses = [partial(accept, guest, wrong) for guest in crowd]
    guesses += [partial(look, guest, wrong) for guest in crowd]
    assert set(together(guesses)) == {(404, "not_found")}
    with app.app_context():
        assert db.session.scalars(db.select(Invite.wrong_tries)).all() == [5]
    assert accept(crowd[0], code) == (404, "not_found")


def test_two_who_leave_at_once_leave_once(app: Flask) -> None:
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    for _ in range(ROUNDS):
        accept(ben, secret(offer(ana)))
        answers = together([partial(one.post, "/api/couple/unlink") for one in (ana, ben)])
        assert sorted(answer.status_code for answer in answers) == [204, 404]
    for person in (ana, ben):
        assert [item["kind"] for item in person.stream()] == ["couple", "unlinked"] * ROUNDS
