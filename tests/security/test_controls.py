"""Controls of `shared/safety.md` that no other test would miss if they were gone."""

import logging
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, exc, text

from tests.conftest import ORIGIN
from tests.support.browser import Browser
from tests.support.people import Someone, link
from tests.support.push_service import Device
from tracker import guard
from tracker import store as stores
from tracker.config import ROOT
from tracker.extensions import socketio
from tracker.jobs import push_message
from tracker.live import websocket
from tracker.live.feed import SWEEP_SECONDS
from tracker.services import passwords
from tracker.services.push_calls import Subscription

MakeApp = Callable[..., Flask]


def test_engine_io_takes_our_origins_alone_by_websocket_and_logs_nothing(
    make_app: MakeApp,
) -> None:
    make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on")
    server = socketio.server.eio
    assert server.cors_allowed_origins == ["https://woven.example"]
    assert server.transports == ["websocket"]
    assert server.allow_upgrades is False
    assert server.max_http_buffer_size == websocket.UNREADABLE
    assert server.cookie is None
    for name in ("engineio.server", "socketio.server"):
        assert not logging.getLogger(name).isEnabledFor(logging.CRITICAL), name


def test_a_socket_is_bounded_as_agreed() -> None:
    assert guard.MAX_SOCKETS == 8
    assert websocket.MESSAGE == 64 * 1024
    assert SWEEP_SECONDS == 2


def test_the_database_itself_lets_nobody_be_in_two_couples(
    ana: Someone, couple: str, dev: Someone
) -> None:
    with pytest.raises(exc.IntegrityError):
        link(dev, ana)


def test_sqlite_is_opened_so_that_no_power_cut_loses_a_tick(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'own.db'}")
    stores.prepare(engine)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with engine.connect() as connection:
        assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted
    with engine.connect().execution_options(**{stores.WRITING: True}) as writer:
        writer.execute(text("SELECT 1"))
        other = sqlite3.connect(tmp_path / "own.db", timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    engine.dispose()
    assert stores.BUSY_SECONDS == 5


def test_a_connection_to_postgresql_is_tried_before_it_is_used() -> None:
    options = stores.engine_options("postgresql+psycopg://localhost/woven")
    assert options["pool_pre_ping"] is True
    assert options["hide_parameters"] is True


def test_no_template_takes_text_for_markup() -> None:
    armed = re.compile(r"\|\s*safe\b|autoescape|Markup")
    paths = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    assert len(paths) > 50
    assert [path for path in paths if armed.search(path.read_text(encoding="utf-8"))] == []


def test_templates_escape_what_people_write(app: Flask) -> None:
    with app.app_context():
        page = app.jinja_env.from_string("{{ text }}").render(text="<b>'\"&")
    assert page == "&lt;b&gt;&#39;&#34;&amp;"


def test_a_session_that_somebody_planted_is_not_taken_over(
    app: Flask, ana: Someone, ben: Someone
) -> None:
    browser = Browser(app)
    planted = "planted" * 6
    browser.client.set_cookie("woven_session", planted, domain="127.0.0.1")
    browser.sign_in(ana.email)
    first = browser.cookie("woven_session").value
    assert first != planted
    browser.client.delete_cookie("woven_session", domain="127.0.0.1")
    browser.sign_in(ana.email)
    assert browser.cookie("woven_session").value not in (planted, first)
    assert (
        app.test_client()
        .get("/api/me", headers={"Cookie": f"woven_session={planted}", "Origin": ORIGIN})
        .status_code
        == 401
    )


def test_an_action_has_a_schema_of_its_own_but_where_all_that_is_sent_is_the_same_word(
    app: Flask,
) -> None:
    paths = app.test_client().get("/api/openapi.json").get_json()["paths"]
    bodies = [
        next(iter(operation["requestBody"]["content"].values()))["schema"]["$ref"].rpartition("/")[
            2
        ]
        for item in paths.values()
        for operation in item.values()
        if "requestBody" in operation
    ]
    assert len(set(bodies)) > 40
    proofs, answers = {"Proof", "SecondProof"}, {"Answer", "AskedAnswer", "Press"}
    alike = {name for name, times in Counter(bodies).items() if times > 1}
    assert alike == {"Empty", *proofs, *answers, "Selection", "LineIn"}


def test_whoever_is_not_there_costs_a_hash_as_well(
    app: Flask, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def compare(kept: str, _given: str) -> bool:
        compared.append(kept)
        return False

    monkeypatch.setattr(passwords, "_matches", compare)
    for email in (ana.email, "nobody@example.org"):
        body = {"email": email, "password": "not this one at all"}
        assert app.test_client().post("/api/tokens", json=body).status_code == 401
        assert Browser(app).sign_in(email, body["password"]).status_code == 401
        assert len(compared) == 2, email
        compared.clear()


def test_a_push_beyond_4_kib_is_not_made() -> None:
    keys = Device().subscription()["keys"]
    to = Subscription("1", "https://fcm.googleapis.com/x", "", keys["p256dh"], keys["auth"])
    push_message.sealed(b"x" * 3_900, to)
    with pytest.raises(ValueError, match="4 KiB"):
        push_message.sealed(b"x" * 4_096, to)
