"""A server whose disk fills up under it: what it still does, what it says, and how it recovers."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import requests

from tests.faults.filling.disk import SmallDisk
from tests.faults.soundness import wrong_with
from tests.support.habits import agreed
from tests.support.people import PASSWORD, link
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tracker import clock

PAGES = ("/today", "/us", "/habits", "/settings", "/settings/sessions", "/settings/leaving", "/jar")
MOST = 40
"""Ticks after which a disk that is full has to be felt."""
NOTE = "é" * 500


class Window:
    """Somebody's browser, signed in, without scripts."""

    def __init__(self, person: Remote) -> None:
        self.url = person.server.url
        self.session = requests.Session()
        self.answer = self.post("/sign-in", email=person.email, password=PASSWORD)

    def get(self, path: str) -> requests.Response:
        """Open a page."""
        return self.session.get(self.url + path, allow_redirects=False, timeout=10)

    def post(self, path: str, page: str | None = None, **fields: Any) -> requests.Response:
        """Send a form, which stands on `page` if not at its own address."""
        token = re.search(
            r'csrf[-_]token" (?:content|value)="(\w{64})"', self.get(page or path).text
        )
        assert token is not None, page
        return self.session.post(
            self.url + path,
            {"csrf_token": token[1], **fields},
            headers={"Origin": self.url},
            allow_redirects=False,
            timeout=10,
        )


class Served:
    """The people of a server on a small disk, and what was wrong."""

    def __init__(self, server: LiveServer, disk: SmallDisk) -> None:
        self.server, self.disk = server, disk
        self.wrong: list[str] = []
        self.busy = 0
        """Writes that were told that there is no room."""
        self.read = 0
        names = ("ana", "ben", "dev", "eva", "max", "fin")
        self.ana, self.ben, self.dev, self.eva, self.max, self.fin = (
            Remote(server, name) for name in names
        )
        self.today: date = clock.now().date()
        first = self.today - timedelta(days=3)
        self.habit = agreed(self.ana, link(self.ana, self.ben), first)
        self.other = agreed(self.dev, link(self.dev, self.eva), first)
        self.window = Window(self.ana)

    def expect(self, what: str, answer: Any, status: int, said: str = "") -> None:
        """Note an answer that is not as it should be."""
        if answer.status_code != status or said not in answer.text:
            text = " ".join(answer.text.split())[:120]
            self.wrong.append(f"{what}: {answer.status_code}, not {status}: {text}")

    def refused(self, what: str, answer: Any) -> None:
        """Expect that a write is told, in words, that there is no room."""
        self.busy += 1
        is_page = "html" in answer.headers.get("Content-Type", "")
        self.expect(what, answer, 503, "<h1" if is_page else '"code": "busy"')
        if "Retry-After" not in answer.headers:
            self.wrong.append(f"{what}: does not say when to try again")

    def tick(self, person: Remote, habit: str) -> Any:
        """Tick with words."""
        return person.put(f"/api/habits/{habit}/ticks/{self.today}", {"note": NOTE})

    def fill(self) -> None:
        """Fill the disk until a tick feels it."""
        self.expect("a tick before", self.tick(self.ana, self.habit), 200)
        self.disk.fill(self.server.pid)
        for _ in range(MOST):
            if self.tick(self.ana, self.habit).status_code != 200:
                return
        self.wrong.append(f"{MOST} ticks went onto a full disk")

    def look(self, when: str) -> None:
        """Read, in every way there is."""
        for path in PAGES:
            self.expect(f"{path} {when}", self.window.get(path), 200, "<h1")
        paths = ("/api/me", f"/api/habits/{self.habit}/ticks", "/api/changes", "/readyz")
        for path in paths:
            self.expect(f"{path} {when}", self.ana.get(path), 200)
        self.read += len(PAGES) + len(paths)

    def write(self, when: str) -> None:
        """Write, in every way there is."""
        self.refused(f"a tick {when}", self.tick(self.ana, self.habit))
        fields = {"habit": self.habit, "date": str(self.today), "done": "false"}
        form = self.window.post("/today/ticks", "/today", **fields)
        self.refused(f"a tick by the form {when}", form)
        self.refused(f"signing in {when}", Window(self.max).answer)
        self.refused(f"a new habit {when}", self.dev.post("/api/habits", WALK))

    def speak(self) -> None:
        """Listen and say something on a socket."""
        with self.ben.ear() as ear:
            answer = ear.call("catch_up", {"after": 0})
            if not answer.get("items"):
                self.wrong.append(f"catching up: {answer}")
            couple = self.ben.get("/api/couple").get_json()["id"]
            now = clock.now().isoformat()
            op: dict[str, Any] = {"op": "00000000-0000-4000-8000-000000000001", "type": "tick"}
            op |= {"at": now, "habit": self.habit, "date": str(self.today), "done": True}
            said = {"couple": couple, "device": op["op"], "sent_at": now, "after": 0, "ops": [op]}
            answer = ear.call("sync", said)
            self.busy += 1
            if (answer.get("status"), answer.get("code")) != (503, "busy"):
                self.wrong.append(f"a phone's ticks: {answer}")

    def leave(self) -> None:
        """Sign out, leave, close everything off: what must be possible."""
        with self.ben.ear() as ear:
            self.expect("signing out", self.window.post("/sign-out", "/settings"), 303)
            self.expect("afterwards", self.window.get("/settings/sessions"), 303)
            self.expect("leaving", self.ana.post("/api/couple/unlink"), 204)
            ear.wait_closed()
            if [item["kind"] for item in ear.changes] != ["unlinked"]:
                self.wrong.append(f"ben heard {ear.heard}")
        self.expect("what was left", self.ben.get(f"/api/habits/{self.habit}"), 410)
        self.refused("a tick into the room of who leaves", self.tick(self.dev, self.other))
        self.expect("closing everything off", self.dev.post("/api/me/close-off"), 204)
        undone = self.server.folder / "undone.txt"
        if not until(lambda: undone.exists() and undone.read_text().count("couple") == 2, 10):
            self.wrong.append("what was ended does not stand in the list of the undone")

    def recover(self) -> None:
        """Give the room back: everything works, and what was put off is made up for."""
        self.disk.empty()
        window = Window(self.max)
        self.expect("signing in with room", window.answer, 303)
        habit = agreed(self.max, link(self.max, self.fin), self.today)
        self.expect("a tick with room", self.tick(self.max, habit), 200)
        ballast = Path(f"{self.database}-ballast")
        if self.disk.is_mounted and not ballast.exists():
            self.wrong.append("no room is kept any more")
        answer = window.post("/settings/address/again", "/settings/address")
        self.expect("asking for a mail", answer, 303)
        mails = self.server.folder / "mail"
        if not until(lambda: mails.is_dir() and any(mails.iterdir()), 15):
            self.wrong.append("no errand is run any more")

    @property
    def database(self) -> str:
        """Path of the database's file."""
        return self.server.environ["DATABASE_URL"].removeprefix("sqlite:///")


WALK = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "each"}


def play(server: LiveServer, disk: SmallDisk, *, restarts: bool = True) -> Served:
    """Fill the disk under a server and see what it does; return what was wrong."""
    served = Served(server, disk)
    served.fill()
    served.look("on a full disk")
    served.write("on a full disk")
    served.speak()
    if disk.is_mounted:
        for how in (server.kill, server.stop) if restarts else ():
            how()
            # What it let go of at its end is somebody else's by the time it is back.
            disk.fill()
            server.start()
            served.look(f"after {how.__name__}")
            served.write(f"after {how.__name__}")
        served.leave()
    served.wrong += wrong_with(f"sqlite:///{served.database}")
    served.recover()
    return served


def until(done: Callable[[], bool], seconds: float) -> bool:
    """Wait until it is so; tell whether it is."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
