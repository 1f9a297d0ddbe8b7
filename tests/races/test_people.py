"""Accounts, tokens and bounds: of many at once as many get through as may."""

import threading
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.habits import agreed
from tests.support.people import PASSWORD, Someone, link
from tracker import clock
from tracker.extensions import db
from tracker.models import Person, Tick
from tracker.services import changes, credentials, proving, transaction

THREADS = 8


def answers_of(calls: Any) -> Counter[tuple[int, str | None]]:
    found: Counter[tuple[int, str | None]] = Counter()
    for response in together(calls):
        document = response.get_json(silent=True) or {}
        found[response.status_code, document.get("code")] += 1
    return found


def sign_in(app: Flask, **fields: Any) -> Any:
    body = {"email": "ana@example.org", "password": PASSWORD, **fields}
    return app.test_client().post("/api/tokens", json=body)


def test_of_many_who_take_one_address_one_has_it(app: Flask) -> None:
    for number in range(ROUNDS):
        body = {"email": f"ana{number}@example.org", "password": PASSWORD, "name": "Ana"}
        calls = [partial(app.test_client().post, "/api/accounts", json=body)] * THREADS
        assert answers_of(calls) == {(201, None): 1, (409, "address_in_use"): THREADS - 1}
    with app.app_context():
        assert db.session.query(Person).count() == ROUNDS


def test_the_last_token_goes_to_one(app: Flask, ana: Someone) -> None:
    for _ in range(credentials.MOST_TOKENS - 2):
        assert sign_in(app).status_code == 201
    calls = [partial(sign_in, app)] * THREADS
    assert answers_of(calls) == {(201, None): 1, (409, "too_many"): THREADS - 1}


def test_the_last_place_of_somebody_alone_goes_to_one(ana: Someone) -> None:
    body = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "each"}
    for _ in range(49):
        assert ana.post("/api/habits", body).status_code == 201
    calls = [partial(ana.post, "/api/habits", body)] * THREADS
    assert answers_of(calls) == {(201, None): 1, (409, "too_many"): THREADS - 1}


def test_a_sign_in_and_a_partners_tick_do_not_wait_for_each_other(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    """The one holds ana and wants her stream; the other holds her stream and refers to her."""
    today = clock.now().date()
    habit = agreed(ana, couple, today)
    answers: list[Any] = []
    with app.app_context():
        identity = proving.identify(ana.email, PASSWORD)
        with transaction.writing() as session:
            assert proving.lock_proven(session, identity) is not None
            tick = threading.Thread(
                target=lambda: answers.append(ben.put(f"/api/habits/{habit}/ticks/{today}"))
            )
            tick.start()
            tick.join(0.5)  # on SQLite it has to wait for its turn
            data = {"what": "credentials"}
            changes.add(session, {ana.id: today}, "settings", data, by=ana.id, now=clock.now())
    tick.join()
    assert [answer.status_code for answer in answers] == [200]
    assert sorted(item["kind"] for item in ana.stream()) == ["settings", "tick"]
    assert [item["seq"] for item in ana.stream()] == [1, 2]


def test_somebody_who_leaves_for_good_while_both_tick_is_gone(app: Flask) -> None:
    today = clock.now().date()
    for number in range(ROUNDS):
        ana, ben = Someone(app, f"ana{number}"), Someone(app, f"ben{number}")
        habit = agreed(ana, link(ana, ben), today - timedelta(days=3))
        ticks = [
            partial(one.put, f"/api/habits/{habit}/ticks/{today - timedelta(days=back)}")
            for one in (ana, ben)
            for back in range(3)
        ]
        leave = partial(ana.delete, "/api/me", json={"password": PASSWORD})
        answers = [answer.status_code for answer in together([leave, *ticks])]
        assert answers[0] == 204
        # Before: taken. After: nobody's any more, or of a couple that was.
        assert set(answers[1:]) <= {200, 401, 404, 410}
        stream = ben.get("/api/changes").get_json()
        if stream["reset"]:
            stream = ben.get(f"/api/changes?after={stream['cursor']}").get_json()
        seqs = [item["seq"] for item in stream["items"]]
        assert seqs == list(range(stream["cursor"] - len(seqs) + 1, stream["cursor"] + 1))
        with app.app_context():
            assert db.session.get(Person, ana.id) is None
            assert db.session.query(Tick).filter_by(person_id=ana.id).count() == 0


def test_leaving_while_both_tick_ends_both_streams_with_it(app: Flask) -> None:
    today = clock.now().date()
    for number in range(ROUNDS):
        ana, ben = Someone(app, f"ana{number}"), Someone(app, f"ben{number}")
        habit = agreed(ana, link(ana, ben), today - timedelta(days=3))
        ticks = [
            partial(one.put, f"/api/habits/{habit}/ticks/{today - timedelta(days=back)}")
            for one in (ana, ben)
            for back in range(3)
        ]
        answers = [
            answer.status_code
            for answer in together([partial(ana.post, "/api/couple/unlink"), *ticks])
        ]
        assert answers[0] == 204
        assert set(answers[1:]) <= {200, 410}
        for one in (ana, ben):
            kinds = [item["kind"] for item in one.stream()]
            assert kinds == ["tick"] * answers[1:].count(200) + ["unlinked"]
