"""What goes out on sockets, and how one is closed. Only a room or one socket is ever named."""

from typing import Any

from engineio.packet import MESSAGE, Packet
from flask_socketio import SocketIO
from socketio.packet import EVENT

from tracker.live import websocket


class Wire:
    """Send to rooms and sockets of this process."""

    def __init__(self, socketio: SocketIO) -> None:
        self.socketio = socketio

    def enter(self, socket_id: str, room_name: str) -> None:
        """Let a socket hear what is sent to a room."""
        self.socketio.server.enter_room(socket_id, room_name)

    def emit(self, event: str, data: dict[str, Any], to: str) -> None:
        """Send to one room or one socket; there is no sending to everybody."""
        self.socketio.server.emit(event, data, to=to)

    def emit_written(self, event: str, text: str, room_name: str) -> None:
        """Send what is JSON already to a room, as `emit` would."""
        server = self.socketio.server
        packet = Packet(MESSAGE, f'{EVENT}["{event}",{text}]')
        wire = websocket.frame(packet.encode())
        for _, engine_id in server.manager.get_participants("/", room_name):
            websocket.push(server.eio, engine_id, packet, wire)

    def send_off(self, socket_id: str, room_name: str, reason: str) -> None:
        """Say goodbye to a socket and close it; nothing is sent to it afterwards."""
        server = self.socketio.server
        server.leave_room(socket_id, room_name)
        self.emit("bye", {"reason": reason}, socket_id)
        engine_id = server.manager.eio_sid_from_sid(socket_id, "/")
        server.disconnect(socket_id)
        self.hang_up(engine_id)

    def send_elsewhere(self, socket_id: str, room_name: str, reason: str) -> None:
        """Say goodbye to a socket whose client is to come back.

        Not by Socket.IO's own end, after which its clients would not come back by themselves.
        """
        server = self.socketio.server
        engine_id = server.manager.eio_sid_from_sid(socket_id, "/")
        server.leave_room(socket_id, room_name)
        self.emit("bye", {"reason": reason}, socket_id)
        self.hang_up(engine_id)

    def hang_up(self, engine_id: str | None) -> None:
        """Close the connection itself, on which Socket.IO would let its client join again."""
        connection = self.socketio.server.eio.sockets.get(engine_id)
        if connection is not None:
            connection.close(wait=False)  # a client that does not read is not waited for
