"""What many couples need: sums of what was measured, and at which number something gives out."""

from dataclasses import dataclass

from tests.benchmarks.growing.costs import Costs

TICKS_A_DAY = 6.0
"""Of a couple with five habits, as in `living`; each by itself, as from a phone with a network."""
VIEWS_A_DAY = 6.0
"""Of a couple: each opens Today three times. Assumed."""
PEAK = 0.15
"""Share of a day's doing in its busiest hour, where all live in neighbouring zones. Assumed."""
OPEN = 0.04
"""Share of people who have Woven open in that hour. Assumed."""
CATCH_UP_SECONDS, SWEEP_SECONDS = 30, 2
FULL = 0.6
"""How busy a processor may be, so that queues stay short: see the simulation."""
SOCKETS_A_PROCESS = 10_000
CORES_OF_A_STORE = 32
"""Of one large machine with PostgreSQL."""
COMMITS_A_SECOND = 20_000
"""That one log takes where commits that wait share a sync. Assumed, for a disk of a data centre."""
CONNECTIONS_A_PROCESS, CONNECTIONS = 40, 500
"""That a process may come to hold, and that PostgreSQL serves well without a pooler before it."""
DELIVERIES = 500_000
"""Messages a second that one Redis hands to all of its subscribers together. Assumed."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Of so many couples, in the busiest hour."""

    couples: float
    ticks: float
    """A second; so are views and catch_ups."""
    views: float
    catch_ups: float
    sockets: float
    processes: float
    """Web processes, each with a core of its own."""
    store_cores: float
    deliveries: float
    """Messages a second that Redis hands on: each commit's to every process."""
    connections: float
    sweep_cores: float
    """Of `processes` and `store_cores` together, what the sweep takes."""


def needs(couples: float, costs: Costs) -> Needs:
    """Return what so many couples need where everything but web processes is there once."""
    a_second = couples * PEAK / 3600
    ticks, views = a_second * TICKS_A_DAY, a_second * VIEWS_A_DAY
    sockets = 2 * couples * OPEN
    catch_ups, swept = sockets / CATCH_UP_SECONDS, sockets / SWEEP_SECONDS
    work = (
        (ticks, costs.tick),
        (views, costs.today),
        (catch_ups, costs.catch_up),
        (swept, costs.listener),
    )
    web = sum(rate * cost.web for rate, cost in work)
    store = sum(rate * cost.store for rate, cost in work)
    processes = max(1.0, web / FULL, sockets / SOCKETS_A_PROCESS)
    return Needs(
        couples,
        ticks,
        views,
        catch_ups,
        sockets,
        processes,
        store / FULL,
        ticks * processes,
        processes * CONNECTIONS_A_PROCESS,
        swept * (costs.listener.web + costs.listener.store),
    )


def walls(costs: Costs) -> list[tuple[float, str]]:
    """Return at how many couples something that is there once gives out, the first one first."""
    limits = {
        "one web process": lambda n: n.processes <= 1,
        "one PostgreSQL's connections, without a pooler": lambda n: n.connections <= CONNECTIONS,
        "one PostgreSQL's processors": lambda n: n.store_cores <= CORES_OF_A_STORE,
        "one PostgreSQL's log": lambda n: n.ticks <= COMMITS_A_SECOND,
        "one Redis, every message to every process": lambda n: n.deliveries <= DELIVERIES,
    }
    found = []
    for name, holds in limits.items():
        low, high = 1.0, 1e10
        while high / low > 1.01:
            middle = (low * high) ** 0.5
            low, high = (middle, high) if holds(needs(middle, costs)) else (low, middle)
        found.append((low, name))
    return sorted(found)
