"""The coach's openings of the couple's page, listed for the two by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests.support.coached import let_in
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import CoachOpening
from tracker.services.coaching import clients, letting_in, openings
from tracker.services.coaching.clients import Client
from tracker.services.errors import NotFound

NOW = datetime(2026, 5, 20, 22, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def client(app: Flask, ana: Someone, ben: Someone, cleo: Someone, couple: str) -> Client:
    ben.patch("/api/me", {"timezone": "Asia/Tokyo"})  # where it is the morning after
    link = let_in(cleo, couple, ana, ben)
    with app.app_context():
        return clients.take(db.session(), cleo.id, link, NOW)


def test_a_day_is_noted_once_by_the_couples_clock_and_listed_newest_first(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, eva: Someone, client: Client
) -> None:
    heads = [len(one.stream()) for one in (ana, ben, cleo)]
    with app.app_context():
        for hours in (0, 1, 24, 72):
            openings.note(client, NOW + timedelta(hours=hours))
        for one in (ana, ben):
            first = openings.listed(one.id, client.link_id, NOW, after=None, limit=2)
            assert [item.day for item in first.items] == [date(2026, 5, 23), date(2026, 5, 21)]
            assert first.next == (date(2026, 5, 21),)
            rest = openings.listed(one.id, client.link_id, NOW, after=first.next[0], limit=2)
            assert ([item.day for item in rest.items], rest.next) == ([date(2026, 5, 20)], None)
        for stranger in (eva, cleo):
            with pytest.raises(NotFound):
                openings.listed(stranger.id, client.link_id, NOW, after=None, limit=2)
    path = f"/api/couple/coach/{client.link_id}/openings"
    page = ana.get(f"{path}?limit=2").get_json()
    assert page["items"] == [{"day": "2026-05-23"}, {"day": "2026-05-21"}]
    assert ana.get(f"{path}?after={page['next']}").get_json()["items"] == [{"day": "2026-05-20"}]
    assert ana.get(f"{path}?after=x").status_code == 422
    # A row in a stream would tell the hour.
    assert [len(one.stream()) for one in (ana, ben, cleo)] == heads


def test_what_cannot_be_noted_is_not_opened(app: Flask, ana: Someone, client: Client) -> None:
    with app.app_context():
        letting_in.revoke(ana.id, client.link_id, NOW)
        with pytest.raises(NotFound):
            openings.note(client, NOW)
        assert db.session.query(CoachOpening).count() == 0
