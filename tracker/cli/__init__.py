"""What an operator calls: `flask --app wsgi …`."""

from flask import Flask

from tracker.cli import backing_up, demo, doctor, restoring, second_factor, undone

COMMANDS = (
    backing_up.command,
    demo.command,
    doctor.command,
    restoring.command,
    restoring.after,
    second_factor.command,
    undone.command,
)


def register(app: Flask) -> None:
    """Attach the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
