"""What the tests of agreeing share: pages read, and their forms sent as they stand."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

from tests.conftest import ORIGIN
from tests.support.people import FROM_A_PAGE, Someone

NEVER = ("graced", "missed", "void", "pending", "loose", "failed", "declined", "withdrawn", "!")


class Forms(HTMLParser):
    """Collect the forms of a page: what each would send without a finger being lifted."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []
        self.area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name"), has.get("value") or ""
        if tag == "form":
            self.found.append((has.get("action") or "", []))
        elif tag == "input" and name:
            if has.get("type") not in ("radio", "checkbox") or "checked" in has:
                self.found[-1][1].append((name, value))
        elif tag == "textarea" and name:
            self.area = name
            self.found[-1][1].append((name, ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[-1][1][-1] = (self.area, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None


def page(person: Someone, path: str, status: int = 200) -> str:
    """Return a page, in whose words none stands that never should."""
    response = person.get(path, headers=FROM_A_PAGE)
    assert response.status_code == status
    return read(response)


def read(response: TestResponse) -> str:
    """Return the main part of an answer, with its words looked through."""
    text = response.get_data(as_text=True)
    main = text[text.index("<main") : text.index("</main>")]
    for word in NEVER:
        assert word not in words(main), word
    return text


def words(text: str) -> str:
    """Return what is to be read of a page, as one line."""
    main = text[text.index("<main") :].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def sent(person: Someone, text: str, action: str, **changed: Any) -> TestResponse:
    """Send the form of a page that leads to `action`, with some fields changed; None leaves out."""
    (fields,) = [fields for where, fields in Forms(text).found if where == action]
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    for name, value in changed.items():
        data.pop(name, None)
        if value is not None:
            data[name] = [str(one) for one in (value if isinstance(value, list) else [value])]
    return person.call("POST", action, data=data, headers={"Origin": ORIGIN})
