"""Thoughts on keeping a habit, and on when to get help: open to all, and nowhere noted."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.people import Someone
from tests.web.pages.agree_forms import words
from tests.web.pages.test_library_words import SOURCES
from tests.web.pages.test_reading import dump

PATHS = ("/guidance", "/guidance/help")


@pytest.mark.parametrize("path", PATHS)
def test_they_are_open_to_all_and_stored_nowhere(
    app: Flask, ana: Someone, ben: Someone, couple: str, path: str
) -> None:
    before = dump(app)
    for response in (ana.get(path), app.test_client().get(path)):
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert "no-store" in response.headers["Cache-Control"]
        assert "Ben" not in words(response.get_data(as_text=True))
    assert dump(app) == before
    assert ana.stream() == ben.stream() == []


def test_opening_them_is_not_even_in_the_log(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(LOG_LEVEL="debug")
    for path in PATHS:
        app.test_client().get(path)
    assert '"answered"' not in capsys.readouterr().err


@pytest.mark.parametrize("path", PATHS)
def test_they_keep_to_the_words_we_use(app: Flask, path: str) -> None:
    said = words(app.test_client().get(path).get_data(as_text=True))
    never = r"!|\b(?:failed|missed|graced|void|pending|loose|streaks?|must|should|therap\w+)\b"
    assert not re.search(never, said), re.search(never, said)
    assert set(re.findall(r"\(([^()]*\d{4})\)", said)) <= SOURCES


def test_help_leads_to_safety_and_not_to_counselling_for_two(app: Flask) -> None:
    text = app.test_client().get("/guidance/help").get_data(as_text=True)
    assert "do not begin with counselling for two" in text
    assert 'href="/reading"' in text
    assert 'href="/guidance/help"' in app.test_client().get("/guidance").get_data(as_text=True)
    assert 'href="/guidance/help"' in app.test_client().get("/reading").get_data(as_text=True)
