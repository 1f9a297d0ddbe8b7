"""One's own invitation while it is open: shown to who holds its secrets, and to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.support.people import Someone
from tracker.services import invites, waiting
from tracker.services.errors import NotFound
from tracker.services.invites import Offer
from tracker.services.waiting import Open

KEY = b"for tests alone"
NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)


def offered(someone: Someone) -> Offer:
    with someone.app.app_context():
        return invites.offer(someone.id, week_start=1, key=KEY, now=NOW)


def found(someone: Someone, token: str = "", code: str = "", *, later: int = 0) -> Open | None:
    now = NOW + timedelta(minutes=later)
    with someone.app.app_context():
        return waiting.invitation(someone.id, token=token, code=code, key=KEY, now=now)


def test_who_holds_the_secrets_is_shown_them(max_: Someone) -> None:
    offer = offered(max_)
    shown = found(max_, offer.token, offer.code)
    assert shown == Open(offer.expires_at, offer.token, offer.code, offer.code_expires_at)


def test_without_them_only_that_there_is_one(max_: Someone, dev: Someone) -> None:
    offer, other = offered(max_), offered(dev)
    nothing = Open(offer.expires_at, None, None, offer.code_expires_at)
    assert found(max_) == nothing
    assert found(max_, other.token, other.code) == nothing
    assert found(max_, "A" * 22, "AAAA-AAAA-AAAA") == nothing
    assert found(max_, offer.code, offer.token) == nothing


def test_somebody_elses_secrets_open_nothing(max_: Someone, dev: Someone) -> None:
    offer = offered(max_)
    assert found(dev, offer.token, offer.code) is None


def test_the_code_ends_after_ten_minutes_and_the_link_after_seven_days(max_: Someone) -> None:
    offer = offered(max_)
    after = found(max_, offer.token, offer.code, later=10)
    assert after is not None
    assert (after.token, after.code) == (offer.token, None)
    assert found(max_, offer.token, offer.code, later=7 * 24 * 60) is None


def test_a_code_that_was_guessed_at_too_often_is_not_shown(max_: Someone) -> None:
    offer = offered(max_)
    wrong = offer.code[:5] + ("0000-0000" if offer.code[5:] != "0000-0000" else "1111-1111")
    with max_.app.app_context():
        for _ in range(invites.WRONG_TRIES):
            with pytest.raises(NotFound):
                invites.preview(wrong, key=KEY, now=NOW)
    shown = found(max_, offer.token, offer.code)
    assert shown is not None
    assert (shown.token, shown.code) == (offer.token, None)


def test_a_newer_one_takes_its_place(max_: Someone) -> None:
    old, new = offered(max_), offered(max_)
    shown = found(max_, old.token, old.code)
    assert shown is not None
    assert (shown.token, shown.code) == (None, None)
    assert found(max_, new.token, new.code) is not None


def test_what_was_taken_back_is_gone_for_everybody(app: Flask, max_: Someone, dev: Someone) -> None:
    offer, other = offered(max_), offered(dev)
    with app.app_context():
        waiting.take_back(max_.id, NOW)
        waiting.take_back(max_.id, NOW)
        with pytest.raises(NotFound):
            invites.preview(offer.token, key=KEY, now=NOW)
    assert found(max_, offer.token, offer.code) is None
    assert found(dev, other.token, other.code) is not None
