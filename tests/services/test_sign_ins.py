"""A new sign-in is news where one was signed in before, until the list of them was shown there."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from tests.support.people import CHEAP_HASH, Someone
from tracker.services import credentials, principal, sign_ins
from tracker.services.principal import Principal
from tracker.services.proving import Identity
from tracker.services.sign_ins import SignIn

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW - timedelta(hours=1), tick=False)


def begin(person: Someone, now: datetime, kind: principal.Kind = "session") -> Principal:
    """Sign somebody in, past the password; return what asks from then on."""
    identity = Identity(person.id, CHEAP_HASH, None)
    with person.app.app_context():
        _, view = credentials.begin(identity, kind=kind, label=f"a {kind}", now=now)
    return Principal(person.id, view.id, kind, now, shared=False)


def news(app: Flask, me: Principal, now: datetime) -> SignIn | None:
    with app.app_context():
        return sign_ins.news(me, now)


def test_what_began_later_is_news_and_what_was_there_is_none(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    theirs = begin(ben, NOW)
    first = begin(ana, NOW)
    second = begin(ana, NOW + MINUTE)
    told = news(app, first, NOW + MINUTE)
    assert told is not None
    assert (told.kind, told.label, told.day, told.today) == (
        "session",
        "a session",
        NOW.date(),
        NOW.date(),
    )
    assert told.time == "18:31"
    assert news(app, second, NOW + MINUTE) is None
    assert news(app, theirs, NOW + MINUTE) is None


def test_each_browser_is_told_until_it_was_shown_the_list(app: Flask, ana: Someone) -> None:
    first, second = begin(ana, NOW), begin(ana, NOW + MINUTE)
    stranger = begin(ana, NOW + 2 * MINUTE)
    with app.app_context():
        sign_ins.seen(first, NOW + 3 * MINUTE)
        sign_ins.seen(stranger, NOW + 3 * MINUTE)
    assert news(app, first, NOW + 4 * MINUTE) is None
    assert news(app, second, NOW + 4 * MINUTE) is not None
    program = begin(ana, NOW + 5 * MINUTE, "token")
    told = news(app, first, NOW + 6 * MINUTE)
    assert told is not None
    assert told.kind == "token"
    with app.app_context():
        credentials.end(ana.id, program.credential_id, NOW + 6 * MINUTE)
    assert news(app, first, NOW + 6 * MINUTE) is None


def test_it_is_news_for_a_week(app: Flask, ana: Someone) -> None:
    first = begin(ana, NOW)
    begin(ana, NOW + MINUTE)
    assert news(app, first, NOW + timedelta(days=7)) is not None
    assert news(app, first, NOW + timedelta(days=7) + MINUTE) is None


def test_it_is_in_ones_own_stream_alone(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    before = len(ana.stream())
    begin(ana, NOW)
    begin(ana, NOW, "token")
    said = [(item["kind"], item["data"]) for item in ana.stream()[before:]]
    assert said == [("settings", {"what": "sign_in"})] * 2
    assert ben.stream() == dev.stream() == []
