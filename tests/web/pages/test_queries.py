"""How often each page asks the store: for twenty habits as often as for one.

A page that asks more often than is written here fails, and says so. Some look-ups are of the first
look alone, which settles or notes something: those pages are looked at once before.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.security.furnishing import a_world
from tests.security.world import World
from tests.support.habits import agreed
from tests.support.pages import PAGES, Page
from tests.support.statements import asked, driven

HABITS = 20
QUERIES = {
    "landing": 0,
    "sign-in": 0,
    "sign-up": 0,
    "join": 0,
    "sign-up-sent": 0,
    "sign-up-mailed": 1,
    "confirm": 1,
    "forgot": 0,
    "forgot-sent": 0,
    "forgot-mailed": 1,
    "invite": 10,
    "not-found": 0,
    "today": 22,
    "today-alone": 16,
    "us": 22,
    "us-alone": 5,
    "us-cloth": 10,
    "us-history": 8,
    "check-in": 10,
    "check-in-question": 8,
    "check-in-look-over": 8,
    "check-in-past": 12,
    "check-in-round": 9,
    "our-coach": 20,
    "our-coach-view": 21,
    "coach": 12,
    "coach-client": 17,
    "coach-asked": 3,
    "coach-practice": 9,
    "coach-handover": 9,
    "let-in": 0,
    "talk": 6,
    "cards": 7,
    "cards-kept": 4,
    "cards-one": 8,
    "jar": 12,
    "recap": 13,
    "library": 9,
    "library-alone": 12,
    "habits": 13,
    "habits-alone": 15,
    "habits-order": 13,
    "habits-ended": 6,
    "propose": 4,
    "answer": 8,
    "habit": 45,
    "habit-asked": 14,
    "habit-change": 14,
    "coach-packet": 15,
    "our-coach-packet": 19,
    "coach-notes": 10,
    "coach-kept-notes": 4,
    "coach-suggest": 6,
    "wall": 1,
    "wall-ended": 0,
    "settings": 16,
    "settings-alone": 14,
    "settings-you": 4,
    "settings-couple": 6,
    "settings-telling": 6,
    "settings-reminders": 12,
    "settings-reminders-alone": 15,
    "settings-wall": 8,
    "settings-who-sees-what": 5,
    "settings-check": 23,
    "settings-sessions": 9,
    "settings-device": 2,
    "settings-address": 4,
    "settings-calendar": 7,
    "settings-password": 5,
    "settings-second-step": 6,
    "settings-passkeys": 5,
    "settings-data": 2,
    "settings-import": 5,
    "settings-erase": 2,
    "settings-consents": 8,
    "settings-leaving": 5,
    "guidance": 2,
    "guidance-help": 0,
    "reading": 0,
    "reading-inside": 2,
    "offline": 0,
    "api-docs": 0,
}
FIRST_LOOK_DOES_MORE = ("our-coach-view", "coach-client", "settings-sessions")
GONE = ("not-found", "wall-ended")
Counts = dict[str, tuple[int, int]]
"""By page, for a couple of one habit and of many."""


def look(world: World, said: list[str], page: Page) -> int:
    """Look at a page; return how often the store was asked."""
    ids = world.ids | {"proposed": world.ids["proposal"], "wall": world.ids["wall_secret"]}
    path = page.path.replace("our-museum", world.ids["card"]).format(**ids)
    who, how = (None, "none") if page.who == "nobody" else (page.who, "session")
    said.clear()
    status = world.client().get(path, headers=world.headers(who, how)).status_code
    assert status == 404 if page.name in GONE else status in (200, 303), (page, status)
    return len(asked(said))


@pytest.fixture(scope="module")
def counts(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counts]:
    with a_world(template, tmp_path_factory.mktemp("queries")) as world:
        world.reset("linked")
        with driven(world.app) as said:
            for page in PAGES:
                if page.name in FIRST_LOOK_DOES_MORE:
                    look(world, said, page)
            few = {page.name: look(world, said, page) for page in PAGES}
            for number in range(1, HABITS):
                couple, since = world.ids["couple"], date(2026, 5, 4)
                agreed(world.people["ana"], couple, since, title=f"Habit {number}")
            yield {page.name: (few[page.name], look(world, said, page)) for page in PAGES}


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_a_page_asks_as_often_as_is_written_here(counts: Counts, name: str) -> None:
    assert counts[name] == (QUERIES[name], QUERIES[name])
