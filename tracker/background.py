"""Handing things to the background, so that nothing slow is in the way of a request."""

import queue
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import gevent
import gevent.monkey
import structlog

from tracker import metrics

log = structlog.get_logger(__name__)

T = TypeVar("T")
Spawn = Callable[..., Any]
"""Starts a function with its arguments in the background."""


def apart(work: Callable[[], T]) -> T:
    """Do work in a real thread where this one is the event loop's: it would stop them all."""
    if gevent.monkey.is_module_patched("threading"):
        result: T = gevent.get_hub().threadpool.apply(work)
        return result
    return work()


class Courier(Generic[T]):
    """Carry things to a function in a bounded queue, one after the other.

    What cannot be handed over because too much waits is dropped and logged; `carry` says itself
    what becomes of a failure that it expects.
    """

    def __init__(self, name: str, carry: Callable[[T], None], most: int) -> None:
        self.name = name
        self.carry = carry
        self.waiting: queue.Queue[T] = queue.Queue(most)
        self.started = False
        self.carrying = False
        self.dropped = metrics.DROPPED.labels(name)

    def hand(self, spawn: Spawn, thing: T) -> None:
        """Hand one thing over; it does not wait, whatever is at the other end."""
        if not self.started:
            self.started = True
            spawn(self.carry_forever)
        try:
            self.waiting.put_nowait(thing)
        except queue.Full:
            self.dropped.inc()
            log.warning("courier_full", courier=self.name)

    @property
    def is_idle(self) -> bool:
        """Tell whether everything that was handed over is carried."""
        return not self.carrying and self.waiting.empty()

    def reading(self) -> metrics.Reading:
        """Return how much waits."""
        return metrics.Reading("woven_courier_waiting", len(self), ("courier", self.name))

    def __len__(self) -> int:
        return self.waiting.qsize() + self.carrying

    def carry_forever(self) -> None:
        """Carry what waits."""
        while True:
            thing = self.waiting.get()
            self.carrying = True
            try:
                self.carry(thing)
            except Exception:  # this loop is started once: it must not end
                log.exception("courier_failed", courier=self.name)
            finally:
                self.carrying = False
