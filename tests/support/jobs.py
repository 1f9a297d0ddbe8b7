"""Running what a server would run in the background."""

from flask import Flask

from tracker import jobs
from tracker.jobs.work import ERRANDS, ROUNDS

MOST = 100


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
