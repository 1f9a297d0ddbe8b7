"""A calendar address: one a person, found by its secret alone, ended with what it was made in."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.support.people import PASSWORD, Someone, link
from tracker.extensions import db
from tracker.models import CalendarFeed
from tracker.services import calendar_feeds
from tracker.services.errors import Forbidden, NotFound
from tracker.services.principal import Principal

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)


def asking(person: Someone, *, shared: bool = False) -> Principal:
    return Principal(person.id, person.id, "session", NOW, shared)


def make(person: Someone) -> str:
    with person.app.app_context():
        return calendar_feeds.make(asking(person), NOW)


def holder(app: Flask, secret: str) -> str | None:
    with app.app_context():
        return calendar_feeds.holder(secret)


def test_an_address_is_its_persons_and_a_new_one_ends_the_old(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    first, his = make(ana), make(ben)
    assert len(first) == 32
    assert (holder(app, first), holder(app, his)) == (ana.id, ben.id)
    second = make(ana)
    assert (holder(app, first), holder(app, second)) == (None, ana.id)
    assert holder(app, his) == ben.id


def test_of_its_secret_a_digest_is_kept(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    secret = make(ana)
    with app.app_context():
        (row,) = db.session.scalars(db.select(CalendarFeed)).all()
        assert secret not in (row.secret_digest, row.person_id)
        assert holder(app, row.secret_digest) is None


@pytest.mark.parametrize("secret", ["", "a", "A" * 31, "A" * 32, "A" * 33, "ü" * 32, "\ud800" * 32])
def test_what_was_never_made_is_nobodys(app: Flask, ana: Someone, couple: str, secret: str) -> None:
    make(ana)
    assert holder(app, secret) is None


def test_turned_off_it_has_ended_and_twice_is_once(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    mine, his = make(ana), make(ben)
    with app.app_context():
        calendar_feeds.turn_off(ana.id)
        calendar_feeds.turn_off(ana.id)
        assert calendar_feeds.made_at(ana.id) is None
    assert (holder(app, mine), holder(app, his)) == (None, ben.id)


def test_leaving_ends_both_and_linking_again_brings_neither_back(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    mine, his, theirs = make(ana), make(ben), make(dev)
    assert ben.post("/api/couple/unlink").status_code == 204
    assert (holder(app, mine), holder(app, his)) == (None, None)
    with pytest.raises(NotFound):
        make(ana)
    link(ana, ben)
    assert (holder(app, mine), holder(app, his)) == (None, None)
    assert holder(app, theirs) == dev.id


def test_a_new_password_ends_ones_own(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    mine, his = make(ana), make(ben)
    body = {"password": PASSWORD, "new_password": "quite another evening"}
    assert ana.put("/api/me/password", body).status_code == 204
    assert (holder(app, mine), holder(app, his)) == (None, ben.id)


def test_who_is_erased_has_none(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    secret = make(ana)
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert holder(app, secret) is None


def test_on_a_shared_device_none_is_made(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    mine = make(ana)
    with app.app_context(), pytest.raises(Forbidden):
        calendar_feeds.make(asking(ana, shared=True), NOW)
    assert holder(app, mine) == ana.id


def test_nobody_alone_makes_one(max_: Someone) -> None:
    with pytest.raises(NotFound):
        make(max_)
