"""The log says who was answered what, and nothing of what they wrote."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.people import Someone


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
