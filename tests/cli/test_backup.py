"""`flask backup`, `restore` and `after-restore`, as an operator calls them."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.support.people import Someone
from tests.test_server import pretend_revision
from tracker import cli, clock
from tracker.extensions import db
from tracker.models import Person
from tracker.services import after_restore, schema_version, transaction, undone, undone_list
from tracker.services.backups import manifest
from tracker.services.backups.manifest import Manifest

pytestmark = pytest.mark.store("sqlite")


def call(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=list(arguments))
    return done.exit_code, done.output


def newest(app: Flask) -> Manifest:
    made = manifest.newest(app.config["WOVEN"].backup_dir)
    assert made is not None
    return made


def test_a_backup_says_where_it_lies_and_what_is_not_in_it(app: Flask, ana: Someone) -> None:
    settings = app.config["WOVEN"]
    code, said = call(app, "backup", "--try")
    made = newest(app)
    assert code == 0, said
    assert f"{settings.backup_dir / made.file}: {made.bytes:,} bytes" in said
    assert "verified, and restored for trial" in said
    assert str(settings.undone_list) in said
    assert "SECRET_KEY" in said
    assert "promised" not in said


def test_it_goes_to_another_folder_with_the_secrets_on_wish(
    app: Flask, ana: Someone, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    code, said = call(app, "backup", "--to", str(elsewhere), "--with-secrets", "--keep", "60")
    assert code == 0, said
    assert "promised that what they erase is gone after 30 days" in said
    (made,) = manifest.listed(elsewhere)
    secret = elsewhere / f"{made.file}.secrets" / "secret_key"
    assert secret.read_text() == app.config["WOVEN"].secret_key
    assert not app.config["WOVEN"].backup_dir.exists()


def test_nothing_is_kept_for_longer_than_is_remembered(app: Flask) -> None:
    assert after_restore.STEP > 0
    assert call(app, "backup", "--keep", "91")[0] == 2
    assert undone.KEPT.days == 90


def test_one_that_cannot_be_made_ends_in_words(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, said = call(app, "backup", "--to", str(tmp_path / "file" / "x"))
    assert (code, "cannot be written to" in said) == (1, True)
    assert "Traceback" not in said


def test_a_backup_put_back_signs_everybody_out_and_brings_nobody_back(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    """With the processes that a restore starts on what is to be put back."""
    settings = app.config["WOVEN"]
    heads = len(ana.stream())
    assert call(app, "backup")[0] == 0
    made = newest(app)
    # Leaving, with the list written by nobody yet: the present database remembers it.
    assert ana.post("/api/couple/unlink").status_code == 204
    assert undone_list.read(settings.undone_list) == []
    with app.app_context(), transaction.writing() as session:
        changed = db.update(Person).where(Person.id == ben.id).values(password_hash="changed")
        session.execute(changed)
    with app.app_context():
        db.engine.dispose()

    file = str(settings.backup_dir / made.file)
    code, said = call(app, "restore", file)
    assert code == 0, said
    kept = re.search(r"is kept: (\S+)\.\n", said)
    assert kept is not None
    assert manifest.of(Path(kept[1])).reason == "restore"
    assert [one.get("/api/me").status_code for one in (ana, ben, dev)] == [401] * 3
    with app.app_context():
        ended = db.session.scalar(db.text("SELECT ended_at IS NOT NULL FROM couples"))
        assert ended == 1
        hashes = dict(db.session.execute(db.select(Person.id, Person.password_hash)).all())
        assert [name for name, hash_ in hashes.items() if hash_ == "changed"] == [ben.id]
        floors = db.session.scalars(db.text("SELECT floor FROM stream_heads")).all()
    assert min(floors) >= after_restore.STEP > heads
    # The couple ended after the jump, so that who comes back hears of it.
    assert sorted(floors)[0] == after_restore.STEP


def test_one_that_is_damaged_is_not_put_back(app: Flask, ana: Someone) -> None:
    call(app, "backup")
    path = app.config["WOVEN"].backup_dir / newest(app).file
    damaged = path.read_bytes()
    path.write_bytes(damaged[:-1])
    code, said = call(app, "restore", str(path))
    assert (code, "Nothing was restored: " in said, "is damaged" in said) == (1, True, True)
    assert ana.get("/api/me").status_code == 200


def test_what_was_put_back_by_other_means_is_settled_by_a_command(
    app: Flask, ana: Someone, couple: str
) -> None:
    settings = app.config["WOVEN"]
    undone_list.add(settings.undone_list, [undone.Entry("couple", couple, clock.now())])
    code, said = call(app, "after-restore")
    assert (code, ana.get("/api/couple").status_code) == (1, 200)
    code, said = call(app, "after-restore", "--yes", "--present", settings.database_url)
    assert code == 0, said
    told = json.loads(said.splitlines()[-1])
    assert told["ended"] == {
        "sessions": 2,
        "links": 0,
        "streams": 2,
        "people_known": 2,
        "people_asked_again": 0,
    }
    assert told["undone_again"]["couples"] == 1
    assert ana.get("/api/me").status_code == 401


ITSELF = {"backup", "restore"}
"""These read what they find as files, whatever version it has: restore leads out of it."""


@pytest.mark.parametrize(("revision", "words"), [("9999", "newer version"), ("0004", "db upgrade")])
def test_no_command_touches_a_store_of_another_version(
    app: Flask, ana: Someone, revision: str, words: str
) -> None:
    pretend_revision(app, revision)
    arguments = {"second-factor-off": [ana.email], "after-restore": ["--yes"]}
    others = {"doctor"}  # it says so as one of many things
    asked = {command.name for command in cli.COMMANDS} - ITSELF - others
    for name in sorted(filter(None, asked)):
        code, said = call(app, name, *arguments.get(name, []))
        assert code == 1, name
        assert words in said or "db upgrade" in said, (name, said)
    assert ana.get("/api/me").status_code == 200
    assert call(app, "backup")[0] == 0
    assert newest(app).schema == revision


def test_a_newer_store_is_not_migrated(app: Flask, ana: Someone) -> None:
    pretend_revision(app, "9999")
    assert call(app, "db", "upgrade")[0] != 0
    with app.app_context():
        assert schema_version.found() == "9999"


def test_a_backup_of_a_newer_version_is_not_put_back(app: Flask, ana: Someone) -> None:
    pretend_revision(app, "9999")
    assert call(app, "backup")[0] == 0
    pretend_revision(app, "0005")
    file = app.config["WOVEN"].backup_dir / newest(app).file
    code, said = call(app, "restore", str(file), "--force")
    assert (code, "newer version of Woven" in said) == (1, True)
