"""The job queue: huey, run by greenlets of the serving process."""

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg
import structlog
from flask import Flask
from gevent import monkey
from huey import Huey
from huey.consumer import Consumer, Scheduler

from tracker import clock, metrics, postgres
from tracker.background import Courier, Spawn
from tracker.config import Settings
from tracker.extensions import db
from tracker.jobs.queue_store import open_queue
from tracker.jobs.work import ERRANDS, ROUNDS
from tracker.services.errands import Errand
from tracker.services.transaction import Committed

log = structlog.get_logger(__name__)

MINUTE = 60
"""Seconds."""
WORKERS = 4
"""Errands that one process runs at once: nearly all of their time is waiting for other servers."""
POLL_SECONDS = 1.0
"""How long a worker that found nothing waits at most until it looks again."""
RETRY_SECONDS = 60
"""Between two tries of an errand that may be run again."""
UNHURRIED = 60.0
"""Seconds that a job waits for one answer of PostgreSQL: it may ask for much at once."""
WAITING = 10_000
"""Errands that may wait for a queue that does not answer; beyond that they are dropped."""


class OnTheMinute(Scheduler):
    """Begin rounds when the minute does, not when this process happened to start."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = clock.now()
        self._next_periodic += MINUTE - now.second - now.microsecond / 1e6


class Embedded(Consumer):
    """A consumer within a server: the server's signals stay the server's."""

    scheduler_class = OnTheMinute

    def _set_signal_handlers(self) -> None:
        pass

    @property
    def is_alive(self) -> bool:
        """Tell whether a worker or the scheduler has not come to its end."""
        each = [self.scheduler, *(process for _, process in self.worker_threads)]
        return any(self.environment.is_alive(process) for process in each)


class Jobs:
    """Take errands from commits to the queue, and run them and the rounds."""

    def __init__(self, app: Flask, settings: Settings, spawn: Spawn) -> None:
        self.app = app
        self.settings = settings
        self.spawn = spawn
        self.is_near = settings.redis_url is None and settings.sqlite
        """Whether the queue is a file: writing to it waits for nobody."""
        self.courier = Courier("jobs", self.enqueue, WAITING)
        self.is_over = False
        self.consumer: Embedded | None = None
        self.running = 0
        """What is being done here."""
        metrics.add(app, self.readings)

    @property
    def huey(self) -> Huey:
        """Return the queue, opened when there is something to do."""
        return self._opened[0]

    def open(self) -> Huey:
        """Open the queue's store."""
        return open_queue(self.settings)

    @cached_property
    def _opened(self) -> tuple[Huey, dict[str, Any]]:
        """Open the queue; with what makes a task of each kind of errand."""
        huey = self.open()
        tasks = {}
        for name, doing in ERRANDS.items():
            task = huey.task(name=name, retries=doing.retries, retry_delay=RETRY_SECONDS)
            tasks[name] = task(self._within_app(name, doing.do))
        for name, turn in ROUNDS.items():
            huey.periodic_task(_every(turn.minutes), name=name)(self._within_app(name, turn.do))
        return huey, tasks

    def hear(self, done: Committed) -> None:
        """Hear of a commit, and see to the errands it came with."""
        for errand in done.errands:
            if self.is_near:
                self.enqueue(errand)
            else:
                self.courier.hand(self.spawn, errand)

    def enqueue(self, errand: Errand) -> None:
        """Put an errand into the queue."""
        huey, tasks = self._opened
        delay = _drawn(ERRANDS[errand.name].later)
        huey.enqueue(tasks[errand.name].s(*errand.ids, delay=delay))

    def answers(self) -> bool:
        """Tell whether the queue can be reached."""
        return self._responds() or self._responds()  # a connection from before may be broken

    def _responds(self) -> bool:
        try:
            self.huey.pending_count()
        except Exception as error:  # each storage has its own
            log.warning("queue_unreachable", error=type(error).__name__)
            return False
        return True

    def opens(self) -> bool:
        """Tell whether a queue that is a file can be opened; of any other it says nothing else."""
        return not self.is_near or self.answers()

    def begin(self) -> None:
        """Start as soon as the queue can be reached: its store may come up later than we do.

        On a full disk a file cannot be opened either.
        """
        try:
            self.start()
        except (psycopg.OperationalError, sqlite3.OperationalError) as error:
            log.warning("queue_unreachable", error=type(error).__name__)
            self.spawn(self._begin_later)

    def _begin_later(self) -> None:
        time.sleep(POLL_SECONDS)
        if not self.is_over:
            self.begin()

    def start(self) -> Embedded:
        """Run errands and rounds from now on, in the background of this process."""
        consumer = Embedded(
            self.huey,
            workers=WORKERS,
            worker_type="greenlet" if monkey.is_module_patched("socket") else "thread",
            max_delay=POLL_SECONDS,
            check_worker_health=False,
        )
        consumer.start()
        self.consumer = consumer
        return consumer

    def take_no_more(self) -> None:
        """Let what was begun come to its end, and begin nothing."""
        self.is_over = True
        if self.consumer is not None:
            self.consumer.stop_flag.set()

    @property
    def is_working(self) -> bool:
        """Tell whether something is being done, or taken from the queue at this moment."""
        return self.consumer is not None and self.consumer.is_alive

    def readings(self) -> Iterator[metrics.Reading]:
        """Say what is being done, and what waits."""
        yield metrics.Reading("woven_jobs_running", self.running)
        yield self.courier.reading()
        try:
            waiting, later = self.huey.pending_count(), self.huey.scheduled_count()
        except Exception as error:  # each storage has its own
            log.warning("queue_unreachable", error=type(error).__name__)
            yield metrics.Reading("woven_queue_up", 0)
            return
        yield metrics.Reading("woven_queue_up", 1)
        yield metrics.Reading("woven_queue_waiting", waiting)
        yield metrics.Reading("woven_queue_later", later)

    def close(self) -> None:
        """Let go of the queue's store."""
        if "_opened" in vars(self):
            self.huey.storage.close()

    def run_waiting(self) -> int:
        """Run what waits in the queue now, here, also what has time; return how much that was."""
        count = 0
        while (task := self.huey.dequeue()) is not None:
            task.eta = None
            self.huey.execute(task)
            count += 1
        return count

    def _within_app(self, name: str, do: Callable[..., None]) -> Callable[..., None]:
        def run(*ids: str) -> None:
            with self.app.app_context(), postgres.unhurried(UNHURRIED):
                began, outcome = time.monotonic(), "done"
                self.running += 1
                try:
                    do(*ids)
                except Exception:
                    outcome = "failed"
                    log.exception("job_failed", job=name)
                    raise
                finally:
                    self.running -= 1
                    metrics.JOBS.labels(_counted(name), outcome).observe(time.monotonic() - began)
                    db.session.remove()

        return run


def _drawn(later: tuple[int, int] | None) -> float | None:
    """Draw how many seconds an errand is put off, to the millisecond; None for none at all."""
    if later is None:
        return None
    first, last = later
    return first + secrets.randbelow((last - first) * 1000) / 1000


def _counted(name: str) -> str:
    """Return what a job is counted as: a round by its name, which says nothing, as it always runs.

    Of errands the kind alone: from how often one is run it could be seen which settings are in use.
    """
    if name in ROUNDS:
        return name
    kind = name.partition(".")[0]
    return kind if kind in ("mail", "push") else "other"


def _every(minutes: int) -> Callable[[datetime], bool]:
    def is_time(now: datetime) -> bool:
        return (now.hour * 60 + now.minute) % minutes == 0

    return is_time
