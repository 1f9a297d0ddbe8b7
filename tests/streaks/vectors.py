"""Read the worked cases and turn their plain values into the engine's."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from tracker.streaks import Cadence, Pause, Terms, Tick

FOLDER = Path(__file__).parents[1] / "vectors"

Plain = dict[str, Any]


def load(name: str) -> list[Plain]:
    """Read all cases of one file."""
    cases: list[Plain] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return cases


def arguments(case: Plain) -> Plain:
    """Give the arguments of the evaluate call that a case stands for."""
    return {
        "terms": [_terms(plain) for plain in case["terms"]],
        "ticks": [Tick(person, _date(day), slot) for person, day, slot in case["ticks"]],
        "pauses": [Pause(_date(p["first"]), _maybe(p["last"])) for p in case["pauses"]],
        "partners": tuple(case["partners"]),
        "week_start": case["week_start"],
        "today": _date(case["today"]),
        "latest": _maybe(case.get("latest")),
        "backfill_days": case["backfill_days"],
    }


def _terms(plain: Plain) -> Terms:
    return Terms(
        Cadence(**plain["cadence"]),
        plain["mode"],
        _date(plain["starts_on"]),
        _maybe(plain["ends_on"]),
        plain["first_turn"],
        plain["grace"],
    )


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _maybe(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
