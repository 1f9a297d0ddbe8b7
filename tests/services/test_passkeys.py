"""Passkeys as they are kept: whose they are, what each answer is good for, and when they go."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from tests.support.mails import mailed_links
from tests.support.passkeys import LOCAL, Authenticator, raw
from tests.support.people import CHEAP, PASSWORD, Someone
from tracker.extensions import db
from tracker.models import Credential, Passkey, PasskeyChallenge
from tracker.services import (
    credentials,
    new_passwords,
    passkey_news,
    passkey_proofs,
    passkeys,
    passwords,
    resets,
    transaction,
)
from tracker.services.errors import Conflict, Invalid, NotFound, Refusal, Unauthenticated
from tracker.services.passkey_proofs import Assertion, RelyingParty
from tracker.services.passkeys import Asked, Entered, View
from tracker.services.principal import Principal, digest

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
PARTY = RelyingParty("localhost", frozenset({LOCAL}))
NEVER = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _before(monkeypatch: pytest.MonkeyPatch, time_machine: TimeMachineFixture) -> None:
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)
    time_machine.move_to(NOW - timedelta(minutes=1), tick=False)


def who(person: Someone) -> Principal:
    """Return what somebody's token comes to, within the application."""
    query = db.select(Credential).filter_by(secret_digest=digest(person.secret))
    row = db.session.scalars(query).one()
    return Principal(person.id, row.id, "token", row.last_used_at, row.shared)


def begin(person: Someone, now: datetime = NOW) -> Asked:
    with person.app.app_context():
        return passkeys.begin_adding(who(person), PASSWORD, PARTY, now)


def add(
    person: Someone, device: Authenticator, asked: Asked | None = None, now: datetime = NOW
) -> View:
    question = begin(person) if asked is None else asked
    answer = device.make(question.options)
    with person.app.app_context():
        return passkeys.add(
            who(person),
            challenge_id=question.challenge_id,
            client_data=raw(answer["client_data"]),
            attestation=raw(answer["attestation"]),
            label="My phone",
            party=PARTY,
            now=now,
        )


def ask(app: Flask, now: datetime = NOW) -> Asked:
    with app.app_context():
        return passkeys.begin_sign_in(PARTY, now)


def enter(
    app: Flask,
    device: Authenticator,
    asked: Asked | None = None,
    now: datetime = NOW,
    **instead: bytes,
) -> Entered:
    question = ask(app, now) if asked is None else asked
    answer: Any = {name: raw(said) for name, said in device.sign(question.options).items()}
    with app.app_context():
        return passkeys.sign_in(
            Assertion(**answer | instead),
            challenge_id=question.challenge_id,
            party=PARTY,
            label="Firefox on Android",
            now=now,
        )


def in_place_of(asked: Asked, other: Asked) -> Asked:
    """Return a question that is asked with the challenge of another."""
    challenge = {"challenge": other.options["challenge"]}
    return Asked(other.challenge_id, asked.options | challenge)


@contextmanager
def refused(code: str, kind: type[Refusal]) -> Iterator[None]:
    with pytest.raises(kind) as error:
        yield
    assert error.value.code == code


def news(person: Someone, now: datetime = NOW) -> str | None:
    with person.app.app_context():
        found = passkey_news.news(who(person), now)
    return found.what if found else None


def of(person: Someone) -> list[View]:
    with person.app.app_context():
        return list(passkeys.listed(person.id, after=None, limit=100).items)


def test_it_lets_its_owner_in_and_nobody_else(app: Flask, ana: Someone, dev: Someone) -> None:
    phone, key = Authenticator(), Authenticator(counts=True)
    kept = add(ana, phone)
    add(dev, key)
    assert enter(app, phone, now=NOW + timedelta(hours=1)).person_id == ana.id
    assert enter(app, key).person_id == enter(app, key).person_id == dev.id
    assert [(one.id, one.last_used_at) for one in of(ana)] == [(kept.id, NOW + timedelta(hours=1))]
    with app.app_context():
        assert passkeys.count(ana.id) == passkeys.count(dev.id) == 1
        (begun,) = db.session.scalars(
            db.select(Credential).filter_by(person_id=ana.id, kind="session")
        )
        assert (begun.label, begun.shared) == ("Firefox on Android", False)
    with refused("passkey_known", Conflict):
        add(dev, phone)


def test_an_answer_counts_once_in_time_and_for_whom_it_was_asked(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    phone = Authenticator()
    hers, later = begin(ana), NOW + timedelta(minutes=5)
    with refused("challenge_over", Conflict):
        add(dev, Authenticator(), hers)  # another person's
    with refused("challenge_over", Conflict):
        add(ana, Authenticator(), in_place_of(hers, ask(app)))  # to sign in
    with refused("challenge_over", Conflict):
        add(ana, Authenticator(), Asked("no id", hers.options))
    add(ana, phone, hers)
    with refused("challenge_over", Conflict):
        add(ana, Authenticator(), hers)
    first = begin(ana)
    begin(ana)
    with refused("challenge_over", Conflict):
        add(ana, Authenticator(), first)  # begun anew
    with refused("challenge_over", Conflict):
        add(ana, Authenticator(), begin(ana), later)
    asked = ask(app)
    enter(app, phone, asked)
    with refused("challenge_over", Conflict):
        enter(app, phone, asked)
    with refused("challenge_over", Conflict):
        enter(app, phone, ask(app), now=later)
    to_add = begin(ana)
    with refused("challenge_over", Conflict):
        enter(app, phone, in_place_of(ask(app), to_add))


def test_an_answer_that_is_refused_has_used_its_question(app: Flask, ana: Someone) -> None:
    phone, asked = Authenticator(), begin(ana)
    with refused("bad_passkey", Invalid):
        add(ana, Authenticator(origin="https://woven.example"), asked)
    with refused("challenge_over", Conflict):
        add(ana, phone, asked)
    add(ana, phone)
    question = ask(app)
    with refused("wrong_passkey", Unauthenticated):
        enter(app, phone, question, signature=b"no")
    with refused("challenge_over", Conflict):
        enter(app, phone, question)
    with app.app_context():
        assert not db.session.scalars(db.select(PasskeyChallenge)).all()


def test_one_that_nobody_has_is_refused_like_one_that_did_not_sign(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    phone = Authenticator()
    add(ana, phone)
    add(dev, theirs := Authenticator())
    said = set()
    tries: tuple[tuple[Authenticator, dict[str, Any]], ...] = (
        (Authenticator(handle=phone.handle), {}),
        (phone, {"signature": b"no"}),
        (phone, {"user_handle": theirs.handle}),
        (phone, {"user_handle": b""}),
        (theirs, {"credential_id": phone.credential_id}),
    )
    for device, instead in tries:
        with pytest.raises(Unauthenticated) as error:
            enter(app, device, **instead)
        said.add((error.value.code, error.value.detail))
    assert len(said) == 1
    assert [one.last_used_at for one in of(ana)] == [None]


def test_a_counter_that_goes_back_is_refused_and_told(app: Flask, ana: Someone) -> None:
    key = Authenticator(counts=True, count=2**32 - 3)
    add(ana, key)
    enter(app, key)
    copied = Authenticator(
        key=key.key, credential_id=key.credential_id, handle=key.handle, count=key.count
    )
    told = NOW + timedelta(days=1)
    for count in (key.count, key.count - 1, 0):
        copied.count = count
        with refused("wrong_passkey", Unauthenticated):
            enter(app, copied, now=told)
    assert news(ana, told) == "copied"
    # A forged one is no news: anybody could have it told.
    with app.app_context(), transaction.writing() as session:
        session.execute(db.update(Credential).values(sessions_seen_at=told))
    with refused("wrong_passkey", Unauthenticated):
        enter(app, copied, now=told + timedelta(hours=1), signature=b"no")
    assert news(ana, told) is None
    enter(app, key)


def test_there_is_room_for_twenty(app: Flask, ana: Someone) -> None:
    waiting = begin(ana)
    with app.app_context(), transaction.writing() as session:
        session.add_all(
            Passkey(
                person_id=ana.id,
                credential_id=bytes([number]),
                public_key=b"",
                sign_count=0,
                label="One",
                created_at=NOW,
            )
            for number in range(passkeys.MOST)
        )
    for attempt in (lambda: begin(ana), lambda: add(ana, Authenticator(), waiting)):
        with refused("too_many", Conflict):
            attempt()


def test_only_its_owner_removes_it_and_then_it_opens_nothing(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    phone = Authenticator()
    kept, asked = add(ana, phone), ask(app)
    with app.app_context(), refused("not_found", NotFound):
        passkeys.remove(who(dev), kept.id, PASSWORD, NOW)
    with app.app_context():
        passkeys.remove(who(ana), kept.id, PASSWORD, NOW)
    assert of(ana) == []
    with refused("wrong_passkey", Unauthenticated):
        enter(app, phone, asked)
    assert {item["data"]["what"] for item in ana.stream()} == {"passkeys"}
    assert dev.stream() == []


def test_ending_all_else_also_ends_a_passkey_that_is_just_being_added(ana: Someone) -> None:
    asked = begin(ana)
    with ana.app.app_context():
        credentials.end_others(who(ana), PASSWORD, NOW)
    with refused("challenge_over", Conflict):
        add(ana, Authenticator(), asked)


@pytest.mark.parametrize("way", ["a reset", "ending all else"])
def test_who_is_signed_out_while_the_answer_is_looked_at_leaves_none_behind(
    ana: Someone, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    link = mailed_links(ana.app, ana)["mailed_reset"]
    asked, look = begin(ana), passkey_proofs.attested

    def slowly(*given: Any) -> Any:
        if way == "a reset":
            resets.reset(link, "two quiet walks after dinner", NOW)
        else:
            credentials.end_others(replace(who(ana), credential_id=NEVER), PASSWORD, NOW)
        return look(*given)

    monkeypatch.setattr(passkey_proofs, "attested", slowly)
    with refused("not_found", NotFound):
        add(ana, Authenticator(), asked)
    assert of(ana) == []


@pytest.mark.parametrize("way", ["reset", "change with them", "change without"])
def test_with_a_new_password_they_go_where_that_is_wished(
    app: Flask, ana: Someone, way: str
) -> None:
    phone = Authenticator()
    add(ana, phone)
    link, fresh = mailed_links(app, ana)["mailed_reset"], "two quiet walks after dinner"
    with app.app_context():
        if way == "reset":
            resets.reset(link, fresh, NOW)
        else:
            gone = way == "change with them"
            new_passwords.change(who(ana), PASSWORD, fresh, NOW, remove_passkeys=gone)
    if way == "change without":
        assert enter(app, phone).person_id == ana.id
    else:
        assert of(ana) == []
        with refused("wrong_passkey", Unauthenticated):
            enter(app, phone)
