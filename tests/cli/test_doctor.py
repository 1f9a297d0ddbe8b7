"""`flask doctor`: a server that is set up well, and each thing that can be wrong with one."""

import http.client
import json
import resource
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import text

from tests.support.people import Someone
from tests.support.smtp import mail_server
from tracker import clock
from tracker.cli.checks import around, here, kept
from tracker.cli.checks.finding import Check, Finding, Line, look
from tracker.config import Settings
from tracker.services import checkup, schema_version, transaction
from tracker.services.backups import manifest
from tracker.services.backups.manifest import Manifest

pytestmark = pytest.mark.store("sqlite")
HTTPS = "https://woven.example"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """An application on a port where nobody serves."""
    return make_app(PORT="1", PUBLIC_URL="http://127.0.0.1:8000")


@pytest.fixture
def settings(app: Flask) -> Settings:
    """The settings of the application, with its folder as private as a start makes it."""
    settings: Settings = app.config["WOVEN"]
    settings.instance_dir.chmod(0o700)
    return settings


@pytest.fixture
def public(settings: Settings) -> Settings:
    """Settings of a server that people reach from outside."""
    return replace(settings, public_url=HTTPS, proxy_hops=1)


@pytest.fixture
def within(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def of(check: Check, settings: Settings) -> list[Finding]:
    return list(check(settings, clock.now()))


def states(check: Check, settings: Settings) -> list[str]:
    return [finding.state for finding in of(check, settings)]


def said(check: Check, settings: Settings) -> str:
    return " ".join(finding.said for finding in of(check, settings))


def test_a_server_that_is_set_up_well_has_nothing_wrong_and_is_not_changed(
    app: Flask, settings: Settings, ana: Someone, ben: Someone, couple: str
) -> None:
    files = {path.name for path in settings.instance_dir.iterdir()}
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert done.exit_code == 0, done.output
    lines = [line for line in done.output.splitlines() if not line.startswith(" ")]
    assert {line.split()[0] for line in lines} == {"ok", "note"}
    for about in (*here.CHECKS, *kept.CHECKS, "queue", "mail", "server"):
        assert about == "operator" or any(line[7:].startswith(about) for line in lines), about
    assert {path.name for path in settings.instance_dir.iterdir()} == files


def test_what_is_wrong_is_in_the_exit_code_and_for_programs_in_json(
    app: Flask, settings: Settings
) -> None:
    (settings.instance_dir / "secret_key").touch(0o644)
    done = app.test_cli_runner().invoke(args=["doctor", "--json"])
    assert done.exit_code == 1
    wrong = [line for line in json.loads(done.stdout) if line["state"] == "wrong"]
    place = settings.instance_dir / "secret_key"
    assert [(line["about"], line["do"]) for line in wrong] == [("files", f"chmod go= {place}")]


def test_another_user_is_sent_away_before_anything_is_opened(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert (done.exit_code, len(done.output.splitlines())) == (1, 2)
    assert "Call the doctor as that one" in done.output


def test_a_look_that_fails_says_so_without_what_the_error_says(settings: Settings) -> None:
    def broken(_settings: Settings, _now: object) -> Iterator[Finding]:
        raise RuntimeError("ana@example.org")
        yield

    lines = list(look({"one": broken, "two": here.zones}, settings, clock.now()))
    assert lines[0] == Line("one", Finding("wrong", "could not be looked at: RuntimeError"))
    assert lines[1].about == "two"


@pytest.mark.parametrize(
    ("environ", "expected", "words"),
    [
        ({"public_url": HTTPS, "proxy_hops": 1}, ["ok"], "passkeys are for woven.example"),
        ({"public_url": HTTPS}, ["wrong", "ok"], "count as one address"),
        ({"public_url": "https://192.0.2.7", "proxy_hops": 1}, ["note"], "no passkeys"),
        ({"public_url": "http://192.0.2.7", "bind": "0.0.0.0"}, ["wrong"], "can be read on"),
        ({"public_url": HTTPS, "proxy_hops": 1, "bind": "0.0.0.0"}, ["ok", "ok"], "Only the proxy"),
        ({"rate_limits": True}, ["note"], "for this machine alone"),
        ({}, ["note", "note"], "RATE_LIMITS=off"),
    ],
)
def test_settings_that_do_not_fit_each_other(
    settings: Settings, environ: dict[str, object], expected: list[str], words: str
) -> None:
    changed = replace(settings, **{"rate_limits": bool(environ)} | environ)  # type: ignore[arg-type]
    assert states(here.address, changed) == expected
    assert words in said(here.address, changed)


def test_people_are_told_who_runs_it(public: Settings) -> None:
    assert states(here.operator, public) == ["note"]
    assert of(here.operator, replace(public, operator="Jo"))[0].do == "Set OPERATOR_CONTACT."
    known = replace(public, operator="Jo", operator_contact="jo@example.org")
    assert states(here.operator, known) == ["ok"]


def test_little_room_few_files_and_no_zones_are_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Room:
        f_frsize, f_files, f_favail = 1, 10_000, 5_000

    for free, state in ((10**10, "ok"), (10**8 + 1, "note"), (10**7, "wrong")):
        monkeypatch.setattr("os.statvfs", lambda _path, free=free: Room)
        monkeypatch.setattr(Room, "f_bavail", free, raising=False)
        assert states(here.room, settings) == [state]
    for most, state in (
        (65_536, "ok"),
        (resource.RLIM_INFINITY, "ok"),
        (4096, "note"),
        (256, "wrong"),
    ):
        monkeypatch.setattr(resource, "getrlimit", lambda _what, most=most: (most, most))
        assert states(here.open_files, settings) == [state]
    monkeypatch.setattr("zoneinfo.TZPATH", ())
    assert "the package tzdata" in said(here.zones, settings)
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    assert states(here.zones, settings) == ["wrong"]


@pytest.mark.usefixtures("within")
def test_a_database_that_is_missing_is_not_made(settings: Settings, tmp_path: Path) -> None:
    missing = replace(settings, database_url=f"sqlite:///{tmp_path / 'none.db'}")
    assert states(kept.database, missing) == ["wrong"]
    for check in (kept.streams, kept.clocks):
        assert of(check, missing) == []
    assert not (tmp_path / "none.db").exists()


@pytest.mark.usefixtures("within")
def test_what_is_wrong_with_a_database_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, ana: Someone
) -> None:
    with monkeypatch.context() as patch:
        for state, words in (("old", "older"), ("newer", "newer"), ("unreachable", "not answer")):
            patch.setattr(schema_version, "state", lambda state=state: state)
            assert states(kept.database, settings) == ["wrong"]
            assert words in said(kept.database, settings).lower()
    with monkeypatch.context() as patch:
        patch.setattr(checkup, "damage", lambda: ["row 7 is not in index ix"])
        patch.setattr(checkup, "risks", lambda: ["journal_mode is delete"])
        assert states(kept.database, settings).count("wrong") == 2
    with monkeypatch.context() as patch:
        patch.setattr(checkup, "streams", lambda: checkup.Streams(5, 2))
        assert said(kept.streams, settings).startswith("2 of 5")
        patch.setattr(checkup, "unknown_zones", lambda: ["Mars/Olympus"])
        for seconds, state in ((0, "ok"), (-5, "note"), (600, "wrong")):
            off = timedelta(seconds=seconds)
            patch.setattr(checkup, "clock_is_off", lambda _now, off=off: off)
            assert states(kept.clocks, settings) == [state, "wrong"]
    with monkeypatch.context() as patch:  # what is said of PostgreSQL alone
        patch.setattr(kept, "database_file", lambda _settings: None)
        patch.setattr(checkup, "has_checksums", lambda: False)
        patch.setattr(checkup, "may_create_databases", lambda: False)
        patch.setattr(checkup, "connections", lambda: checkup.Connections(100, 90))
        assert "90 of 100 connections" in said(kept.database, settings)
        assert states(kept.database, settings) == ["ok", "ok", "note", "note", "note"]


def backed_up(settings: Settings, days: float, **changed: object) -> None:
    """Lay a backup of so many days ago."""
    settings.backup_dir.mkdir(exist_ok=True, mode=0o700)
    made_at = clock.now() - timedelta(days=days)
    file = settings.backup_dir / f"woven-{made_at:%Y%m%dT%H%M%SZ}.db"
    file.write_bytes(b"12345")
    mark = kept.making.mark(settings.secret_key)
    one = Manifest(file.name, made_at, "asked", "sqlite", "0005", "0.1", 5, "0" * 64, {}, mark)
    one = replace(one, **changed)  # type: ignore[arg-type]
    manifest.path_of(file).write_text(manifest.text_of(one))


def test_backups_are_wanted_young_whole_and_not_too_old(
    settings: Settings, public: Settings
) -> None:
    assert (states(kept.backups, settings), states(kept.backups, public)) == (["note"], ["wrong"])
    same_disk = "note"
    backed_up(settings, 10)
    assert states(kept.backups, settings) == ["wrong", same_disk]
    backed_up(settings, 1.5)
    assert states(kept.backups, settings) == ["note", same_disk]
    backed_up(settings, 0.5, bytes=6, secret="another")
    assert states(kept.backups, settings) == ["ok", "wrong", "wrong", same_disk]
    backed_up(settings, 0)
    assert states(kept.backups, settings) == ["ok", same_disk]
    backed_up(settings, 40)
    assert states(kept.backups, settings) == ["ok", "note", same_disk]
    backed_up(settings, 91)
    assert states(kept.backups, settings) == ["ok", "wrong", same_disk]
    assert "bring back who was erased" in said(kept.backups, settings)


@pytest.mark.usefixtures("within")
def test_a_list_of_the_undone_that_is_torn_short_or_out_of_reach(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settings.undone_list
    assert states(kept.undone, settings) == ["ok"]
    path.write_text("2026-03-01T18:00:00Z couple 0198c0de-0000-7000-8000-000000000000\n2026-03\n")
    assert states(kept.undone, settings) == ["wrong", "ok"]
    with monkeypatch.context() as patch:
        patch.setattr(checkup, "untold", lambda *_of: 3)
        assert said(kept.undone, settings).startswith("3 of what was undone")
    with monkeypatch.context() as patch:
        patch.setattr("os.access", lambda *_of: False)
        assert states(kept.undone, settings) == ["wrong"]
        path.unlink()
        assert states(kept.undone, settings) == ["wrong"]


@pytest.mark.usefixtures("within")
def test_the_servers_around_are_asked(
    app: Flask, settings: Settings, public: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert states(around.queue, settings) == ["ok"]
    monkeypatch.setitem(app.extensions[around.READINESS], "queue", lambda: False)
    assert states(around.queue, settings) == ["wrong"]
    monkeypatch.delitem(app.extensions[around.READINESS], "queue")  # as with JOBS=elsewhere
    assert "processes of their own" in said(around.queue, settings)

    assert states(around.mail, settings) == states(around.mail, public) == ["note"]
    with mail_server() as mails:
        assert states(around.mail, replace(settings, mail_url=f"smtp://{mails.address}")) == ["ok"]
        # It speaks no TLS, and nobody's password is sent without.
        named = f"smtp://ana:secret@{mails.address}"
        assert states(around.mail, replace(settings, mail_url=named)) == ["wrong"]
        assert (mails.taken, mails.passwords) == ([], [])
    closed = replace(settings, mail_url="smtp://127.0.0.1:1", redis_url="redis://127.0.0.1:1/0")
    assert (states(around.mail, closed), states(around.redis_, closed)) == (["wrong"], ["wrong"])
    monkeypatch.setattr(redis.Redis, "info", lambda *_of: {"maxmemory_policy": "allkeys-lru"})
    assert states(around.redis_, closed) == ["note"]
    monkeypatch.setattr(redis.Redis, "info", lambda *_of: {"maxmemory_policy": "noeviction"})
    assert states(around.redis_, closed) == ["ok"]
    assert of(around.redis_, settings) == []
    several = replace(settings, database_url="postgresql+psycopg://localhost/woven")
    assert states(around.redis_, several) == ["note"]


def test_the_process_here_is_asked_whether_it_is_ready(settings: Settings) -> None:
    for status, state in ((200, "ok"), (503, "wrong")):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            answer = f"HTTP/1.1 {status} X\r\nContent-Length: 2\r\n\r\n{{}}".encode()

            def serve(listening: socket.socket = listening, answer: bytes = answer) -> None:
                connection, _ = listening.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(answer)

            thread = threading.Thread(target=serve)
            thread.start()
            port = listening.getsockname()[1]
            assert states(around.server, replace(settings, port=port, bind="0.0.0.0")) == [state]
            thread.join()
    assert states(around.server, settings) == ["note"]


def test_what_a_proxy_does_wrong_is_told_from_what_comes_back(
    settings: Settings, public: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert of(around.proxy, settings) == []
    holds = Finding("ok", "The certificate holds.")
    monkeypatch.setattr(around, "_certificate", lambda *_of: holds)
    metrics = 404

    def ask(_settings: Settings, path: str, **_headers: str) -> tuple[int, str]:
        return (metrics, "") if path == "/metrics" else reply

    monkeypatch.setattr(around, "_ask", ask)
    reply = (401, '"code": "not_signed_in"')
    assert states(around.proxy, public) == ["ok", "ok"]
    for status, code, words in (
        (400, "foreign_host", "Host header"),
        (400, "websocket_only", "websockets"),
        (403, "foreign_origin", "not the same"),
        (502, "", "not this server (502)"),
    ):
        reply = (status, code)
        assert states(around.proxy, public) == ["ok", "wrong"]
        assert words in said(around.proxy, public)
    metrics, reply = 200, (401, "")
    assert states(around.proxy, public) == ["ok", "ok", "wrong"]

    def unreachable(*_of: object) -> Finding:
        raise http.client.RemoteDisconnected("gone")

    def expired(*_of: object) -> Finding:
        error = ssl.SSLCertVerificationError("x")
        error.verify_message = "certificate has expired"
        raise error

    monkeypatch.setattr(around, "_certificate", unreachable)
    assert states(around.proxy, public) == ["note"]
    monkeypatch.setattr(around, "_certificate", expired)
    assert (states(around.proxy, public), "expired" in said(around.proxy, public)) == (
        ["wrong"],
        True,
    )


@pytest.mark.usefixtures("within")
def test_a_stream_with_a_hole_fails_the_doctor(
    app: Flask, settings: Settings, ana: Someone
) -> None:
    with transaction.writing() as session:
        session.execute(text("UPDATE stream_heads SET head = 3"))
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert (done.exit_code, "1 of 1 people's streams have holes" in done.output) == (1, True)
