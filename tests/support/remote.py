"""The cast of a real server: they call it over HTTP and hear it over websockets."""

import itertools
import json
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import requests
import socketio
import websocket

from tests.support.people import Someone, link
from tests.support.server import LiveServer

SOON = 3.0
"""Seconds in which something is heard that this process said; the sweep needs two."""
QUIET = 0.15
"""Seconds without a word after which nothing more is expected."""

_numbers = itertools.count(1)


class Answer:
    """An HTTP answer, as the test client of an application gives it."""

    def __init__(self, response: requests.Response) -> None:
        self.status_code = response.status_code
        self.headers = response.headers
        self.text = response.text
        self.mimetype = response.headers.get("Content-Type", "").partition(";")[0]

    def get_json(self) -> Any:
        """Return the body's JSON; None where there is none."""
        return json.loads(self.text) if self.text else None


class Remote(Someone):
    """A person with an account on a real server, by a name that nobody else has."""

    def __init__(self, server: LiveServer, name: str, timezone: str = "UTC") -> None:
        super().__init__(server.app, f"{name}{next(_numbers)}", timezone)
        self.server = server

    def call(self, method: str, path: str, **kwargs: Any) -> Any:
        """Send one request with this person's token; `json=` is the body."""
        headers = {"Authorization": f"Bearer {self.secret}", **kwargs.pop("headers", {})}
        url = kwargs.pop("server", self.server).url
        return Answer(requests.request(method, url + path, headers=headers, timeout=10, **kwargs))

    def ear(self, server: LiveServer | None = None, **kwargs: Any) -> "Ear":
        """Listen with this person's token, on their server or on another one."""
        return Ear(server or self.server, {"Authorization": f"Bearer {self.secret}"}, **kwargs)


class Ear:
    """A Socket.IO client over websocket, that keeps what it heard. Use as a context manager."""

    def __init__(self, server: LiveServer, headers: Mapping[str, str], query: str = "") -> None:
        self.heard: list[tuple[float, str, Any]] = []
        """When (monotonic), which event, with what."""
        self._news = threading.Condition()
        # The client would send an Origin of its own making.
        self.client = socketio.Client(
            reconnection=False, websocket_extra_options={"suppress_origin": True}
        )
        # It would hear each message in a thread of its own, and so not in the order they came.
        trigger = self.client.eio._trigger_event
        self.client.eio._trigger_event = lambda *args, **how: trigger(
            *args, **how | {"run_async": False}
        )
        for event in ("ready", "change", "wall", "bye", "disconnect", "connect"):
            self.client.on(event, self._hear(event))
        self.client.connect(server.url + query, transports=["websocket"], headers=dict(headers))
        # The client leaves its end open where the server has closed the connection.
        weakref.finalize(self, self.client.eio.ws.sock.close)
        self.wait_for(lambda: self.said("ready") or self.said("disconnect"), "ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()

    def _hear(self, event: str) -> Callable[..., None]:
        def hear(data: Any = None) -> None:
            with self._news:
                self.heard.append((time.monotonic(), event, data))
                self._news.notify_all()

        return hear

    def said(self, event: str) -> list[Any]:
        """Return what came with each event of a name so far."""
        return [data for _, name, data in list(self.heard) if name == event]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Return the changes heard so far."""
        return self.said("change")

    def wait_for(self, done: Callable[[], Any], what: str, seconds: float = 5.0) -> None:
        """Wait until `done()`; an AssertionError says what was heard instead."""
        with self._news:
            assert self._news.wait_for(done, seconds), (what, self.heard)

    def wait_changes(self, count: int, seconds: float = SOON) -> list[dict[str, Any]]:
        """Wait for this many changes in all, and for no more than these; return them."""
        self.wait_for(lambda: len(self.changes) >= count, f"{count} changes", seconds)
        assert len(self.changes) == count, self.heard
        return self.changes

    def wait_closed(self, seconds: float = 5.0) -> None:
        """Wait until the server has closed the connection."""
        self.wait_for(lambda: self.said("disconnect"), "closed", seconds)

    def call(self, event: str, *arguments: Any) -> Any:
        """Send an event and return its acknowledgement."""
        return self.client.call(event, arguments or None, timeout=5)


@contextmanager
def silent_strangers(*servers: LiveServer) -> Iterator[list[Remote]]:
    """Let dev and eva, another couple, and max listen at each server; they may hear nothing."""
    people = [Remote(servers[0], name) for name in ("dev", "eva", "max")]
    link(people[0], people[1])
    ears = [person.ear(server) for person in people for server in servers]
    try:
        yield people
        assert_silent(people, ears)
    finally:
        for ear in ears:
            ear.client.disconnect()


def assert_silent(people: list[Remote], ears: list[Ear]) -> None:
    """Assert that nobody of these heard of anything, by socket or in their stream."""
    for ear in ears:
        said = [(event, data) for _, event, data in ear.heard if event not in ("connect", "ready")]
        assert said == []
    for person in people:
        assert person.stream() == []


class Raw:
    """A websocket to Engine.IO without any client's manners."""

    def __init__(
        self, server: LiveServer, person: Someone | None, query: str = "", **kwargs: Any
    ) -> None:
        headers = dict(kwargs.pop("headers", {}))
        if person is not None:
            headers["Authorization"] = f"Bearer {person.secret}"
        self.socket = websocket.create_connection(
            f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket{query}",
            header=headers,
            suppress_origin=True,
            timeout=5,
            **kwargs,
        )
        wire = self.socket.sock
        assert wire is not None
        weakref.finalize(self, wire.close)
        self.opening = self.receive()

    def receive(self, seconds: float = 5) -> str | None:
        """Return the next message; None at the end of the connection or of the time."""
        self.socket.settimeout(seconds)
        try:
            message = self.socket.recv()
        except websocket.WebSocketTimeoutException:
            return None
        except (websocket.WebSocketException, OSError):
            return None
        return message if isinstance(message, str) and message else None

    def receive_all(self, quiet: float = 0.3) -> list[str]:
        """Return what comes until it is quiet."""
        messages = []
        while (message := self.receive(quiet)) is not None:
            messages.append(message)
        return messages

    def is_closed(self, seconds: float = 5) -> bool:
        """Tell whether the server ends the connection within some time, TCP included."""
        deadline = time.monotonic() + seconds
        raw = self.socket.sock
        if raw is None:  # seen to end already
            return True
        while (left := deadline - time.monotonic()) > 0:
            raw.settimeout(left)
            try:
                if not raw.recv(65536):
                    return True
            except TimeoutError:
                return False
            except OSError:
                return True
        return False

    def send(self, message: str) -> None:
        """Send a text message."""
        self.socket.send(message)

    def close(self) -> None:
        """Drop the connection."""
        self.socket.shutdown()
