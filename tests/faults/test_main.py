"""`python -m tests.faults` takes each command's figures for its own table, and its exit code."""

import io
import json
import sys
from pathlib import Path

import pytest
import structlog

from tests.faults import __main__ as faults
from tests.faults.report import Report, finish
from tests.support.server import LiveServer
from tracker import logs
from tracker.services import transaction


def said(*, lost: int) -> str:
    report = Report("F1 kill -9 on SQLite")
    report.say("kills", 3)
    report.none("acknowledged and lost", range(lost))
    return str(report)


def test_what_a_run_prints_before_its_figures_is_left_out() -> None:
    assert faults.tables(f"  indented\nstarting\n{said(lost=0)}\n{said(lost=1)}\n") == [
        said(lost=0),
        said(lost=1),
    ]
    assert faults.tables("....\n4 passed in 1 s\n") == ["4 passed in 1 s"]


def test_one_run_that_fails_fails_them_all_and_keeps_no_other_from_running(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Script(faults.Run):
        @property
        def command(self) -> list[str]:
            return [sys.executable, "-c", f"print({said(lost=1)!r}); exit({self.module})"]

    monkeypatch.setattr(faults, "RUNS", (Script("F1", "1"), Script("F2", "0")))
    monkeypatch.setattr(sys, "argv", ["faults"])
    assert faults.main() == 1
    table = capfd.readouterr().out.partition("=== All")[2]
    assert table.count("<-- not met") == 2
    assert "F1  1: NOT MET (exit 1)" in table
    assert "F2  0: ok" in table
    assert table.endswith("1 of 2 ended as they must\n")


def test_a_command_ends_badly_by_any_one_of_its_reports(capsys: pytest.CaptureFixture[str]) -> None:
    clean, other = Report("F7: races on sqlite"), Report("F7: races on postgres")
    assert finish(clean, other) == 0
    other.must("rounds", 0, at_least=1)
    assert finish(clean, other) == finish(other, clean) == 1
    assert capsys.readouterr().out.count("<-- not met") == 2


def test_what_a_server_logs_as_an_error_is_found_and_its_commits_are_told_to_nobody(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(transaction.listeners)
    server = LiveServer(tmp_path, template=template)
    assert transaction.listeners == before
    written = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", written)
        logs.configure("info")
    log = structlog.get_logger()
    log.warning("refused", error="TimeoutError")
    log.error("unexpected")
    logs.configure("info")
    printed = written.getvalue()
    server.log_path.write_text(printed)
    assert printed.count("\n") == 2
    assert [json.loads(line)["event"] for line in server.errors] == ["unexpected"]
