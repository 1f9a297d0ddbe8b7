"""Commands that touch the store leave alone one that is not of this code's version."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from tracker.services import schema_version

P = ParamSpec("P")
R = TypeVar("R")


def fitting_store(command: Callable[P, R]) -> Callable[P, R]:
    """Refuse a command, in words, where the store is newer than this code or not migrated."""

    @wraps(command)
    def fitting(*args: P.args, **kwargs: P.kwargs) -> R:
        if hindrance := schema_version.HINDRANCES.get(schema_version.state()):
            raise click.ClickException(hindrance)
        return command(*args, **kwargs)

    return fitting
