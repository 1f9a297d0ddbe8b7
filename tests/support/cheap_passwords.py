"""Passwords that cost next to nothing: for tests that are about something else."""

from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher

from tracker.services import passwords


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hash passwords at next to no cost."""
    real = passwords._HASHER
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    try:
        yield
    finally:
        passwords._HASHER = real
