"""Today as tests read it: its rows, its buttons, and forms filled in as it shows them."""

import re
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from tests.conftest import ORIGIN
from tests.support.people import Someone

NEVER = ("graced", "missed", "void", "pending", "loose", " 0 in a row", "failed", "streak")


def page(person: Someone, path: str = "/today") -> str:
    """Return the page, which has none of the words that no screen has."""
    response = person.get(path)
    assert response.status_code == 200, response.headers
    text = response.get_data(as_text=True)
    for word in NEVER:
        assert word not in re.sub(r"<[^>]*>", " ", text)
    return text


def row(text: str, habit: str) -> str:
    """Return a habit's row."""
    found = re.search(rf'<li class="habit" id="habit-{habit}".*?</li>', text, re.S)
    assert found is not None
    return unescape(found[0])


def button(text: str, habit: str, slot: int = 0) -> str:
    """Return the tag of a place's button."""
    found = re.search(rf'<button [^>]*id="knot-{habit}-[-0-9]*-{slot}"[^>]*>', text)
    assert found is not None
    return unescape(found[0])


def threads(text: str, habit: str) -> set[str]:
    """Return which threads are drawn in a habit's first place."""
    return {name for name in ("down", "across") if f" data-{name}" in button(text, habit)}


def send(person: Someone, path: str, /, **fields: Any) -> TestResponse:
    """Send a form of Today."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', person.get("/today").text)
    assert token is not None
    form = {"csrf_token": token[1], **fields}
    return person.call("POST", path, data=form, headers={"Origin": ORIGIN})
