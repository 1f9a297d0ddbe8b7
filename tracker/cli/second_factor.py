"""`flask second-factor-off ADDRESS`: for who has lost all codes."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.fitting import fitting_store
from tracker.services import errors, second_factor_setup


@click.command("second-factor-off")
@click.argument("address")
@with_appcontext
@fitting_store
def command(address: str) -> None:
    """Turn off the second step of the account with this ADDRESS; its owner is told.

    Make sure that it is the owner who asks: whoever knows the password gets in from then on.
    """
    try:
        second_factor_setup.turn_off_for(address, clock.now())
    except errors.NotFound:
        raise click.ClickException("No account with this address has a second step.") from None
    click.echo("Turned off. Wherever its owner is signed in tells of it.")
