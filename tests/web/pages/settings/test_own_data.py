"""One's own data: the file is the API's document, and erasing is complete at once."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import agree
from tests.support.browser import Browser
from tests.support.people import PASSWORD, Someone
from tests.web.pages.settings.forms import page, press

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def test_the_file_holds_what_the_api_hands_out(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, title="Walk & “talk”")["id"]
    ana.put(f"/api/habits/{habit}/ticks/2026-05-20", {"note": "by the river"})
    response = press(ana, "/settings/data", password=PASSWORD)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="woven-2026-05-20.json"'
    )
    assert "no-store" in response.headers["Cache-Control"]
    document = json.loads(response.data)
    assert document == ana.post("/api/me/export", {"password": PASSWORD}).get_json()
    assert "by the river" in response.get_data(as_text=True)
    assert ben.email not in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/settings/data", "/settings/erase"])
@pytest.mark.parametrize(("password", "status"), [("not this one", 403), ("", 422)])
def test_without_the_password_nothing_happens(
    ana: Someone, path: str, password: str, status: int
) -> None:
    response = press(ana, path, password=password)
    assert response.status_code == status
    assert 'id="password-wrong"' in response.get_data(as_text=True)
    assert response.mimetype == "text/html"
    assert "Content-Disposition" not in response.headers
    assert ana.get("/api/me").status_code == 200


def test_erasing_takes_two_steps_and_says_what_stays(ana: Someone) -> None:
    assert 'href="/settings/erase"' in page(ana, "/settings/data")
    text = page(ana, "/settings/erase")
    assert "What stays with your partner" in text
    assert "It cannot be undone" in text
    assert text.count('action="/settings/erase"') == 1


def test_erasing_is_complete_at_once(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, title="Walk")["id"]
    for person in (ana, ben):
        person.put(f"/api/habits/{habit}/ticks/2026-05-20", {"note": f"of {person.name}"})
    browser = Browser(app)
    browser.sign_in(ana.email)
    response = browser.post("/settings/erase", password=PASSWORD)
    assert (response.status_code, response.location) == (303, "/?said=erased")
    assert browser.cookie("woven_session") is None
    assert "Your account is erased." in browser.get("/?said=erased").get_data(as_text=True)
    assert Browser(app).sign_in(ana.email).status_code == 401
    assert ana.get("/api/me").status_code == 401
    kept = json.dumps(ben.post("/api/me/export", {"password": PASSWORD}).get_json())
    assert "of ben" in kept
    assert "of ana" not in kept
    assert ana.id not in kept
    assert "not linked any more" in page(ben, "/settings/leaving")
