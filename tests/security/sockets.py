"""A socket from the upgrade on, without a network: guard, Engine.IO's hand-over, handlers."""

from typing import Any

from flask import Flask
from flask.testing import EnvironBuilder
from flask_socketio import SocketIOTestClient
from socketio import packet

from tests.conftest import ORIGIN
from tracker.extensions import socketio

OPENING = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


def upgrade(
    app: Flask, headers: dict[str, str], query: str = "EIO=4&transport=websocket"
) -> tuple[int, dict[str, Any]]:
    """Ask the guard for a websocket: the status it refuses with, or 101 and the environ behind it.

    The token against forgery is left out: a socket has none.
    """
    sent = {name: value for name, value in headers.items() if name != "X-CSRF-Token"}
    builder = EnvironBuilder(
        app,
        path="/socket.io/",
        query_string=query,
        base_url=ORIGIN,
        headers={**OPENING, **sent},
    )
    environ = builder.get_environ()
    builder.close()
    guard: Any = app.wsgi_app.app  # type: ignore[attr-defined]  # within what counts answers
    inner = guard.app
    let_through: list[dict[str, Any]] = []
    statuses: list[int] = []

    def behind(environ: dict[str, Any], _start: Any) -> list[bytes]:
        let_through.append(environ)
        return []

    guard.app = behind
    try:
        list(guard(environ, lambda status, _headers: statuses.append(int(status[:3]))))
    finally:
        guard.app = inner
    if statuses:
        return statuses[0], {}
    return 101, let_through[0]


class Socket(SocketIOTestClient):
    """Somebody's open socket."""

    def __init__(self, app: Flask, environ: dict[str, Any]) -> None:
        self.opened_with = environ
        self.queue: list[dict[str, Any]] = []
        super().__init__(app, socketio)
        # The client hears what Socket.IO hands to Engine.IO; ours hands some of it over itself.
        socketio.server.eio.send_packet = socketio.server._send_eio_packet

    def connect(self, namespace: str | None = None, **_kwargs: Any) -> None:
        """Hand the environ over as Engine.IO does after the guard."""
        self.opened_with["flask.app"] = self.app
        server = self.socketio.server
        server._handle_eio_connect(self.eio_sid, self.opened_with)
        server._handle_eio_message(self.eio_sid, packet.Packet(packet.CONNECT).encode())
        self.sid = server.manager.sid_from_eio_sid(self.eio_sid, "/")
        self.connected["/"] = self.sid is not None

    def ask(self, event: str, *arguments: Any) -> Any:
        """Send an event and return its acknowledgement."""
        return self.emit(event, *arguments, callback=True)

    def heard(self) -> list[dict[str, Any]]:
        """Return what was sent to this socket since the last call."""
        heard, self.queue = self.queue, []
        return heard
