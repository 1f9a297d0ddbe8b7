"""Asking real servers as anybody, and remembering nothing but what was answered."""

import http.client
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.security.row import Row
from tests.security.world import World
from tests.support.server import LiveServer
from tests.support.walls import COOKIE

NOBODY, DEAD, SCREEN = "anonymous", "revoked", "wall"
"""Who asks without an account that counts: with nothing, with a dead session, with a screen's."""


@dataclass(frozen=True)
class Reply:
    """What was answered, every byte."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def bytes(self) -> bytes:
        """Headers and body."""
        return "\n".join(map(": ".join, self.headers)).encode("latin-1") + b"\n\n" + self.body

    @property
    def json(self) -> Any:
        """What the body says."""
        return json.loads(self.body)


class Asking:
    """Requests of the cast to several processes, one after the other."""

    def __init__(self, world: World, servers: list[LiveServer]) -> None:
        self.world = world
        self._open = [
            (server, http.client.HTTPConnection("127.0.0.1", server.port, timeout=30))
            for server in servers
        ]
        self._lines = itertools.cycle(self._open)

    def ask(
        self,
        viewer: str,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        form: bool = False,
        credential: str = "session",
        at: int | None = None,
    ) -> Reply:
        """Send one request as somebody, to the next process or to a certain one."""
        server, line = next(self._lines) if at is None else self._open[at]
        headers = {**self.headers(viewer, credential), "Accept-Encoding": "identity"}
        headers["Origin"] = server.url
        headers["Referer"] = f"{server.url}/today"
        sent: str | None = None
        if body is not None:
            sent = urlencode(body) if form else json.dumps(body)
            kind = "x-www-form-urlencoded" if form else "json"
            headers["Content-Type"] = f"application/{kind}"
        line.request(method, path, sent, headers)
        response = line.getresponse()
        return Reply(response.status, response.getheaders(), response.read())

    @property
    def first(self) -> LiveServer:
        """The process at 0."""
        return self._open[0][0]

    def close(self) -> None:
        """Drop the connections."""
        for _, line in self._open:
            line.close()

    def headers(self, viewer: str, credential: str = "session") -> dict[str, str]:
        """Return what somebody's browser or program sends along."""
        if viewer == SCREEN:
            return {"Cookie": f"{COOKIE}={self.world.ids['wall_secret']}"}
        if viewer == NOBODY:
            return self.world.headers(None, "none")
        if viewer == DEAD:
            return self.world.headers(None, "expired session")
        return self.world.headers(viewer, credential)

    def do(
        self, viewer: str, method: str, path: str, body: Mapping[str, Any] | None = None, **how: Any
    ) -> Reply:
        """Send one that has to be granted."""
        reply = self.ask(viewer, method, path, {} if body is None else body, **how)
        assert reply.status < 400, (viewer, method, path, reply.status, reply.body[:500])
        return reply


def paths(row: Row, ids: Mapping[str, Any], more: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield the addresses of a route: of what its row is about, and of more of the same kind."""
    # A list of values has commas and spaces, and no slash.
    parts = row.rule.split("/")
    choices = []
    for part in parts:
        name = part.strip("<>").rpartition(":")[2]
        listed = re.search(r"any\(([^)]*)\)", part)
        if listed is not None:
            choices.append([kind.strip() for kind in listed[1].split(",")])
        elif part.startswith("<"):
            choices.append(list(dict.fromkeys([str(ids[row.at[name]]), *more.get(name, ())])))
        else:
            choices.append([part])
    for chosen in itertools.product(*choices):
        yield "/".join(chosen) + row.query
