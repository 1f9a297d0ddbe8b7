"""Who is told of this process's commits, kept as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.services import transaction


@contextmanager
def kept_listeners() -> Iterator[None]:
    """Let nobody go on being told who came within.

    An application that is built within makes commits as a process that died before it could tell
    anybody, and does not outlive its test as a listener.
    """
    before = list(transaction.listeners)
    try:
        yield
    finally:
        transaction.listeners[:] = before
