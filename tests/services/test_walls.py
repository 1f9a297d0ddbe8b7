"""Links for screens: both partners' alike, five at most, and gone with the couple."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.support.people import PASSWORD, Someone, link
from tracker.extensions import db
from tracker.models import WallLink
from tracker.services import couples, walls
from tracker.services.errors import Conflict, NotFound
from tracker.services.walls import Link

NOW = datetime(2026, 5, 20, 22, 30, tzinfo=UTC)


def make(person: Someone, names: bool = True, now: datetime = NOW) -> tuple[Link, str]:
    with person.app.app_context():
        return walls.make(person.id, names, now)


def listed(person: Someone) -> list[Link]:
    with person.app.app_context():
        return list(walls.listed(person.id, after=None, limit=100).items)


def opens(app: Flask, secret: str) -> bool:
    with app.app_context():
        return walls.find(secret) is not None


def test_a_link_is_both_partners_whoever_made_it(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    (mine, secret), (his, _) = make(ana), make(ben, names=False, now=NOW + timedelta(seconds=1))
    assert len(secret) == 22
    assert listed(ana) == listed(ben) == [mine, his]
    assert [(one.by, one.names) for one in (mine, his)] == [(ana.id, True), (ben.id, False)]
    assert listed(dev) == []
    with app.app_context():
        assert walls.change(ben.id, mine.id, False, NOW).names is False
        walls.revoke(ben.id, mine.id, NOW)
    assert not opens(app, secret)
    assert listed(ana) == [his]
    assert [item["kind"] for item in ana.stream()] == ["couple"] * 4
    assert [item["data"] for item in ben.stream()] == [{"id": couple}] * 4
    assert dev.stream() == eva.stream() == []


def test_the_day_it_was_made_is_the_readers(ana: Someone, ben: Someone, couple: str) -> None:
    ben.patch("/api/me", {"timezone": "Asia/Tokyo"})  # where it is the morning after
    make(ana)
    assert [str(listed(one)[0].made_on) for one in (ana, ben)] == ["2026-05-20", "2026-05-21"]


def test_of_the_secret_a_digest_is_kept(app: Flask, ana: Someone, couple: str) -> None:
    _, secret = make(ana)
    with app.app_context():
        (row,) = db.session.scalars(db.select(WallLink)).all()
        assert secret not in (row.secret_digest, row.id)
        assert walls.find(row.secret_digest) is None
        wall = walls.find(secret)
        assert wall is not None
        assert wall.couple_id == couple


@pytest.mark.parametrize("secret", ["", "A", "A" * 21, "A" * 22, "A" * 23, "ü" * 22, "\ud800" * 22])
def test_what_was_never_made_opens_nothing(
    app: Flask, ana: Someone, couple: str, secret: str
) -> None:
    make(ana)
    assert not opens(app, secret)


def test_there_are_five_a_couple_and_not_a_person(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    for person in (ana, ben, ana, ben):
        make(person)
    last, _ = make(ana)
    for person in (ana, ben):
        with pytest.raises(Conflict) as refused:
            make(person)
        assert refused.value.code == "too_many"
    with app.app_context():
        walls.revoke(ben.id, last.id, NOW)
    make(ben)


def test_a_strangers_link_and_none_are_alike(
    app: Flask, ana: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    made, secret = make(ana)
    with app.app_context():
        for person in (dev, max_):
            for link_id in (made.id, "00000000-0000-4000-8000-000000000001", "no id", ""):
                for call in (
                    lambda who, it: walls.change(who, it, False, NOW),
                    lambda who, it: walls.revoke(who, it, NOW),
                    walls.require,
                ):
                    with pytest.raises(NotFound):
                        call(person.id, link_id)
    assert opens(app, secret)
    assert listed(ana) == [made]


def test_who_is_linked_with_nobody_makes_none(max_: Someone) -> None:
    with pytest.raises(NotFound):
        make(max_)


def test_leaving_ends_all_of_them_at_once_and_linking_again_brings_none_back(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    secrets = [make(person)[1] for person in (ana, ben)]
    with app.app_context():
        couples.unlink(ana.id, NOW)
        # `unlinked` is the last that their streams say of it.
        assert [item["kind"] for item in ben.stream()][-1] == "unlinked"
        assert db.session.scalars(db.select(WallLink)).all() == []
    link(ana, ben)
    assert not any(opens(app, secret) for secret in secrets)
    assert listed(ana) == []


def test_an_ex_makes_none(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    made, _ = make(ben)
    ana.post("/api/couple/unlink")
    with pytest.raises(NotFound):
        make(ben)
    with app.app_context(), pytest.raises(NotFound):
        walls.change(ben.id, made.id, True, NOW)


def test_a_link_whose_couple_has_ended_opens_nothing_even_if_its_row_is_left(
    app: Flask, ana: Someone, ben: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = make(ana)
    monkeypatch.setattr(walls, "end", lambda *_: None)
    ana.post("/api/couple/unlink")
    assert not opens(app, secret)


def test_erasing_an_account_ends_the_links(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    _, secret = make(ben)
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
    assert not opens(app, secret)
