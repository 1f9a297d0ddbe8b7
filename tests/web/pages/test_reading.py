"""The quiet page: open to all, with a neutral title, and nowhere any sign that it was opened."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.people import Someone
from tracker.extensions import db


def dump(app: Flask) -> str:
    """Return all that is stored."""
    with app.app_context():
        return repr(
            [db.session.execute(db.select(table)).all() for table in db.metadata.sorted_tables]
        )


def test_its_title_gives_nothing_away_and_no_sign_in_is_needed(app: Flask) -> None:
    response = app.test_client().get("/reading")
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "<title>Reading · Woven</title>" in text
    assert re.findall(r"<h1>(.*?)</h1>", text) == ["Reading"]
    assert "no-store" in response.headers["Cache-Control"]
    assert "Leaving Woven" in text
    assert "116 016" in text


def test_opening_it_is_stored_nowhere(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    before = dump(app)
    response = ana.get("/reading")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert dump(app) == before
    assert ana.stream() == ben.stream() == []


def test_opening_it_is_not_even_in_the_log(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(LOG_LEVEL="debug")
    ana = Someone(app, "ana")
    ana.get("/reading")
    ana.get("/settings")
    lines = [line for line in capsys.readouterr().err.splitlines() if '"answered"' in line]
    assert len(lines) == 1
    assert "/settings" in lines[0]


def test_it_names_nobody(ana: Someone, ben: Someone, couple: str) -> None:
    text = re.sub(r'nonce="[^"]*"', "", ana.get("/reading").get_data(as_text=True))
    for word in (ben.id, ana.email, "Ben"):
        assert word not in text
    # Scripts are told whose page it is.
    assert ana.id not in text.replace(f'data-person="{ana.id}"', "")


def test_what_leads_elsewhere_tells_nothing_and_loads_nothing(app: Flask) -> None:
    text = app.test_client().get("/reading").get_data(as_text=True)
    out = re.findall(r'<a [^>]*href="https://[^>]*>', text)
    assert len(out) > 3
    assert all('rel="noreferrer"' in link for link in out)
    assert not re.search(r'(src|action)="https?://', text)
    assert 'href="#' not in text.replace('href="#main"', "")  # each would be one more entry
    assert "tel:" not in text
