"""The coach's own notes on pages: written, read in earlier versions, kept, taken along."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import ORIGIN
from tests.support.people import Someone
from tests.web.pages.today import page

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("_evening")


@pytest.fixture
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cleo(app: Flask) -> Someone:
    """Return cleo, who coaches, and lives two hours east."""
    return Someone(app, "cleo", "Africa/Cairo")


def send(person: Someone, path: str, /, **fields: Any) -> TestResponse:
    """Send a form as the page does, in parts: as one line Cyrillic notes were six times as long."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', person.get("/settings").text)
    assert token is not None
    form = {"csrf_token": token[1], **fields}
    return person.call(
        "POST", path, data=form, content_type="multipart/form-data", headers={"Origin": ORIGIN}
    )


def written(html: str) -> tuple[str, str]:
    """Return the version and the text of the form."""
    version = re.search(r'name="version" value="(\d+)"', html)
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.S)
    assert version is not None
    assert area is not None
    return version[1], unescape(area[1])


def test_notes_are_written_and_earlier_versions_are_read(cleo: Someone, client: str) -> None:
    where = f"/coach/{client}/notes"
    assert written(page(cleo, where)) == ("0", "")
    answer = send(cleo, where, text="First <b>", version="0")
    assert answer.headers["Location"] == f"{where}?said=saved"
    send(cleo, where, text="Second", version="1")
    whole = page(cleo, where)
    assert written(whole) == ("2", "Second")
    assert "Saved 20 May 2026, 21:30" in whole
    earlier = page(cleo, f"{where}?version=1")
    assert "First &lt;b&gt;" in earlier
    assert "<textarea" not in earlier
    for query in ("?version=3", "?version=x"):
        assert cleo.get(f"{where}{query}").status_code == 404


def test_long_notes_fit_in_every_alphabet(cleo: Someone, client: str) -> None:
    where = f"/coach/{client}/notes"
    assert send(cleo, where, text="ж" * 20_000, version="0").status_code == 303
    refused = send(cleo, where, text="ж" * 20_001, version="1")
    assert refused.status_code == 422
    assert written(refused.text) == ("1", "ж" * 20_001)


def test_who_wrote_in_two_windows_loses_neither(cleo: Someone, client: str) -> None:
    where = f"/coach/{client}/notes"
    send(cleo, where, text="Here", version="0")
    refused = send(cleo, where, text="There", version="0")
    assert refused.status_code == 409
    assert "saved in another window" in refused.text
    assert written(refused.text) == ("1", "There")
    send(cleo, where, text="There", version="1")
    assert written(page(cleo, where)) == ("2", "There")
    assert "Here" in page(cleo, f"{where}?version=1")


def test_they_are_taken_along_as_text_and_as_json(cleo: Someone, client: str) -> None:
    where = f"/coach/{client}/notes"
    for version, words in enumerate(("First", "Second")):
        send(cleo, where, text=words, version=str(version))
    as_text = cleo.get(f"{where}/text")
    assert as_text.mimetype == "text/plain"
    assert as_text.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert as_text.text.startswith("1 · 2026-05-20 18:30 UTC\n\nFirst\n")
    assert "2 · 2026-05-20 18:30 UTC\n\nSecond\n" in as_text.text
    assert [one["text"] for one in cleo.get(f"{where}/json").get_json()["versions"]] == [
        "First",
        "Second",
    ]


def test_after_the_end_they_are_read_and_deleted_under_two_dates(
    ana: Someone, cleo: Someone, client: str, time_machine: Any
) -> None:
    assert "There are none." in page(cleo, "/coach/kept-notes")
    send(cleo, f"/coach/{client}/notes", text="They laugh", version="0")
    time_machine.shift(timedelta(days=5))
    ana.delete(f"/api/couple/coach/{client}")
    assert cleo.get(f"/coach/{client}/notes").status_code == 404
    whole = page(cleo, "/coach/kept-notes")
    assert "20 May 2026 to 25 May 2026" in whole
    assert "They laugh" in whole
    assert "Ana" not in whole
    kept = f"/coach/kept-notes/{client}"
    assert "They laugh" in cleo.get(f"{kept}/text").text
    assert ana.get(f"{kept}/text").status_code == 404
    assert send(ana, f"{kept}/remove").status_code == 404
    assert send(cleo, f"{kept}/remove").status_code == 303
    assert "There are none." in page(cleo, "/coach/kept-notes")


def test_notes_without_a_key_are_said_to_be_lost_and_new_ones_can_be_written(
    app: Flask, cleo: Someone, client: str
) -> None:
    where = f"/coach/{client}/notes"
    send(cleo, where, text="They laugh", version="0")
    app.config["SECRET_KEY"] = "another secret, of thirty-two or more"
    whole = page(cleo, where)
    assert "No key is left for what was written before." in whole
    assert written(whole) == ("1", "")
    assert "No key is left for this version." in page(cleo, f"{where}?version=1")
    assert "No version" not in cleo.get(f"{where}/text").text
    assert send(cleo, where, text="Anew", version="1").status_code == 303


def test_nobody_else_finds_them(
    ana: Someone, cleo: Someone, client: str, dev: Someone, eva: Someone
) -> None:
    send(cleo, f"/coach/{client}/notes", text="They laugh", version="0")
    for person in (ana, dev, eva):
        for rest in ("", "?version=1", "/text", "/json"):
            assert person.get(f"/coach/{client}/notes{rest}").status_code == 404
        assert send(person, f"/coach/{client}/notes", text="", version="x").status_code == 404
        assert "They laugh" not in page(person, "/coach/kept-notes")
