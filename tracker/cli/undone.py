"""`flask undo-again`: after a backup was put back, before it is served."""

import json
from dataclasses import asdict
from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.fitting import fitting_store
from tracker.config import Settings
from tracker.services import undone_again


@click.command("undo-again")
@with_appcontext
@fitting_store
def command() -> None:
    """Undo what came back with an older backup: erased accounts, ended couples and coachings.

    Starting the server does the same. Prints figures as JSON; fails where something is left.
    """
    settings = cast(Settings, current_app.config["WOVEN"])
    figures = undone_again.again(settings.undone_list, clock.now())
    click.echo(json.dumps(asdict(figures)))
    if figures.left:
        raise click.ClickException("Something could not be undone again: see the log.")
