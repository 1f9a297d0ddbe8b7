"""GET and PATCH /api/me, and the password."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.people import PASSWORD, Someone, problem
from tracker.extensions import db
from tracker.models import Clock, CoupleCheckpoint

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NEW = "another quiet walk by the sea"


def test_me_and_my_couple(ana: Someone, couple: str, max_: Someone) -> None:
    assert ana.get("/api/me").get_json()["couple"] == couple
    assert max_.get("/api/me").get_json()["couple"] is None
    assert ana.app.test_client().get("/api/me").status_code == 401


def test_the_day_ends_when_its_owner_says(ana: Someone) -> None:
    with time_machine.travel(datetime(2026, 5, 4, 2, 30, tzinfo=UTC), tick=False):
        assert ana.get("/api/me").get_json()["local_date"] == "2026-05-04"
        changed = ana.patch("/api/me", {"day_ends_at": 3})
        assert changed.status_code == 200
        assert changed.get_json()["local_date"] == "2026-05-03"
        assert ana.get("/api/me").get_json() == changed.get_json()


def test_a_new_name_is_told_to_the_partner_and_to_nobody_else(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    assert ana.patch("/api/me", {"name": " Anna "}).get_json()["name"] == "Anna"
    (mine,) = ana.stream()
    assert (mine["kind"], mine["data"]) == ("settings", {"what": "profile"})
    (theirs,) = ben.stream()
    assert (theirs["kind"], theirs["by"], theirs["data"]) == ("couple", ana.id, {"id": couple})
    assert "Anna" not in str(theirs)
    assert "T" not in theirs["at"]
    assert dev.stream() == eva.stream() == []


def test_a_new_zone_is_told_to_the_partner_only_where_it_is_another_date(
    ana: Someone, ben: Someone, couple: str
) -> None:
    with time_machine.travel(NOON, tick=False):
        ana.patch("/api/me", {"timezone": "Europe/Berlin"})
        assert ben.stream() == []
        ana.patch("/api/me", {"timezone": "Pacific/Kiritimati"})
        assert [item["kind"] for item in ben.stream()] == ["couple"]
    assert [item["kind"] for item in ana.stream()] == ["settings", "settings"]


@pytest.mark.parametrize("body", [{}, {"name": "Ana", "timezone": "UTC", "day_ends_at": 0}])
def test_what_changes_nothing_is_told_to_nobody(
    ana: Someone, ben: Someone, couple: str, body: dict
) -> None:
    assert ana.patch("/api/me", body).status_code == 200
    assert ana.stream() == ben.stream() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", "x" * 81),
        ("timezone", "Europe/Atlantis"),
        ("timezone", 5),
        ("day_ends_at", 7),
        ("day_ends_at", -1),
        ("day_ends_at", "3"),
        ("day_ends_at", True),
        ("day_ends_at", 10**30),
        ("email", "other@example.org"),
        ("id", "x"),
    ],
)
def test_what_cannot_be_is_refused(ana: Someone, field: str, value: object) -> None:
    response = ana.patch("/api/me", {field: value})
    assert list(problem(response, 422, "invalid")["errors"]) == [field]


def test_old_clocks_are_kept_for_62_days(app: Flask, ana: Someone) -> None:
    zones = ("Europe/Berlin", "Asia/Tokyo", "UTC", "Europe/Paris")
    for days, zone in zip((0, 10, 60, 75), zones, strict=True):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            ana.patch("/api/me", {"timezone": zone})
            ana.patch("/api/me", {"day_ends_at": days % 7})
    with app.app_context():
        kept = db.session.execute(
            db.select(Clock.timezone).filter_by(person_id=ana.id).order_by(Clock.since)
        )
        # 62 days before day 75 is day 13: Tokyo, since day 10, was in force.
        assert [row.timezone for row in kept] == ["Asia/Tokyo", "UTC", "Europe/Paris"]


def test_a_today_that_moves_back_past_a_checkpoint_drops_it(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    with time_machine.travel(datetime(2026, 5, 4, 11, tzinfo=UTC), tick=False):
        for someone in (ana, ben):
            someone.patch("/api/me", {"timezone": "Pacific/Kiritimati"})  # the 5th there
        with app.app_context():
            before = datetime(2026, 5, 5).date() - timedelta(days=63)
            db.session.add(CoupleCheckpoint(couple_id=couple, before=before, streak=1))
            db.session.commit()
        ana.patch("/api/me", {"timezone": "Pacific/Niue"})  # the 4th, at midnight
        with app.app_context():
            assert db.session.get(CoupleCheckpoint, couple) is None


def test_a_new_password_ends_everything_else(app: Flask, ana: Someone, dev: Someone) -> None:
    proof = {"email": ana.email, "password": PASSWORD}
    other = app.test_client().post("/api/tokens", json=proof).get_json()["token"]
    changed = ana.put("/api/me/password", {"password": PASSWORD, "new_password": NEW})
    assert (changed.status_code, changed.get_data()) == (204, b"")
    assert ana.get("/api/me").status_code == 200
    headers = {"Authorization": f"Bearer {other}"}
    assert app.test_client().get("/api/me", headers=headers).status_code == 401
    said = [item["data"]["what"] for item in ana.stream()]
    assert said == ["sign_in", "credentials"]
    assert app.test_client().post("/api/tokens", json=proof).status_code == 401
    fresh = app.test_client().post("/api/tokens", json={**proof, "password": NEW})
    assert fresh.status_code == 201
    assert dev.stream() == []


def test_a_new_password_takes_the_old_one(ana: Someone) -> None:
    body = {"password": "not this one", "new_password": NEW}
    problem(ana.put("/api/me/password", body), 403, "wrong_password")
    assert ana.stream() == []


@pytest.mark.parametrize("weak", ["short", "password123", "ana@example.org", "x" * 129])
def test_a_new_password_is_judged_like_a_first_one(ana: Someone, weak: str) -> None:
    response = ana.put("/api/me/password", {"password": PASSWORD, "new_password": weak})
    assert response.status_code == 422
    assert list(response.get_json()["errors"]) == ["new_password"]


def test_guessing_the_password_with_a_stolen_phone_is_limited(
    make_app: Callable[..., Flask],
) -> None:
    ana = Someone(make_app(RATE_LIMITS="on"), "ana")
    wrong = {"password": "not this one"}
    for _ in range(5):
        problem(ana.put("/api/me/password", {**wrong, "new_password": NEW}), 403, "wrong_password")
        problem(ana.post("/api/me/export", wrong), 403, "wrong_password")
    problem(ana.delete("/api/me", json={"password": PASSWORD}), 429, "too_many_tries")
