"""PostgreSQL whose disk is full: a database in a tablespace of a few megabytes."""

from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import build
from tests.faults.filling.disk import SmallDisk
from tests.faults.filling.routes import LISTED, furnish
from tests.faults.soundness import wrong_with
from tests.security.furnishing import a_world_on
from tests.security.matrix import ROWS
from tests.security.world import World
from tests.support.servers import PostgresServer
from tests.support.stores import migrated

MOST = 400
"""Ticks after which a full disk has to be felt: what is deleted leaves some room in each table."""


def play(server: PostgresServer, disk: SmallDisk, folder: Path) -> tuple[int, list[str]]:
    """Fill the disk under a world; return how often it was read, and what was wrong."""
    plain = server.url.replace("+psycopg", "")
    url = server.new_database()
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
        connection.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET TABLESPACE small")
    migrated(build, url, folder)
    with a_world_on(url, folder) as world:
        furnish(world, "linked")
        disk.fill()
        read, wrong = _on_a_full_disk(world)
        disk.empty()
        answer = _tick(world, 0)
        if answer.status_code != 200:
            wrong.append(f"a tick with room: {answer.status_code}")
        wrong += wrong_with(url)
        return read, wrong


def _tick(world: World, number: int) -> Any:
    path = f"/api/habits/{world.ids['habit']}/ticks/{world.ids['today']}"
    # Words of another length each time: an update that fits into its page takes no room.
    return world.people["ana"].put(path, {"note": f"{number}" + "é" * 490})


def _on_a_full_disk(world: World) -> tuple[int, list[str]]:
    wrong: list[str] = []
    answers = (_tick(world, number) for number in range(MOST))
    answer = next((one for one in answers if one.status_code != 200), None)
    if answer is None:
        return 0, [f"{MOST} ticks went onto a full disk"]
    document = answer.get_json()
    if (answer.status_code, document.get("code")) != (503, "busy"):
        wrong.append(f"a tick on a full disk: {answer.status_code} {document}")
    read = 0
    for row in ROWS:
        if row.method != "GET" or row.state(row.asker) != "linked":
            continue
        credential = row.credentials(row.asker)[0]
        headers = world.headers(row.player(row.asker), credential)
        answer = world.client().open(row.path(world.ids), method="GET", headers=headers)
        read += 1
        is_refused = answer.status_code == 503 and row.name in LISTED
        if not is_refused and answer.status_code != row.status(row.asker, credential):
            wrong.append(f"{row.name}: {answer.status_code}")
    return read, wrong
