"""F11: a full disk. Reading, signing out and leaving go on; all else is told so, and nothing lost.

    python -m tests.faults.full_disk [--rounds 3]

A disk of a few megabytes is mounted (a tmpfs; who may not mount gets RLIMIT_FSIZE instead, and
the report says so) and filled to its last byte: under a served process whose database, queue,
mails and log lie on it, which is also killed and stopped there; under an application that is asked
for every route there is; and under a tablespace of PostgreSQL.
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.conftest import build
from tests.faults.budget import Budget
from tests.faults.filling import instance, postgres, routes, served
from tests.faults.filling.disk import small_disk
from tests.faults.report import Report, finish
from tests.support.server import LiveServer
from tests.support.servers import postgres_server
from tests.support.stores import migrated

SMALL = 32 * 1024 * 1024
"""Bytes of PostgreSQL's tablespace: twice what the tables take up when there is nothing in them."""


def run(budget: Budget, template: Path, *, with_postgres: bool = True) -> Report:
    """Fill disks; say what came of it. Each round asks for all routes and serves anew."""
    report, began = Report("F11: a full disk"), time.monotonic()
    wrong: list[str] = []
    asked, refused, read = 0, 0, 0
    with small_disk(1) as probe:
        report.say("the disk is", probe.kind)
    for _ in budget:
        with small_disk() as disk:
            found = routes.ask_all(template, disk)
        asked += found.asked.total()
        wrong += found.wrong
        with small_disk() as disk, LiveServer(disk.folder, template=template) as server:
            server_saw = served.play(server, disk)
            server.stop()
            wrong += server_saw.wrong
            wrong += [line for line in server.log.splitlines() if "Traceback" in line]
        refused += server_saw.busy
        read += server_saw.read
        with small_disk() as disk, tempfile.TemporaryDirectory() as name:
            wrong += instance.play(template, Path(name), disk)
    report.say("routes asked for", asked)
    report.say("reads of a server", read)
    report.say("writes that it refused", refused)
    if with_postgres:
        seen, strange = of_postgres()
        report.say("reads on PostgreSQL", seen)
        wrong += strange
    report.none("not as it should be", wrong)
    report.say("seconds", round(time.monotonic() - began, 1))
    return report


def of_postgres() -> tuple[int, list[str]]:
    """Fill PostgreSQL's disk; nothing where no disk may be mounted."""
    with (
        tempfile.TemporaryDirectory() as name,
        postgres_server(fsync=True) as server,
        small_disk(SMALL, owner=server.user) as disk,
    ):
        return postgres.play(server, disk, Path(name)) if disk.is_mounted else (0, [])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        template = folder / "template.db"
        migrated(build, f"sqlite:///{template}", folder)
        report = run(Budget(parser.parse_args().rounds), template)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
