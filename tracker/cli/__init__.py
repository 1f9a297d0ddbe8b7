"""What an operator calls: `flask --app wsgi …`."""

from flask import Flask

from tracker.cli import demo

COMMANDS = (demo.command,)


def register(app: Flask) -> None:
    """Attach the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
