"""The page Us as a test reads it, and lives in which days are kept or not."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

from tests.support.people import Someone

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""
DAY = timedelta(days=1)
NEVER = re.compile(
    r"\b(graced|missed|void|pending|loose|failed|streak|0 in a row|0 of|0 day|0 weeks)\b|!", re.I
)


def page(person: Someone, **headers: str) -> str:
    response = person.get("/us", headers=headers)
    assert response.status_code == 200
    text = unescape(response.get_data(as_text=True))
    assert not NEVER.search(words(text)), NEVER.search(words(text))
    return text


def words(text: str) -> str:
    """Return what a page says: its text, its labels, and no markup."""
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', text))
    plain = re.sub(r"<!doctype[^>]*>|<[^>]*>", " ", text, flags=re.I)
    return re.sub(r"\s+", " ", f"{plain} {labels}")


def part(text: str, name: str) -> str:
    """Return what the section with this heading's id says."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', text, re.S)
    assert found is not None, name
    return words(found[0])


def heading(text: str) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", text)
    return str(found)


def keep(person: Someone, habit: str, *days_ago: int, now: datetime, time_machine: Any) -> None:
    """Tick days, each on its evening, the oldest first; then come back to now."""
    for ago in sorted(days_ago, reverse=True):
        time_machine.move_to(now - ago * DAY, tick=False)
        answer = person.put(f"/api/habits/{habit}/ticks/{(now - ago * DAY).date()}")
        assert answer.status_code == 200
    time_machine.move_to(now, tick=False)
