"""The log says who was answered what, and nothing of what they wrote."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.people import Someone
from tracker import guard, store


def test_a_log_line_holds_ids_and_no_content(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(LOG_LEVEL="debug")
    ana = Someone(app, "ana")
    body = {
        "title": "MARKER title",
        "why": "MARKER why",
        "cadence": {"unit": "day"},
        "mode": "each",
    }
    ana.post("/api/habits?secret=MARKER", body)
    ana.get("/api/invites/MARKERMARKER")
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    answered = [json.loads(line) for line in lines if '"answered"' in line]
    assert [(line["method"], line["route"], line["status"]) for line in answered] == [
        ("POST", "/api/habits", 201),
        ("GET", "/api/invites/<string:invite_code>", 404),
    ]
    assert all(line["person"] == ana.id and line["request"] for line in answered)
    assert "MARKER" not in "".join(lines)
    assert ana.secret not in "".join(lines)


def test_a_store_that_is_busy_at_the_door_is_logged_without_an_address(
    make_app: Callable[..., Flask],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(*_: object) -> None:
        raise store.StoreBusy

    app = make_app()
    monkeypatch.setattr(guard.Guard, "authenticate", busy)
    assert app.test_client().get("/api/invites/MARKERMARKER?x=MARKER").status_code == 503
    said = capsys.readouterr()
    assert "store_unavailable" in said.err
    assert "MARKER" not in said.out + said.err
