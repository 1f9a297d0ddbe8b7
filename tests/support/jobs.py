"""Running what a server would run in the background."""

from flask import Flask
from huey import MemoryHuey

from tracker import jobs
from tracker.jobs.queue import Jobs
from tracker.jobs.work import ERRANDS, ROUNDS

MOST = 100


class InMemory(Jobs):
    """A queue that costs a test nothing: no file, no tables, no thread."""

    def open(self) -> MemoryHuey:
        """Return one that is this application's alone."""
        return MemoryHuey("woven", results=False)


def keep_in_memory(app: Flask) -> None:
    """Let an application have its queue in memory; `as_served` takes it back."""
    queue = jobs.of(app)
    queue.__class__ = InMemory
    queue.is_near = True


def as_served(app: Flask) -> Flask:
    """Let an application have the queue that a server would have, and return it."""
    queue = jobs.of(app)
    queue.__class__ = Jobs
    settings = queue.settings
    queue.is_near = settings.redis_url is None and settings.sqlite
    return app


def run_errands(app: Flask) -> int:
    """Run every errand that waits, and those they ask for; return how many that were."""
    done = 0
    while (ran := jobs.of(app).run_waiting()) and done < MOST:
        done += ran
    return done


def run_round(app: Flask, name: str) -> None:
    """Do one round now, as the scheduler would; what it raises is raised."""
    with app.app_context():
        ROUNDS[name].do()


def run_errand(app: Flask, name: str, *ids: str) -> None:
    """Do one errand now; what it raises is raised."""
    with app.app_context():
        ERRANDS[name].do(*ids)
