"""Settings: an overview, and a small page for each thing that can be set."""

from tracker.web.pages.settings import (
    couple,
    leaving,
    overview,
    own_data,
    password,
    sessions,
    who_sees_what,
    you,
)
from tracker.web.pages.settings.blueprint import blueprint

__all__ = [
    "blueprint",
    "couple",
    "leaving",
    "overview",
    "own_data",
    "password",
    "sessions",
    "who_sees_what",
    "you",
]
