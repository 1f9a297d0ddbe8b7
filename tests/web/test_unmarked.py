"""Nothing that people read slips past gettext: pages in a language in which all is in brackets.

Outside of these may stand what somebody wrote, dates as the locale writes them (German ones, to
tell them from what was forgotten) and a few names.
"""

import re
import secrets
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from babel import Locale
from babel.support import NullTranslations
from flask import Flask, render_template
from sqlalchemy import String, Text, select

from tests.support.demo_world import DemoWorld
from tests.support.pages import PAGES
from tracker import clock, spoken
from tracker.config import ROOT
from tracker.extensions import db
from tracker.guard import session_cookie
from tracker.models import Credential, Person
from tracker.services import transaction
from tracker.services.principal import SESSION, digest
from tracker.web import languages
from tracker.web.said import FILLED, said

LANGUAGE = "de"
PUT_IN = re.compile(r"(%\(\w+\)[sd])")
BY_SCRIPT = re.compile(r"\{\w+\}")
"""Where a script puts something in."""
IN_BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
HEARD = {"aria-label", "aria-description", "aria-roledescription", "title", "alt", "placeholder"}
UNSPOKEN = {"script", "style", "option", "code", "kbd"}
SEALED = {"coach-notes", "coach-kept-notes"}
"""Pages of texts that the store holds encrypted."""
NAMES = {
    "Woven",
    "Berlin",
    "http",
    "localhost",
    "UTC",
    "CSV",
    "JSON",
    "PDF",
    "ICS",
    "RFC",
    *spoken.LANGUAGES.values(),
}
SENTENCE = re.compile(r"[A-Z⟦{].* ", re.DOTALL)
ADDRESS = re.compile(r"(?:https?://)?[\w@-]+(?:[.@][\w-]+)+\S*")
AS_WRITTEN = re.compile(r"[A-Z].{2,}|.* ", re.DOTALL)
"""And not as a program keeps it, such as the state of a habit."""
WORD = re.compile(r"[^\W\d_]{2,}")


class InBrackets(NullTranslations):
    """A language that says what the sources say, in brackets; what is put in stands outside."""

    def ugettext(self, message: str) -> str:
        parts = PUT_IN.split(message)
        parts[::2] = [f"⟦{part}⟧" for part in parts[::2]]
        return "".join(parts)

    def ungettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.ugettext(msgid1 if n == 1 else msgid2)

    gettext, ngettext = ugettext, ungettext


class Read(HTMLParser):
    """Collect what is seen and heard of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSPOKEN:
            self.inside.append(tag)
        for name, value in attrs:
            if value and (name in HEARD or (name.startswith("data-") and SENTENCE.match(value))):
                self.texts.append(f" | {value} | ")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)


def forgotten(text: str, own: Sequence[str] = ()) -> list[str]:
    """Return the words that stand outside of brackets and that nobody wrote."""
    text = BY_SCRIPT.sub(" ", ADDRESS.sub(" ", IN_BRACKETS.sub(" ", text)))
    for one in own:
        if one in text:
            text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", text)
    return [word for word in WORD.findall(text) if word not in known_words()]


@cache
def known_words() -> set[str]:
    """Return names, and those of days and months in the language."""
    locale = Locale.parse(LANGUAGE)
    calendar = [*locale.months.values(), *locale.days.values()]
    named = (name for widths in calendar for names in widths.values() for name in names.values())
    return NAMES | {word for name in named for word in WORD.findall(name)}


def own_texts() -> list[str]:
    """Return what stands in the store as somebody wrote it, the longest first."""
    found: set[str] = set()
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            columns = [one for one in table.columns if isinstance(one.type, String | Text)]
            if columns:
                for row in connection.execute(select(*columns)):
                    found.update(text for text in row if text and AS_WRITTEN.match(text))
    return sorted(found, key=len, reverse=True)


@pytest.fixture
def brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak the language of brackets."""
    monkeypatch.setattr(languages, "catalogue_of", lambda _language: InBrackets())


@pytest.fixture
def world(app: Flask) -> DemoWorld:
    """The demo's people."""
    server: Any = SimpleNamespace(app=app, folder=app.config["WOVEN"].instance_dir)
    return DemoWorld(server)


def browsers(app: Flask, world: DemoWorld) -> dict[str, Any]:
    """Return for each who looks a browser, signed in."""
    found: dict[str, Any] = {"nobody": app.test_client()}
    emails = {name: email for name, (email, _) in world.accounts.items()} | {"max": world.max.email}
    now = clock.now()
    with app.app_context():
        for name, email in emails.items():
            secret = secrets.token_urlsafe(32)
            with transaction.writing() as session:
                person = session.scalars(select(Person).filter_by(email=email)).one()
                session.add(
                    Credential(
                        person_id=person.id,
                        kind="session",
                        secret_digest=digest(secret),
                        label="Firefox",
                        created_at=now,
                        last_used_at=now,
                        expires_at=now + SESSION,
                    )
                )
            found[name] = app.test_client()
            found[name].set_cookie(session_cookie(app.config["WOVEN"]), secret, domain="127.0.0.1")
    return found


def read(page: str) -> str:
    parser = Read()
    parser.feed(page)
    parser.close()
    return re.sub("[\u2066-\u2069]", "", " ".join(parser.texts))


@pytest.mark.store("sqlite")
@pytest.mark.usefixtures("brackets")
def test_every_page_says_all_in_the_language_of_its_reader(app: Flask, world: DemoWorld) -> None:
    who = browsers(app, world)
    with app.app_context():
        own = own_texts()
    wrong: dict[str, list[str]] = {}
    for page in PAGES:
        if page.path.startswith("/api") or page.name in SEALED:
            continue  # for programmers: the API is English, and so is what documents it
        answer = who[page.who].get(
            world.path(page), headers={"Accept-Language": LANGUAGE}, follow_redirects=True
        )
        assert '<html lang="de"' in answer.text, page.name
        assert page.who == "nobody" or answer.request.path != "/sign-in", page.name
        words = forgotten(read(answer.text), own)
        if words:
            wrong[page.name] = words
    assert wrong == {}, wrong


@pytest.mark.store("sqlite")
@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "templates/mail").iterdir()))
def test_every_mail_is_in_the_language_of_its_reader(app: Flask, name: str) -> None:
    values = {
        "home": "https://woven.test",
        "path": "/",
        "at": "",
        "browser": None,
        "is_program": False,
    }
    with app.test_request_context(headers={"Accept-Language": LANGUAGE}):
        for what in ("on", "off", "added", "removed", "used", "codes", "code"):
            text = render_template(f"mail/{name}.txt", **values, what=what, left=2)
            assert forgotten(text) == []


@pytest.mark.store("sqlite")
@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("text", FILLED)
def test_what_is_wrong_with_a_field_is_said_in_words_with_the_number_in(
    app: Flask, text: str
) -> None:
    filled = re.sub(r"%\(\w+\)s", "50", text)
    with app.test_request_context():
        assert re.sub("[⟦⟧]", "", said(filled)) == filled
        assert forgotten(said(filled)) == []


def test_a_forgotten_word_is_found() -> None:
    text = "⟦Asked by ⟧Ana⟦⟧ 3 forgotten ⟦Kept⟧"
    assert forgotten(text, ["Ana"]) == ["forgotten"]
