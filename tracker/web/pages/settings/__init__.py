"""Settings: an overview, and a small page for each thing that can be set."""

from tracker.web.pages.settings import (
    address,
    calendar,
    couple,
    device,
    leaving,
    overview,
    own_data,
    password,
    reminders,
    second_step,
    sessions,
    wall,
    who_sees_what,
    you,
)
from tracker.web.pages.settings.blueprint import blueprint

__all__ = [
    "address",
    "blueprint",
    "calendar",
    "couple",
    "device",
    "leaving",
    "overview",
    "own_data",
    "password",
    "reminders",
    "second_step",
    "sessions",
    "wall",
    "who_sees_what",
    "you",
]
