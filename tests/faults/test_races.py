"""A tenth of F7 (`python -m tests.faults.races`), in one process: one wins, and all adds up."""

from flask import Flask

from tests.faults import races
from tests.faults.report import Report

SECONDS = 0.4
"""Of each race on each store."""


def test_whatever_is_raced_for_one_wins_and_what_is_stored_adds_up(app: Flask) -> None:
    report = Report("F7: races")
    races.race(report, app, share=0.1, seconds=SECONDS)
    assert report.is_clean, str(report)
