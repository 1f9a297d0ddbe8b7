"""Links that were mailed: short lives, one use, and nothing about who has an account."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.support.mails import mailed_links
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.models import MailLink, Person, SignUp
from tracker.services import (
    addresses,
    errors,
    mail_links,
    passwords,
    resets,
    sign_ups,
    transaction,
)

NEW = "another quiet evening"


def confirm(someone: Someone) -> None:
    """Confirm somebody's address, past the mail."""
    with someone.app.app_context(), transaction.writing() as session:
        session.get_one(Person, someone.id).email_confirmed_at = clock.now()


def asked(someone: Someone, email: str) -> str:
    """Ask for a reset; return the link's id."""
    with someone.app.app_context():
        resets.ask(email, clock.now())
        newest = select(MailLink.id).order_by(MailLink.created_at.desc())
        return str(db.session.scalars(newest).first())


def statements(app: Flask, email: str) -> tuple[list[str], int]:
    """Return what asking for a reset says to the store, and how many passwords it hashes."""
    said: list[str] = []
    hashed: list[str] = []
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "verify", lambda *_: hashed.append("verified"))
        patch.setattr(passwords, "make_hash", lambda *_: hashed.append("made"))
        heard = (db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
        event.listen(*heard)
        resets.ask(email, clock.now())
        event.remove(*heard)
    return said, len(hashed)


@pytest.mark.store("sqlite")
def test_asking_for_a_reset_does_the_same_work_for_every_address(
    app: Flask, ana: Someone, ben: Someone
) -> None:
    confirm(ana)
    known, unconfirmed = statements(app, ana.email), statements(app, ben.email)
    assert known[0]
    assert not any("persons" in statement for statement in known[0])
    assert known == unconfirmed == statements(app, "nobody@example.org")


def test_only_a_confirmed_address_gets_a_link(app: Flask, ana: Someone, ben: Someone) -> None:
    confirm(ana)
    links = [asked(ana, email) for email in ("ANA@example.org", ben.email, "who@example.org")]
    with app.app_context():
        sealed = [resets.seal(link, clock.now()) for link in links]
        assert sealed[0] is not None
        assert sealed[0].email == ana.email
        assert sealed[1:] == [None, None]
        assert db.session.scalars(select(MailLink.id)).all() == links[:1]


def test_a_reset_opens_once_and_voids_all_that_was_mailed_before(app: Flask, ana: Someone) -> None:
    confirm(ana)
    first, second = asked(ana, ana.email), asked(ana, ana.email)
    with app.app_context():
        one, other = resets.seal(first, clock.now()), resets.seal(second, clock.now())
        assert one is not None
        assert other is not None
        resets.reset(one.secret, NEW, clock.now())
        for secret in (one.secret, other.secret):
            with pytest.raises(errors.NotFound):
                resets.reset(secret, NEW, clock.now())
    assert ana.get("/api/me").status_code == 401


def test_a_mail_that_did_not_leave_leaves_no_link_behind(app: Flask, ana: Someone) -> None:
    confirm(ana)
    link_id = asked(ana, ana.email)
    with app.app_context():
        lost, sent = resets.seal(link_id, clock.now()), resets.seal(link_id, clock.now())
        assert lost is not None
        assert sent is not None
        with pytest.raises(errors.NotFound):
            mail_links.find(lost.secret, {"reset"}, clock.now())
        assert mail_links.find(sent.secret, {"reset"}, clock.now()).email == ana.email


def test_an_address_that_was_taken_meanwhile_opens_for_nobody(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    """Free at the first try, whose mail may have left, and taken at the second."""
    with app.app_context():
        with transaction.writing() as session:
            link = mail_links.ask(session, "address", "new@example.org", clock.now(), ana.id)
        first = addresses.seal(link, clock.now())
        assert first is not None
        assert first.secret is not None
        with transaction.writing() as session:
            session.get_one(Person, dev.id).address_key = "new@example.org"
        again = addresses.seal(link, clock.now())
        assert again is not None
        assert again.secret is None
        with pytest.raises(errors.NotFound):
            mail_links.find(first.secret, {"address"}, clock.now())
        assert addresses.standing(ana.id, clock.now()).wanted == "new@example.org"


@pytest.mark.parametrize(("kind", "hours"), [("confirm", 24), ("reset", 1)])
def test_a_link_lives_for_a_while(app: Flask, ana: Someone, kind: str, hours: int) -> None:
    secret = mailed_links(app, ana)[f"mailed_{kind}"]
    end = clock.now() + timedelta(hours=hours)
    with app.app_context():
        mail_links.find(secret, {kind}, end - timedelta(minutes=1))
        for moment in (end, end + timedelta(days=1)):
            with pytest.raises(errors.NotFound):
                mail_links.find(secret, {kind}, moment)


def test_a_link_is_for_one_purpose(app: Flask, ana: Someone) -> None:
    made = mailed_links(app, ana)
    with app.app_context():
        with pytest.raises(errors.NotFound):
            resets.reset(made["mailed_confirm"], NEW, clock.now())
        with pytest.raises(errors.NotFound):
            addresses.confirm(made["mailed_reset"], clock.now())
        with pytest.raises(errors.NotFound):
            sign_ups.find(made["mailed_reset"], clock.now())
        assert db.session.get_one(Person, ana.id).email_confirmed_at is None


def test_no_secret_is_stored(app: Flask, ana: Someone) -> None:
    secrets = mailed_links(app, ana).values()
    with app.app_context():
        for table in (MailLink, SignUp):
            rows = str(db.session.execute(select(table.__table__)).all())
            assert not any(secret in rows for secret in secrets)
