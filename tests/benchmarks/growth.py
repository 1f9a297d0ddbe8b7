"""What a couple costs, and what many would: `make bench ARGS=growth`; see docs/scaling.md.

Measured: rows and bytes of couples who lived for a while, the processor's time of what they ask.
Simulated: how long a tick takes under load, beside what a real server took under the same; and
one shard of many. Worked out of both: where something gives out.
"""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import mean, quantiles

from flask import Flask

from deploy.processes import free_port
from tests.benchmarks import serving
from tests.benchmarks.growing import costs, living, walls, weighing
from tests.benchmarks.growing.queues import Simulation, Station, around, drawn_from
from tests.support.servers import postgres_server
from tracker.extensions import db

COUPLES, DAYS, COUNTED = 8, 120, 28
LOADS = (0.3, 0.6, 0.8)
SECONDS, TICKERS = 8.0, 24
SHARD = 250_000
"""Couples of one shard, in the simulation of one of many."""
SYNC = 0.002
"""Seconds of a commit on a disk of a data centre. Assumed."""


def main() -> None:
    """Print the tables."""
    for name in ("SQLite", "PostgreSQL"):
        _print_weights(name)
    _print_predicted()
    measured = costs.measure()
    print("\nms of a processor, served on PostgreSQL  web process  PostgreSQL")
    for what in ("tick", "today", "catch_up", "listener"):
        cost: costs.Cost = getattr(measured, what)
        print(f"  {what:<38}{cost.web * 1000:>12.3f}{cost.store * 1000:>12.3f}")
    _print_needs(measured)
    _print_shard(measured)


def _print_weights(store: str) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/woven.db"
        if store == "PostgreSQL":
            url = stack.enter_context(postgres_server()).new_database()
        app = serving.made(serving.settings(folder, url, free_port()))
        empty = weighing.weigh(app)
        lives = living.settle(app, COUPLES, DAYS)
        lives.tidy(lives.live(DAYS, count_from=DAYS - COUNTED))
        _print_table(store, empty, weighing.weigh(app))
        if store == "SQLite":
            _print_told(lives.told)
        _let_go(app)


def _print_table(
    store: str, empty: dict[str, weighing.Weight], full: dict[str, weighing.Weight]
) -> None:
    print(f"\n{store}: a couple after {DAYS} days{'rows':>14}{'bytes':>10}{'a row':>8}")
    total = 0.0
    for name, weight in sorted(full.items(), key=lambda item: -item[1].bytes):
        rows = weight.rows - (empty[name].rows if name in empty else 0)
        if rows < COUPLES:
            continue
        total += weight.bytes / COUPLES
        print(
            f"  {name:<28}{rows / COUPLES:>14.1f}{weight.bytes / COUPLES:>10,.0f}"
            f"{weight.bytes / rows:>8,.0f}"
        )
    print(f"  {'together':<28}{'':>14}{total:>10,.0f}")


def _print_told(told: living.Told) -> None:
    a_day = COUPLES * COUNTED
    print(f"\nof a couple, a day (mean of {COUNTED} days)")
    bus = told.bus_bytes / a_day
    print(f"  {'commits that are told':<28}{told.commits / a_day:>14.1f}")
    print(
        f"  {'items for sockets':<28}{told.rows / a_day:>14.1f}{told.bytes / a_day:>10,.0f} bytes"
    )
    print(f"  {'messages by Redis':<28}{told.commits / a_day:>14.1f}{bus:>10,.0f} bytes")


def _print_predicted() -> None:
    """Compare the simulation of one process on SQLite with the process."""
    with serving.woven(TICKERS, 1) as server:
        (alone,) = server.load("by_turns", server.couples[:1], listen=False, warm=50, count=400)
        rate = server.load("saturated", server.couples, listen=True, warm=0.5, seconds=4.0)
        held = 1 / rate
        takes = drawn_from(alone, held)
        beside = max(0.0, mean(alone) - held)  # the client's, and the way
        print(f"\none process on SQLite: {rate:.0f} ticks a second at most; ms of a tick")
        print(f"{'':>14}{'simulated p50':>16}{'p99':>8}{'measured p50':>16}{'p99':>8}")
        for load in LOADS:
            stations = {"process": Station(1)}
            simulated = Simulation(stations, [("process", takes)]).run(load * rate, 60)
            found = server.load(
                "at_random", server.couples, listen=True, rate=load * rate, seconds=SECONDS
            )
            pairs = [_shown([one + beside for one in simulated]), _shown(found)]
            print(
                f"  at {load:.0%} of it" + "".join(f"{p50:>16.2f}{p99:>8.2f}" for p50, p99 in pairs)
            )


def _print_needs(measured: costs.Costs) -> None:
    print(
        f"\n{'in the busiest hour':<26}"
        + "".join(f"{n:>16}" for n in ("10,000", "1,000,000", "100,000,000"))
    )
    columns = [walls.needs(couples, measured) for couples in (1e4, 1e6, 1e8)]
    for field in walls.Needs.__slots__[1:]:
        print(f"  {field:<24}" + "".join(f"{getattr(each, field):>16,.1f}" for each in columns))
    print("\nwhat gives out first where there is one of each, at so many couples")
    for couples, what in walls.walls(measured):
        print(f"  {couples:>14,.0f}  {what}")


def _print_shard(measured: costs.Costs) -> None:
    """Simulate ticks of one shard, planned for SHARD couples, in its busiest hour and beyond."""
    plan = walls.needs(SHARD, measured)
    print(
        f"\na shard of {SHARD:,} couples: {plan.processes:.0f} web processes, "
        f"{plan.store_cores:.0f} cores of PostgreSQL; ms of a tick, simulated"
    )
    for share in (0.5, 1.0, 1.3, 1.6):
        shown = _shown(_of_shard(measured, plan, share))
        print(f"  {share:>4.0%} of the planned load: p50 {shown[0]:>8.2f}  p99 {shown[1]:>8.2f}")


def _of_shard(measured: costs.Costs, plan: walls.Needs, share: float) -> list[float]:
    # Everything else that is asked keeps the same servers as busy as ticks do not: it is let
    # in as ticks of the same cost, of which more come.
    processes, cores = max(1, round(plan.processes)), max(1, round(plan.store_cores))
    tick = measured.tick
    rate = share * walls.FULL * min(processes / tick.web, cores / tick.store)
    stations = {
        "web": Station(processes),
        "store": Station(cores),
        "log": Station(1, together=True),
    }
    sync: Callable[..., float] = around(SYNC)
    visits = [
        ("web", around(tick.web / 2)),
        ("store", around(tick.store)),
        ("log", sync),
        ("web", around(tick.web / 2)),
    ]
    return Simulation(stations, visits).run(rate, 30)


def _shown(seconds: Sequence[float]) -> tuple[float, float]:
    """Return median and 99th percentile in ms."""
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
