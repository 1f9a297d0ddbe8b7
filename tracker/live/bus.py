"""Committed rows from process to process, by way of Redis; losing one costs latency alone."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import astuple
from time import sleep

import redis
import structlog

from tracker import clock, metrics
from tracker.background import Courier, Spawn
from tracker.services.changes import Item

log = structlog.get_logger(__name__)

CHANNEL = "woven:changes"
TIMEOUT = 1.0
WAITING = 10_000
"""Rows that may wait for Redis; beyond that they are left to the sweep."""


class Bus:
    """Publish from the background: Redis is never in the way of a request."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, health_check_interval=10
        )
        self.me = secrets.token_hex(8)
        self.courier = Courier("bus", self.send, WAITING)
        self.is_up: bool | None = None
        """Whether Redis answered the last time it was asked; None before."""

    def publish(self, spawn: Spawn, items: Sequence[Item]) -> None:
        """Hand rows to the background; it does not wait, whatever Redis does."""
        self.courier.hand(spawn, items)

    def send(self, items: Sequence[Item]) -> None:
        """Publish rows. A failed send is not tried again: the other side's sweep finds it."""
        try:
            self.client.publish(CHANNEL, self.write(items))
            self.is_up = True
        except redis.RedisError as error:
            self.lost(error)

    def lost(self, error: redis.RedisError) -> None:
        """Note that Redis did not answer; it is said once, and not for each message."""
        if self.is_up is not False:
            log.warning("bus_unreachable", error=type(error).__name__)
        self.is_up = False

    def listen(self, spawn: Spawn, deliver: Callable[[Sequence[Item]], None]) -> None:
        """Hand on what other processes publish, from now on."""
        spawn(self.listen_forever, deliver)

    def listen_forever(self, deliver: Callable[[Sequence[Item]], None]) -> None:
        """Listen, and connect again whenever the connection breaks."""
        while True:
            try:
                with self.client.pubsub(  # type: ignore[no-untyped-call]
                    ignore_subscribe_messages=True
                ) as subscription:
                    subscription.subscribe(CHANNEL)
                    self.is_up = True
                    while True:
                        message = subscription.get_message(timeout=TIMEOUT)
                        if message is not None:
                            self.hear(message["data"], deliver)
            except redis.RedisError as error:
                self.lost(error)
            except Exception:
                log.exception("bus_failed")
            sleep(TIMEOUT)

    def hear(self, message: bytes, deliver: Callable[[Sequence[Item]], None]) -> None:
        """Hand on the rows of a message, unless they are one's own."""
        document = json.loads(message)
        if document["from"] == self.me:
            return
        deliver([Item(*row) for row in document["rows"]])
        if "at" in document:  # not from a process of an older version
            metrics.PUSHED_BY_BUS.observe(max(0.0, clock.now().timestamp() - document["at"]))

    def write(self, items: Sequence[Item]) -> str:
        """Return rows as a message; like the stream itself it holds no free text."""
        rows = [astuple(item) for item in items]
        return json.dumps({"from": self.me, "at": clock.now().timestamp(), "rows": rows})
