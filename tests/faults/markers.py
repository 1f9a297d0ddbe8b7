"""F6: a mark in every private field; then everything anybody can get is searched for it.

    python -m tests.faults.markers [--processes 2]

What everybody is answered at every address, streams, sockets, pushes, mails, logs at level debug
and all that Redis is told may hold no mark but those that its reader may read
(`marking/rights.py`). A column that can hold text has to hold one (`marking/columns.py`).
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from tests.conftest import build
from tests.faults.marking import columns, wires
from tests.faults.marking.asking import DEAD, NOBODY, SCREEN, Asking, paths
from tests.faults.marking.day import PASSWORDS, PUSHED, Day
from tests.faults.marking.finding import Finder, Mark
from tests.faults.marking.rights import FEED, RIGHTS
from tests.faults.marking.searching import Figures, Search
from tests.security.furnishing import a_world
from tests.security.matrix import ROWS
from tests.security.row import Row
from tests.security.world import NOW, ZONES, World
from tests.support.moved_server import MovedServer
from tests.support.people import PASSWORD
from tests.support.server import LiveServer
from tests.support.servers import redis_server
from tests.support.stores import migrated
from tracker import clock

VIEWERS = [*ZONES, NOBODY, DEAD, SCREEN]
SOME = ["ben", "dev", "cleo", SCREEN]
GETS = [row for row in ROWS if row.method == "GET" and not row.rule.startswith("/static")]
OF_COACH = ("/our-coach", "/api/couple/coach")
QUIET = 0.3
SWEEP = 2.3
"""Seconds in which a server finds what this process wrote beside it."""


def ask_all(search: Search, day: Day, viewers: list[str], rows: list[Row], *, wide: bool) -> None:
    """Ask at every address of some routes, as everybody; `wide`: of more things than one each."""
    ids = day.ids
    habits = [ids["proposal"], ids["invited"], *day.habits]
    more = {"habit_id": habits, "client_id": [ids["ended_client"]], "link_id": [ids["asking"]]}
    for row in rows:
        for path in paths(row, ids, more if wide else {}):
            for viewer in viewers:
                reply = day.asking.ask(viewer, "GET", path)
                assert reply.status < 500, (viewer, path, reply.body[:500])
                is_feed = path.startswith("/calendar/") and reply.status == 200
                reader = FEED if is_feed else viewer
                if path == "/api/changes":
                    search.look("stream", reader, path, reply.bytes, words=False)
                else:
                    search.look("answers", reader, path, reply.bytes)


def export_all(search: Search, day: Day, viewers: list[str]) -> None:
    """Let everybody have their file of data."""
    for viewer in viewers:
        proof = {"password": PASSWORDS.get(viewer, PASSWORD)}
        reply = day.asking.do(viewer, "POST", "/api/me/export", proof)
        search.look("export", viewer, "/api/me/export", reply.bytes)


def listen(search: Search, sockets: wires.Sockets, surface: str) -> None:
    """Search what came to the sockets: hints hold no mark; an acknowledgement holds one's own."""
    for viewer, messages in sockets.heard(QUIET):
        assert messages or search.left, f"{viewer} was told nothing, not even that they may listen"
        for message in messages:
            is_answer = message.startswith("43")
            search.look(surface, viewer, "socket", message.encode(), words=is_answer)


def stored(world: World, finder: Finder, figures: Figures) -> None:
    """See that each column holds the mark it should, and those that hold no text none."""
    found: dict[str, set[Mark]] = defaultdict(set)
    rows = world.dump()
    for name, column in columns.columns():
        number = list(column.table.columns).index(column)
        for row in rows[column.table.name]:
            value = row[number]
            data = value if isinstance(value, bytes) else str(value or "").encode()
            if columns.is_digest(name):
                finder.digests.add(data)
            else:
                found[name] |= finder.find(data)
    for name, wanted in columns.MARKED.items():
        if missing := wanted - {what for _, what in found[name]}:
            figures.unmarked.append(f"{name} holds no mark of {sorted(missing)}")
        figures.marks |= found[name]
    for name in columns.FREE_OF_TEXT:
        figures.finds += [("database", "", name, mark) for mark in found[name] if mark[1] != "id"]
    figures.columns = len(columns.MARKED)
    figures.unentered = columns.unentered()


@contextmanager
def served(world: World, folder: Path, redis: str, count: int) -> Iterator[list[LiveServer]]:
    """Run processes on the world's file, at the time it is there."""
    real = datetime.fromtimestamp(time_machine.escape_hatch.time.time(), UTC)
    with ExitStack() as stack, world.app.app_context():
        url = str(world.app.config["WOVEN"].database_url)
        servers: list[LiveServer] = []
        for number in range(count):
            own = folder / f"server{number}"
            own.mkdir()
            kwargs = {"app": world.app, "database_url": url, "redis_url": redis}
            server = MovedServer(own, clock.now(), **kwargs, LOG_LEVEL="debug")
            server.move(clock.now() + (NOW - real))
            servers.append(stack.enter_context(server))
        yield servers


def run(
    processes: int = 2,
    *,
    wide: bool = True,
    template: Path | None = None,
    redis_url: str | None = None,
) -> Figures:
    """Let the day happen, and search all there is; return what came of it.

    Without `wide` some ask for all of it, and not everybody for everything. `template`: a migrated
    SQLite file to copy; `redis_url`: a Redis that nobody else is at.
    """
    figures, started = Figures(wide), time.monotonic()
    finder = Finder([*ZONES, "new"])
    search = Search(finder, figures)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        if template is None:
            template = folder / "template.db"
            migrated(build, f"sqlite:///{template}", folder)
        if redis_url is None:
            redis_url = stack.enter_context(redis_server()).url
        world = stack.enter_context(a_world(template, folder))
        monitor = wires.Monitor(redis_url)
        servers = stack.enter_context(served(world, folder, redis_url, processes))
        asking = stack.enter_context(closing(Asking(world, servers)))
        day = Day(asking, finder)
        for state in ("asked", "suggested", "practising") if wide else ():
            world.reset(state)
            rows = [row for row in GETS if row.within == state or row.rule in OF_COACH]
            ask_all(search, day, list(ZONES), rows, wide=False)
        world.reset("linked")
        sockets = wires.Sockets(asking, servers, list(ZONES))
        day.happen()
        sockets.call("ana", "sync", day.envelope("ana", 1))
        sockets.call("ben", "catch_up", {"after": 0})
        time.sleep(SWEEP)
        listen(search, sockets, "sockets")
        stored(world, finder, figures)
        viewers = VIEWERS if wide else SOME
        ask_all(search, day, viewers, GETS, wide=wide)
        export_all(search, day, [one for one in viewers if one in ZONES])
        instant = NOW.isoformat()
        for name, passed, read in wires.push_all(world.app, folder, PUSHED, day.ids, instant):
            search.look("pushes, as they pass", None, "push", passed)
            search.look("pushes, as they are read", name, "push", read)
        wires.mail_all(world.app, world.people["ana"].id, day.ids, instant)
        asking.do("ana", "POST", "/api/couple/unlink")
        search.left = True
        listen(search, sockets, "sockets")
        sockets.close()
        after = ["ana", "ben", "cleo", SCREEN] if wide else ["ben", "cleo"]
        ask_all(search, day, after, GETS, wide=wide)
        export_all(search, day, [one for one in after if one in ZONES])
        search.look("redis", None, "redis", monitor.end())
        for server in servers:
            server.stop()
        own = [server.folder for server in servers]
        for to, mail in wires.mails([folder, *own]):
            search.look("mails", to.removeprefix("mk-").partition("-")[0], "mail", mail)
        for place in own:
            for name, data in wires.files(place):
                search.look("logs" if name == "server.log" else "files", None, name, data)
    figures.seconds = round(time.monotonic() - started, 1)
    return figures


def show(figures: Figures) -> None:
    """Print the figures."""
    print(f"{'marks':28}{len(figures.marks):>10}\n{'columns':28}{figures.columns:>10}")
    print(f"{'surface':28}{'pieces':>10}{'bytes':>14}")
    for surface, (count, size) in sorted(figures.searched.items()):
        print(f"{surface:28}{count:>10}{size:>14,}")
    print(f"{'rights used':28}{len(figures.used):>10} of {len(RIGHTS)}")
    print(f"{'found where it may not be':28}{len(figures.finds):>10}")
    print(f"{'seconds':28}{figures.seconds:>10}")
    for find in sorted(set(figures.finds))[:200]:
        print("found:", *find, file=sys.stderr)
    for right in figures.unused:
        print("nobody made use of:", right, file=sys.stderr)
    for name in sorted(figures.unentered):
        print("not entered, or not there:", name, file=sys.stderr)
    for line in figures.unmarked:
        print(line, file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="as `make test` has it")
    arguments = parser.parse_args()
    figures = run(arguments.processes, wide=not arguments.quick)
    show(figures)
    return 0 if figures.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
