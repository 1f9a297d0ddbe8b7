"""What this process counts for whoever runs it: numbers, and neither ids nor words.

Each is bound here, once, so that counting costs about a microsecond. What something only has at the
moment when it is asked (sockets, waiting errands) is read then: see `gauges`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import Flask
from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    Summary,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

REGISTRY = CollectorRegistry()
"""Of this process; what belongs to one application is `gauges`."""
disable_created_metrics()  # type: ignore[no-untyped-call]  # when each began: nobody asks
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds at which a histogram counts."""

REQUESTS = Summary(
    "woven_request_seconds",
    "Time until an answer, by route and class of status (503 is its own: busy or full)",
    ("route", "status"),
    registry=REGISTRY,
)
ANSWERS = Histogram(
    "woven_answer_seconds",
    "Time until an answer, by what was asked for",
    ("surface",),
    buckets=QUICK,
    registry=REGISTRY,
)
UPGRADES_REFUSED = Counter(
    "woven_upgrades_refused", "Websockets that were not opened", registry=REGISTRY
)
_EVENTS = Counter(
    "woven_socket_events", "What was said over sockets", ("outcome",), registry=REGISTRY
)
EVENTS = {
    outcome: _EVENTS.labels(outcome)
    for outcome in ("done", "refused", "too_many", "busy", "failed")
}
_TICKS = Counter(
    "woven_ticks", "Ticks and what became of them", ("way", "outcome"), registry=REGISTRY
)
TICKED = {outcome: _TICKS.labels("one", outcome) for outcome in ("applied", "rejected")}
SYNCED = {
    outcome: _TICKS.labels("sync", outcome)
    for outcome in ("applied", "superseded", "duplicate", "rejected")
}
SYNCS = Counter("woven_syncs", "Envelopes of phones that were offline", registry=REGISTRY)
_PUSHED = Histogram(
    "woven_push_seconds",
    "From a commit here to the sockets; by bus, since the rows left the other process",
    ("way",),
    buckets=QUICK,
    registry=REGISTRY,
)
PUSHED_HERE, PUSHED_BY_BUS = _PUSHED.labels("here"), _PUSHED.labels("bus")
SWEEPS = Histogram(
    "woven_sweep_seconds",
    "Looking after everybody who listens",
    buckets=QUICK,
    registry=REGISTRY,
)
REPAIRED = Counter(
    "woven_sweep_repaired", "Streams that a sweep found further than was sent", registry=REGISTRY
)
DROPPED = Counter(
    "woven_courier_dropped",
    "What could not be handed over because too much waited",
    ("courier",),
    registry=REGISTRY,
)
JOBS = Summary(
    "woven_job_seconds",
    "Rounds by name and errands by kind, and how they ended",
    ("work", "outcome"),
    registry=REGISTRY,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as it stands when it is asked for; `label` is a name and a value."""

    name: str
    value: float
    label: tuple[str, str] | None = None


Source = Callable[[], Iterable[Reading]]
SOURCES = "woven_gauges"
"""Key of `app.extensions`: what is asked for readings, by whoever knows them."""

GAUGES = {
    "woven_build_info": "1; the label says what is running",
    "woven_schema_version": "Version of the store's tables, and what this code expects",
    "woven_store_up": "1 where the store answers",
    "woven_pool_connections": "Connections to the store: in use, and kept",
    "woven_ballast": "1 while room is kept for leaving on a full disk (SQLite)",
    "woven_backup_age_seconds": "Since the newest backup in the folder of backups",
    "woven_backups": "Backups in the folder of backups",
    "woven_sockets": "Open websockets",
    "woven_listening_people": "People with a socket here",
    "woven_wall_screens": "Screens on the wall with a socket here",
    "woven_bus_up": "1 where Redis carries changes to and from the other processes",
    "woven_courier_waiting": "What waits to be handed over",
    "woven_queue_up": "1 where the queue answers",
    "woven_queue_waiting": "Errands and rounds that wait to be done now",
    "woven_queue_later": "Errands that have time",
    "woven_jobs_running": "Errands and rounds that this process is doing",
    "woven_requests_running": "Requests that are being answered",
    "woven_stopping": "1 from the moment at which this process was told to stop",
}
"""Every reading there is; another name is a mistake."""


def add(app: Flask, source: Source) -> None:
    """Let an application be asked for more."""
    app.extensions.setdefault(SOURCES, []).append(source)


class _Readings(Collector):
    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = sources

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ask all sources, and put what bears one name together."""
        families: dict[str, GaugeMetricFamily] = {}
        for source in self.sources:
            for one in source():
                name, value = one.label or ("", "")
                if one.name not in families:
                    labels = [name] if name else None
                    families[one.name] = GaugeMetricFamily(
                        one.name, GAUGES[one.name], labels=labels
                    )
                families[one.name].add_metric([value] if name else [], one.value)
        yield from families.values()


def registries(app: Flask) -> tuple[CollectorRegistry, CollectorRegistry]:
    """Return what is to be told: what was counted, and what an application reads off now."""
    now = CollectorRegistry()
    now.register(_Readings(app.extensions.get(SOURCES, ())))
    return REGISTRY, now
