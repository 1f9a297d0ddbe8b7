"""`flask doctor`: whether this server is set up well, line by line, and what to do where not."""

import json
import os
import sys
from dataclasses import asdict
from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.checks import around, here, kept
from tracker.cli.checks.finding import Line, look, wrong
from tracker.config import Settings

CHECKS = {**here.CHECKS, **kept.CHECKS, **around.CHECKS}
_COLOURS = {"ok": "green", "note": "yellow", "wrong": "red"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document.")
@with_appcontext
def command(as_json: bool) -> None:
    """Look whether this server is set up well. Changes nothing; fails where something is wrong.

    Call it as the user, and with the settings, that the server has.
    """
    settings = cast(Settings, current_app.config["WOVEN"])
    owner = settings.instance_dir.stat().st_uid
    if owner == os.geteuid():
        lines = list(look(CHECKS, settings, clock.now()))
    else:
        # SQLite would make files that the server could not write to any more.
        whose = wrong(f"{settings.instance_dir} is user {owner}'s.", "Call the doctor as that one.")
        lines = [Line("user", whose)]
    if as_json:
        click.echo(json.dumps([{"about": line.about, **asdict(line.finding)} for line in lines]))
    else:
        for line in lines:
            _print(line)
    sys.exit(any(line.finding.state == "wrong" for line in lines))


def _print(line: Line) -> None:
    found = line.finding
    state = click.style(f"{found.state:<6}", fg=_COLOURS[found.state])
    click.echo(f"{state} {line.about:<12} {found.said}")
    if found.do:
        click.echo(f"{'':<20}{found.do}")
