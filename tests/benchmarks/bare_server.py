"""The yardstick: a bare Flask-SocketIO server, one SQLite commit and one room emit a request.

Its settings are those of the real server; what it leaves out is everything else: accounts, checks,
schemas, streaks, streams. Run by `serving.bare`, patched: python -m gevent.monkey --module …
"""

import gc
import socket
import sqlite3
import sys
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO, join_room
from gevent.pywsgi import WSGIHandler, WSGIServer

app = Flask(__name__)
socketio = SocketIO(
    app,
    async_mode="gevent",
    transports=["websocket"],
    allow_upgrades=False,
    cookie=None,
    manage_session=False,
    async_handlers=False,
)


class Handler(WSGIHandler):
    """One connection, without Nagle's delay."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(sock, *args, **kwargs)


@socketio.on("connect")
def connect() -> None:
    """Let the socket listen to the room it names."""
    join_room(request.args["room"])


def main(port: int, folder: Path) -> None:
    """Serve until killed."""
    store = sqlite3.connect(folder / "bare.db", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE ticks (room TEXT, day TEXT, done INT, PRIMARY KEY (room, day))")

    @app.route("/ticks/<room>/<day>", methods=["PUT", "DELETE"])
    def tick(room: str, day: str) -> dict[str, object]:
        done = request.method == "PUT"
        store.execute(
            "INSERT INTO ticks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET done = excluded.done",
            (room, day, done),
        )
        change = {"date": day, "done": done}
        socketio.emit("change", change, to=room)
        return change

    server = WSGIServer(("127.0.0.1", port), app, log=None, error_log=None, handler_class=Handler)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
