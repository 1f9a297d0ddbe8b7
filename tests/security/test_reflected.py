"""What a request carries is never written into a page as anything but text.

What is stored is asked for by tests/e2e/test_scripts_in_texts.py; here it is said back at once.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest

from tests.security.matrix import ROWS, Row
from tests.security.world import World
from tests.support.payloads import ELEMENTS
from tracker.config import ROOT

PAGES = [row for row in ROWS if not row.rule.startswith(("/api", "/static"))]
READS = [row for row in PAGES if row.method == "GET"]
FORMS = [row for row in PAGES if row.method == "POST" and row.form]
ASKED = re.compile(r"request\.(?:args|values)(?:\.get|\.getlist)?[(\[]\"(\w+)\"")
HEADERS = {"User-Agent": ELEMENTS, "Accept-Language": ELEMENTS, "Referer": ELEMENTS}
SAID_BACK = 20
"""Of so many forms, at least, the page stands there again with what was typed."""


class Made(HTMLParser):
    """Finds elements that the payload would be."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with the payload's mark, or with anything that runs."""
        if any(name == "data-xss" or name.startswith("on") for name, _ in attrs):
            self.found.append(f"<{tag} {attrs}>")


def made_of_it(html: str) -> list[str]:
    """Return the elements in a page that no page of ours has."""
    parser = Made()
    parser.feed(html)
    return parser.found


def names() -> list[str]:
    """Return every name that a page reads from an address."""
    sources = (ROOT / "tracker/web").rglob("*.py")
    return sorted({name for path in sources for name in ASKED.findall(path.read_text("utf-8"))})


def player(world: World, row: Row) -> dict[str, str]:
    """Return the headers of somebody for whom the row's own request succeeds."""
    name = row.player(row.asker)
    return world.headers(name, "session" if name else "none")


def asked(world: World) -> Iterator[tuple[Row, Any]]:
    """Ask every page with the payload in its address and headers, and send every form with it."""
    query = "&".join(f"{name}={quote(ELEMENTS)}" for name in names())
    for row in READS:
        path = row.path(world.ids)
        path += f"{'&' if '?' in path else '?'}{query}"
        yield row, world.client().get(path, headers={**player(world, row), **HEADERS})
    for row in FORMS:
        world.restore(row.within)
        fields = row.body(world.ids) if row.body is not None else {}
        typed = {
            name: ELEMENTS if isinstance(value, str) else value for name, value in fields.items()
        }
        path = f"{row.path(world.ids)}?{query}"
        yield row, world.client().post(path, data=typed, headers=player(world, row))


def test_nothing_that_is_sent_comes_back_as_an_element(world: World) -> None:
    wrong, said_back = [], set()
    for row, answer in asked(world):
        if answer.mimetype != "text/html":
            continue
        if made := made_of_it(answer.text):
            wrong.append((row.name, made[:2]))
        if "data-xss" in answer.text and row.method == "POST":
            said_back.add(row.name)
    assert wrong == []
    assert len(said_back) >= SAID_BACK, sorted(said_back)


@pytest.mark.parametrize("path", [f"/{ELEMENTS}", f"/habits/{ELEMENTS}", f"/api/{ELEMENTS}"])
def test_an_address_that_is_not_there_is_not_written_out_as_markup(world: World, path: str) -> None:
    answer = world.client().get(quote(path), headers=world.headers("ana", "session"))
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json" or made_of_it(answer.text) == []


def test_the_payload_would_be_noticed() -> None:
    assert made_of_it(f'<input value="{ELEMENTS}">') != []
    assert made_of_it(f"<p>{ELEMENTS}</p>") != []
    assert made_of_it(f"<p title={ELEMENTS}>") != []
    assert made_of_it("<p>&lt;img data-xss&gt;</p>") == []
    assert {"next", "said", "day"} <= set(names())
