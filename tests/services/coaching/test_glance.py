"""What one partner is reminded of about a coach, and what is said once it is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.coached import let_in
from tests.support.people import Someone
from tracker.services.coaching import consents, glance, last_link, letting_in
from tracker.services.coaching.glance import Glance

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
KEY = b"for tests"


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def test_each_is_reminded_of_what_waits_for_them(
    app: Any, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    with app.app_context():
        assert glance.of(ana.id, NOW) is None
        link = letting_in.ask(ana.id, [], None, KEY, NOW)
        assert glance.of(ana.id, NOW) == Glance("waiting", None, NOW.date())
        assert glance.of(ben.id, NOW) == Glance("asked", None, NOW.date())
        letting_in.agree(ben.id, link.id, [], KEY, NOW)
        assert {glance.of(one.id, NOW) for one in (ana, ben)} == {
            Glance("agreed", None, NOW.date())
        }
        assert glance.of(dev.id, NOW) is None


def test_being_asked_again_goes_by_one_s_own_answer(
    app: Any, ana: Someone, ben: Someone, couple: str
) -> None:
    link = let_in(Someone(app, "cleo"), couple, ana, ben)
    later, since = NOW + timedelta(days=91), NOW.date()
    asked = Glance("again", "Cleo", since, (NOW + timedelta(days=104)).date())
    with app.app_context():
        assert glance.of(ana.id, NOW) == Glance("active", "Cleo", since)
        assert glance.of(ana.id, later) == glance.of(ben.id, later) == asked
        consents.renew(ana.id, link, later)
        assert glance.of(ana.id, later) == Glance("active", "Cleo", since)
        assert glance.of(ben.id, later) == asked
        assert glance.of(ben.id, NOW + timedelta(days=104)) is None


def test_that_it_is_over_is_said_for_two_weeks_and_alike_to_both(
    app: Any, ana: Someone, ben: Someone, couple: str
) -> None:
    let_in(Someone(app, "cleo"), couple, ana, ben)
    with app.app_context():
        assert last_link.over(ana.id, NOW) is None
        lapsed = NOW + timedelta(days=104)
        over = last_link.over(ana.id, lapsed)
        assert over == last_link.over(ben.id, lapsed)
        assert over == last_link.Over("Cleo", lapsed.date(), was_active=True)
        assert last_link.over(ana.id, lapsed + timedelta(days=15)) is None


def test_what_never_came_to_be_is_told_to_whoever_asked(
    app: Any, ana: Someone, ben: Someone, couple: str
) -> None:
    with app.app_context():
        link = letting_in.ask(ana.id, [], None, KEY, NOW)
        letting_in.revoke(ben.id, link.id, NOW)
        assert last_link.over(ana.id, NOW) == last_link.Over(None, NOW.date(), was_active=False)
        assert last_link.over(ben.id, NOW) is None
