"""Load from a process of its own: what to do comes on stdin as JSON, what came of it leaves so.

{"port", "tickers": [[path, headers] …], "listeners": [[path, headers] …], "do": name, …}
A client may name a port of its own behind its headers.
"""

import gc
import json
import random
import selectors
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from tests.benchmarks.wire import Listener, Ticker

ROOT = Path(__file__).parents[2]
PATIENCE = 10.0
"""Seconds until something that does not come counts as lost."""


def run(**plan: Any) -> Any:
    """Run a plan in another process and return its result."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load"],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=120,
    )
    return json.loads(done.stdout)


def paced(
    tickers: Sequence[Ticker], listeners: Sequence[Listener], *, rate: float, count: int
) -> list[float]:
    """Tick at a pace; return the seconds from each sending to the arrival at the last listener.

    A tick that is due while the one before is unanswered counts from when it was due.
    """
    (ticker,), watched = tickers, listeners[-1]
    began: list[float] = []
    took: list[float] = []
    start = monotonic()
    with _selector([ticker, *listeners]) as selector:
        while len(took) < count:
            now = monotonic()
            due = start + len(began) / rate
            if len(began) < count and now >= due and not ticker.busy:
                began.append(now if now - due < 0.5 / rate else due)
                ticker.send()
            wait = max(0.0, due - now) if len(began) < count and not ticker.busy else PATIENCE
            ready = selector.select(wait)
            arrived = monotonic()
            assert ready or wait < PATIENCE, f"{count - len(took)} changes were lost"
            for key, _ in ready:
                news = key.data.receive()
                if key.data is watched:
                    took += [arrived - began[len(took) + i] for i in range(news)]
        _put_back(selector, tickers)
    return took


def saturated(
    tickers: Sequence[Ticker], listeners: Sequence[Listener], *, warm: float, seconds: float
) -> float:
    """Let each ticker tick as fast as it is answered; return all their ticks a second.

    Afterwards every listener must have heard of as many changes as its share.
    """
    start = monotonic() + warm
    end = start + seconds
    counted = 0
    with _selector([*tickers, *listeners]) as selector:
        for ticker in tickers:
            ticker.send()
        while (now := monotonic()) < end:
            for key, _ in selector.select(end - now):
                answered = key.data.receive()
                if answered and isinstance(key.data, Ticker):
                    counted += now >= start
                    key.data.send()
        _put_back(selector, tickers)
        expected = sum(ticker.answers for ticker in tickers) * len(listeners) // len(tickers)
        while sum(listener.changes for listener in listeners) < expected:
            ready = selector.select(PATIENCE)
            assert ready, "changes were lost"
            for key, _ in ready:
                key.data.receive()
    return counted / seconds


def at_random(
    tickers: Sequence[Ticker], listeners: Sequence[Listener], *, rate: float, seconds: float
) -> list[float]:
    """Tick at random moments, so many a second on average, whoever is free; return the seconds.

    One that comes while everybody waits for an answer counts from when it came.
    """
    dice = random.Random(1)
    free = list(tickers)
    due: list[float] = []
    took: list[float] = []
    began: dict[Ticker, float] = {}
    start = monotonic()
    coming = start + dice.expovariate(rate)
    with _selector([*tickers, *listeners]) as selector:
        while coming < start + seconds or due or began:
            while coming < start + seconds and coming <= monotonic():
                due.append(coming)
                coming += dice.expovariate(rate)
            while due and free:
                ticker = free.pop()
                began[ticker] = due.pop(0)
                ticker.send()
            wait = coming - monotonic() if coming < start + seconds else PATIENCE
            for key, _ in selector.select(max(0.0, wait)):
                answered = key.data.receive()
                if answered and isinstance(key.data, Ticker):
                    took.append(monotonic() - began.pop(key.data))
                    free.append(key.data)
        _put_back(selector, tickers)
    return took


def by_turns(
    tickers: Sequence[Ticker], listeners: Sequence[Listener], *, warm: int, count: int
) -> list[list[float]]:
    """Tick by one after the other, nothing else going on; return each one's seconds.

    Who comes after whom is drawn anew each round: what one leaves behind, the next pays for.
    """
    took: list[list[float]] = [[] for _ in tickers]
    pairs = list(zip(took, tickers, strict=True))
    order = random.Random(1)
    for _ in range(warm + count):
        order.shuffle(pairs)
        for times, ticker in pairs:
            times.append(ticker.time())
    return [times[warm:] for times in took]


def _selector(clients: Sequence[Ticker | Listener]) -> selectors.BaseSelector:
    selector = selectors.DefaultSelector()
    for client in clients:
        selector.register(client.sock, selectors.EVENT_READ, client)
    return selector


def _put_back(selector: selectors.BaseSelector, tickers: Sequence[Ticker]) -> None:
    """End with every day cleared, so that the next run's first tick is a change again."""
    while any(ticker.busy or ticker.answers % 2 for ticker in tickers):
        for ticker in tickers:
            if not ticker.busy and ticker.answers % 2:
                ticker.send()
        ready = selector.select(PATIENCE)
        assert ready, "an answer was lost"
        for key, _ in ready:
            key.data.receive()


KINDS: dict[str, Callable[..., Any]] = {
    "paced": paced,
    "saturated": saturated,
    "at_random": at_random,
    "by_turns": by_turns,
}


def main() -> None:
    """Do what stdin says."""
    plan = json.load(sys.stdin)
    port = plan.pop("port")

    def made(kind: Callable[..., Any], client: Sequence[Any]) -> Any:
        path, headers, *own = client
        return kind(own[0] if own else port, path, headers)

    tickers = [made(Ticker, client) for client in plan.pop("tickers")]
    listeners = [made(Listener, client) for client in plan.pop("listeners")]
    gc.disable()
    json.dump(KINDS[plan.pop("do")](tickers, listeners, **plan), sys.stdout)


if __name__ == "__main__":
    main()
