"""What an operator calls: `flask --app wsgi …`."""

from flask import Flask

from tracker.cli import demo, second_factor, undone

COMMANDS = (demo.command, second_factor.command, undone.command)


def register(app: Flask) -> None:
    """Attach the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
