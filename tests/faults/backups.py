"""F12: a backup under 20 writes a second, again and again, and what it holds put back.

    python -m tests.faults.backups --rounds 10 [--postgres] [--rows 200000]

By turns nobody backs up and somebody does, while a couple ticks at a steady pace, so that what is
slow in one is slow in the other. A state that was backed up has to be one that there was: the
streams are those of the whole run cut at one place, the cells are what the streams tell of them,
whatever was answered before the backup began is in it, and nothing that was sent after its end.
"""

import argparse
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.conftest import build
from tests.faults.budget import Budget
from tests.faults.pacing import PACE, SLOTS, Run, Spell, Writer
from tests.faults.prefixes import judge, streams
from tests.faults.report import Report, finish, percentile
from tests.support.credentials import another
from tests.support.habits import agreed
from tests.support.listeners import kept_listeners
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.server import ROOT, LiveServer, served
from tests.support.servers import postgres_server
from tracker import clock
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import after_restore, transaction
from tracker.services.backups import making, manifest, restoring
from tracker.services.backups.manifest import Manifest

QUIET = 3.0
"""Seconds without a backup, at least, before each one."""


def run(
    rounds: Budget,
    server: LiveServer,
    *,
    rows: int = 200_000,
    quiet: float = QUIET,
    is_full: bool = True,
) -> Report:
    """Back up as often as the budget has it, and put the middle one back.

    `rows`: of somebody else's stream, so that there is something to copy. Without `is_full` there
    is no process for each command, and the times are not judged: other tests run beside.
    """
    store = "SQLite" if settings_of(server).sqlite else "PostgreSQL"
    report, log = Report(f"F12 backups on {store}"), Run()
    people = [Remote(server, "ana"), Remote(server, "ben")]
    stranger = Remote(server, "max")
    couple = link(*people)
    habit = agreed(people[0], couple, clock.now().date() - timedelta(days=5), times=SLOTS)
    pad(server, stranger.id, rows)
    writers = [Writer(person, habit, log, seed) for seed, person in enumerate(people)]
    for writer in writers:
        writer.start()
    for _ in rounds:
        spell(log, lambda: time.sleep(quiet))
        spell(log, lambda: back_up(server, is_full))
    for writer in writers:
        writer.stopped.set()
    for writer in writers:
        writer.join(60)
        if writer.failure is not None:
            raise writer.failure
    tell(report, log, is_full)
    judge(report, server, log)
    put_back(report, server, people, log, is_full)
    return report


def pad(server: LiveServer, person_id: str, rows: int) -> None:
    """Give somebody a long stream."""
    with server.app.app_context(), transaction.writing() as session:
        numbers = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :rows)"
        session.execute(
            text(
                "INSERT INTO changes (person_id, seq, kind, at, by_id, data) "
                f"{numbers} SELECT :person, n, 'talk', '2026-01-01', NULL, :data FROM n"
            ),
            {"rows": rows, "person": person_id, "data": '{"padding":"' + "x" * 150 + '"}'},
        )
        heads = "UPDATE stream_heads SET head = :rows WHERE person_id = :person"
        session.execute(text(heads), {"rows": rows, "person": person_id})


def spell(log: Run, act: Any) -> None:
    """Do something, and note from when to when."""
    began = time.monotonic()
    made = act()
    log.spells.append(Spell(began, time.monotonic(), made))


def flask(server: LiveServer, *arguments: str) -> str:
    """Run a command of the operator's on the server's store, as a timer does: behind the rest."""
    done = subprocess.run(
        ["nice", "-n", "10", sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=os.environ | server.environ,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode:
        raise RuntimeError(f"flask {arguments[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def back_up(server: LiveServer, is_full: bool) -> Manifest:
    """Back up, as a timer does."""
    if not is_full:
        return making.make(settings_of(server), clock.now())
    flask(server, "backup")
    made = manifest.newest(server.folder / "backups")
    assert made is not None
    return made


def restore(server: LiveServer, file: Path, is_full: bool) -> None:
    """Put a backup back under the server."""
    if is_full:
        flask(server, "restore", str(file), "--force")
        return

    def settle(url: str, _made: Manifest) -> None:
        with kept_listeners():
            app = build(url, server.folder)
        with app.app_context():
            after_restore.settle(clock.now(), None)
            db.session.remove()
            db.engine.dispose()

    restoring.restore(settings_of(server), file, clock.now(), settle, force=True)


def settings_of(server: LiveServer) -> Settings:
    """Return the server's settings."""
    settings: Settings = server.app.config["WOVEN"]
    return settings


def tell(report: Report, log: Run, is_timed: bool) -> None:
    """Say how long ticks took."""
    made = [spell for spell in log.spells if spell.made is not None]
    usual, during = log.waits(backed_up=False), log.waits(backed_up=True)
    report.must("backups", len(made), at_least=1)
    last = made[-1].made
    report.say("size of a backup", last.bytes / 1e6 if last else 0, "MB")
    report.say("a backup took", percentile([each.ended - each.began for each in made], 50), "s")
    report.say("ticks", len(log.written))
    took = log.spells[-1].ended - log.spells[0].began
    report.must("ticks a second", len(log.written) / took, at_least=PACE * 0.9 if is_timed else 1)
    for percent in (50, 99):
        report.say(f"p{percent} usual", percentile(usual, percent), "ms")
        report.say(f"p{percent} during a backup", percentile(during, percent), "ms")
    ratio = percentile(during, 99) / percentile(usual, 99)
    report.must("p99 during : usual", ratio, at_most=2 if is_timed else None)
    report.none("ticks that were refused", log.refused)


def put_back(
    report: Report, server: LiveServer, people: list[Remote], log: Run, is_full: bool
) -> None:
    """Restore the backup in the middle under the server, and ask what its clients then get."""
    backups = [each.made for each in log.spells if each.made is not None]
    made = backups[len(backups) // 2]
    with server.app.app_context():
        heads = {key: rows[-1][0] for key, rows in streams(db.engine).items() if rows}
        db.session.remove()
        db.engine.dispose()
    began = time.monotonic()
    restore(server, server.folder / "backups" / made.file, is_full)
    report.say("a restore took", time.monotonic() - began, "s")
    wrong: list[Any] = []
    for person in people:
        if person.get("/api/me").status_code != 401:
            wrong.append(("still signed in", person.name))
        _, person.secret = another(person)
        for cursor in (0, heads[person.id]):
            page = person.get(f"/api/changes?after={cursor}").get_json()
            if not page["reset"] or page["cursor"] < after_restore.STEP:
                wrong.append(("not told to load afresh", person.name, cursor, page))
    with server.app.app_context(), db.engine.connect() as connection:
        held = connection.execute(text("SELECT count(*) FROM ticks")).scalar_one()
    if held != made.rows["ticks"]:
        wrong.append(("other rows than in the backup", held, made.rows["ticks"]))
    report.none("what is wrong once it is put back", wrong)


def main() -> int:
    """Run in full size, on SQLite or PostgreSQL."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--postgres", action="store_true")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        url = None
        if arguments.postgres:
            url = stack.enter_context(postgres_server(fsync=True)).new_database()
        server = stack.enter_context(served(database_url=url))
        report = run(Budget(arguments.rounds), server, rows=arguments.rows)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
