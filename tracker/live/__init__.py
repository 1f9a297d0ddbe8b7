"""Socket.IO: who may listen, and what is sent: committed stream rows, nothing else."""

from typing import cast

from flask import Flask
from flask_socketio import SocketIO
from gevent import monkey
from socketio.packet import Packet

from tracker.config import Settings
from tracker.live import events, pings, websocket
from tracker.live.bus import Bus
from tracker.live.feed import Feed
from tracker.services import transaction


class Text(Packet):
    """A packet that never holds bytes, and so is not searched for any."""

    uses_binary_events = False


def register(app: Flask, socketio: SocketIO, settings: Settings) -> None:
    """Attach the live side, and let it hear of every commit."""
    patched = monkey.is_module_patched("socket")
    socketio.init_app(
        app,
        async_mode="gevent" if patched else "threading",
        # The guard has judged the origin; Engine.IO must not fall back to its own idea of it.
        cors_allowed_origins=sorted(settings.origins),
        transports=["websocket"],
        allow_upgrades=False,
        max_http_buffer_size=websocket.UNREADABLE,
        http_compression=False,
        # Proxies close what is silent for a minute; pages ask by themselves every 30 s.
        ping_interval=45,
        cookie=None,
        manage_session=False,
        # One event of a socket after the other: the order they were sent in is the order asked.
        async_handlers=False,
        always_connect=True,
        serializer=Text,
        monitor_clients=not patched,  # see `pings`
        logger=False,
        engineio_logger=False,
    )
    websocket.bound(socketio, settings)
    if patched:
        pings.gather(socketio)
    bus = Bus(settings.redis_url) if settings.redis_url else None
    feed = Feed(app, socketio, bus)
    app.extensions[events.FEED] = feed
    transaction.listeners.append(lambda done: feed.publish(done.items))


def of(app: Flask) -> Feed:
    """Return the application's feed."""
    return cast(Feed, app.extensions[events.FEED])
