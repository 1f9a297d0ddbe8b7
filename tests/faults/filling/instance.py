"""A full disk below INSTANCE_DIR alone: the queue, mails and the list of the undone lie there."""

import os
import shutil
from pathlib import Path

from tests.conftest import build
from tests.faults.filling.disk import SmallDisk
from tests.support.habits import agreed
from tests.support.jobs import as_served, run_round
from tests.support.listeners import kept_listeners
from tests.support.people import Someone, link
from tracker import clock, jobs
from tracker.config import Settings
from tracker.extensions import db
from tracker.jobs import mailing
from tracker.services import undone_list


@kept_listeners()
def play(template: Path, folder: Path, disk: SmallDisk) -> list[str]:
    """Go on while nothing can be queued, mailed or listed; return what was wrong."""
    wrong: list[str] = []
    shutil.copy(template, folder / "woven.db")
    app = as_served(build(f"sqlite:///{folder / 'woven.db'}", disk.folder))
    settings: Settings = app.config["WOVEN"]
    try:
        ana, ben = Someone(app, "ana"), Someone(app, "ben")
        habit = agreed(ana, link(ana, ben), clock.now().date())
        assert jobs.of(app).answers()
        disk.fill(os.getpid())
        answers = {
            "a tick": ana.put(f"/api/habits/{habit}/ticks/{clock.now().date()}"),
            "leaving": ana.post("/api/couple/unlink"),
        }
        wrong += [f"{what}: {a.status_code}" for what, a in answers.items() if a.status_code >= 300]
        with app.test_request_context():
            try:
                mailing.send("ana@example.org", "address_taken")
                wrong.append("a mail went onto a full disk")
            except mailing.NotSent:
                pass
        disk.empty()
        torn = [path.name for path in (disk.folder / mailing.FOLDER).glob("*")]
        wrong += [f"a torn mail: {name}" for name in torn]
        run_round(app, "undone")
        listed = {entry.what for entry in undone_list.read(settings.undone_list)}
        if len(listed) != 1:
            wrong.append(f"in the list of the undone: {sorted(map(str, listed))}")
        if not jobs.of(app).answers():
            wrong.append("the queue does not answer any more")
    finally:
        disk.empty()
        jobs.of(app).close()
        with app.app_context():
            db.engine.dispose()
    return wrong
