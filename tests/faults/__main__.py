"""`make faults`: every fault run in turn, in full size, and one table of all their figures.

    python -m tests.faults [F8 F9 ...]

Each is a command of its own, which says at its end what it found (`report.py`); here that is said
once more, together, with what each took. A run that does not end well does not keep the others
from theirs; the exit code is that of all.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """One command, and the number that the fault it is about goes by."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        """What it is started by."""
        return [sys.executable, "-m", self.module, *self.arguments]


RUNS = (
    Run("F1", "tests.faults.kills"),
    Run("F1", "tests.faults.kills", ("--postgres",)),
    Run("F2", "tests.faults.schedules"),
    Run("F3", "pytest", ("-q", "tests/e2e/test_offline.py", "-k", "whatever_is_done_offline")),
    Run("F7", "tests.faults.races"),
    Run("F8", "tests.faults.redis_outages"),
    Run("F9", "tests.faults.postgres_restarts"),
    Run("F10", "tests.faults.revocations", ("--processes", "1")),
    Run("F10", "tests.faults.revocations"),
    Run("F11", "tests.faults.full_disk"),
    Run("F12", "tests.faults.backups"),
    Run("F12", "tests.faults.backups", ("--postgres",)),
    Run("F13", "tests.faults.flood"),
    Run("F14", "tests.faults.zones"),
    Run("F14", "pytest", ("-q", "--numprocesses", "auto", "tests/services/reminders")),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    run: Run
    code: int
    seconds: float
    tables: list[str]
    """The reports that it printed; of another program its last line."""

    def __str__(self) -> str:
        verdict = "ok" if self.code == 0 else f"NOT MET (exit {self.code})"
        said = " ".join((self.run.module, *self.run.arguments))
        rows = (f"  {line}" for table in self.tables for line in table.splitlines())
        return "\n".join((f"{self.run.name}  {said}: {verdict}, {self.seconds:.0f} s", *rows))


def tables(said: str) -> list[str]:
    """Return the reports at the end of what a command said: a title, and figures beneath it."""
    found: list[list[str]] = []
    before = ""
    for line in said.splitlines():
        if not line.startswith("  "):
            before = line
        elif before:
            found.append([before, line])
            before = ""
        elif found:
            found[-1].append(line)
    reports = ["\n".join(rows) for rows in found if rows[0].startswith("F")]
    return reports or [line for line in said.splitlines()[-1:] if line]


def do(run: Run) -> Outcome:
    """Run a command; what it says is shown as it says it."""
    print(f"\n=== {run.name}: {' '.join((run.module, *run.arguments))}", flush=True)
    began, said = time.monotonic(), []
    environ = os.environ | {"WOVEN_FULL": "1"}
    with subprocess.Popen(
        run.command,
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            print(line, end="", flush=True)
    return Outcome(run, process.returncode, time.monotonic() - began, tables("".join(said)))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="F8", help="only these; default: all")
    names = parser.parse_args().names
    if unknown := set(names) - {run.name for run in RUNS}:
        parser.error(f"no such run: {', '.join(sorted(unknown))}")
    outcomes = [do(run) for run in RUNS if not names or run.name in names]
    print("\n=== All fault runs\n")
    print("\n".join(map(str, outcomes)))
    wrong = [outcome for outcome in outcomes if outcome.code]
    print(f"\n{len(outcomes) - len(wrong)} of {len(outcomes)} ended as they must")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
