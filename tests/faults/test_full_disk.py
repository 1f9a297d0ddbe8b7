"""A part of F11 (`python -m tests.faults.full_disk`): on a full disk one reads, and can leave."""

import shutil
import time
from pathlib import Path

import pytest

from tests.conftest import build
from tests.faults.filling import instance, routes, served
from tests.faults.filling.disk import small_disk
from tests.security.matrix import ROWS
from tests.support.server import LiveServer
from tracker import store
from tracker.extensions import db

STEP = 4
"""Every so manieth route is asked for; the command asks for them all."""


def test_routes_read_as_ever_and_say_where_there_is_no_room(template: Path) -> None:
    with small_disk() as disk:
        found = routes.ask_all(template, disk, ROWS[::STEP])
    assert found.wrong == []
    assert min(found.asked.values()) > 0


@pytest.mark.timeout(120)
def test_a_server_on_a_full_disk_lets_people_read_and_leave_and_recovers(template: Path) -> None:
    with small_disk() as disk, LiveServer(disk.folder, template=template) as server:
        saw = served.play(server, disk, restarts=False)
        assert "Traceback" not in server.log
    assert saw.wrong == []
    assert saw.busy > 0


def test_a_database_that_cannot_be_opened_for_lack_of_room_is_told_from_a_held_one(
    template: Path, tmp_path: Path
) -> None:
    with small_disk() as disk:
        if not disk.is_mounted:
            pytest.skip("the file beside it is not held to a size")
        shutil.copy(template, disk.folder / "woven.db")
        app = build(f"sqlite:///{disk.folder / 'woven.db'}", tmp_path)
        disk.fill()
        with app.app_context():
            began = time.monotonic()
            assert not store.opens(db.engine)
            assert time.monotonic() - began < store.BUSY_SECONDS
            disk.empty()
            assert store.opens(db.engine)
            db.engine.dispose()


def test_where_nothing_can_be_queued_mailed_or_listed_life_goes_on(
    template: Path, tmp_path: Path
) -> None:
    with small_disk() as disk:
        assert instance.play(template, tmp_path, disk) == []
