"""A discrete-event simulation of requests that go from queue to queue.

Requests arrive at random (a Poisson process), independent of how long others take: the way people
come. Each makes its visits one after the other. Time is in seconds.
"""

import heapq
import itertools
import random
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Takes = Callable[[random.Random], float]
"""Draws how long a visit takes, once its turn has come."""
Visit = tuple[str, Takes]
"""A station's name, and what is asked of it."""


@dataclass
class Station:
    """So many servers with one queue; `together`: whoever waits is served at once.

    The latter is a disk: one sync makes durable whatever was written before it began.
    """

    servers: int
    together: bool = False
    waiting: deque[int] = field(default_factory=deque)
    busy: int = 0


class Simulation:
    """One run; its stations begin empty."""

    def __init__(
        self, stations: Mapping[str, Station], visits: Sequence[Visit], seed: int = 1
    ) -> None:
        self.stations = stations
        self.visits = visits
        self.dice = random.Random(seed)
        self._events: list[tuple[float, int, Sequence[int]]] = []
        self._order = itertools.count()
        self._came: dict[int, float] = {}
        self._step: dict[int, int] = {}

    def run(self, rate: float, seconds: float) -> list[float]:
        """Return how long each request took that came in the last nine tenths of the time."""
        took: list[float] = []
        arrivals = self._arrivals(rate, seconds)
        arriving = next(arrivals, None)
        while arriving is not None or self._events:
            if arriving is not None and (not self._events or arriving[0] <= self._events[0][0]):
                now, request = arriving
                self._came[request], self._step[request] = now, 0
                self._queue(now, request)
                arriving = next(arrivals, None)
                continue
            now, _, served = heapq.heappop(self._events)
            station = self.stations[self.visits[self._step[served[0]]][0]]
            station.busy -= 1
            for request in served:
                self._step[request] += 1
                if self._step[request] < len(self.visits):
                    self._queue(now, request)
                else:
                    came = self._came.pop(request)
                    del self._step[request]
                    if came > seconds / 10:
                        took.append(now - came)
            self._serve(now, station)
        return took

    def _arrivals(self, rate: float, seconds: float) -> "itertools.takewhile[tuple[float, int]]":
        times = itertools.accumulate(self.dice.expovariate(rate) for _ in itertools.count())
        numbered = ((time, number) for number, time in enumerate(times))
        return itertools.takewhile(lambda arrival: arrival[0] < seconds, numbered)

    def _queue(self, now: float, request: int) -> None:
        station = self.stations[self.visits[self._step[request]][0]]
        station.waiting.append(request)
        self._serve(now, station)

    def _serve(self, now: float, station: Station) -> None:
        while station.waiting and station.busy < station.servers:
            count = len(station.waiting) if station.together else 1
            served = [station.waiting.popleft() for _ in range(count)]
            takes = self.visits[self._step[served[0]]][1]
            station.busy += 1
            heapq.heappush(self._events, (now + takes(self.dice), next(self._order), served))


def drawn_from(samples: Sequence[float], mean: float) -> Takes:
    """Draw times of the shape of samples, with another mean."""
    scale = mean / (sum(samples) / len(samples))
    return lambda dice: dice.choice(samples) * scale


def around(mean: float) -> Takes:
    """Draw times of which some are short and few are long: half fixed, half exponential."""
    return lambda dice: mean / 2 + dice.expovariate(2 / mean)
