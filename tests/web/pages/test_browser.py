"""What a page carries besides words: where it is loaded anew, where the stream stood, cookies."""

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.agreeing import agree, ask
from tests.support.browser import Browser
from tests.support.people import Someone
from tests.web.pages.settings.forms import press


def carried(response: TestResponse, name: str) -> str | None:
    """Return what <main> carries under a name."""
    (main,) = re.findall(r'<main id="main"[^>]*>', response.get_data(as_text=True))
    found = re.search(rf'\bdata-{name}="([^"]*)"', main)
    return None if found is None else unescape(found[1])


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    """Return a habit that runs."""
    return str(agree(ana, ben, title="Walk", mode="each")["id"])


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/today/ticks", "/today"),
        ("/today/words", "/today"),
        ("/habits/{habit}/pauses", "/habits/{habit}"),
        ("/habits/{asked}/counter", "/habits/{asked}/answer"),
        ("/habits/{habit}/change", "/habits/{habit}/change"),
        ("/habits/new?idea=walk-after-dinner", "/habits/new?idea=walk-after-dinner"),
        ("/settings/erase", "/settings/erase"),
    ],
)
def test_what_a_form_came_to_is_loaded_anew_without_sending_it_again(
    ana: Someone, ben: Someone, habit: str, path: str, address: str
) -> None:
    ids = {"habit": habit, "asked": ask(ben, title="Tea")["id"]}
    response = press(ana, path.format(**ids), more="x")
    assert response.status_code == 422
    here = carried(response, "here")
    assert here == address.format(**ids)
    again = ana.get(here)
    assert again.status_code == 200
    assert carried(again, "here") == here


def test_a_page_keeps_what_it_was_asked_for_and_repeats_no_notice(ana: Someone) -> None:
    response = ana.get("/library?group=gentle&said=saved")
    assert carried(response, "here") == "/library?group=gentle"


@pytest.mark.parametrize("path", ["//evil.example/today", "/\\evil.example", "/nowhere"])
def test_no_page_leads_to_another_host(ana: Someone, path: str) -> None:
    assert carried(ana.get(path), "here") == "/today"


def test_a_refusal_within_a_page_leaves_its_address_alone(ana: Someone) -> None:
    response = ana.get("/nowhere", headers={"X-Woven-Fragment": "main"})
    assert carried(response, "here") == ""


def test_what_a_form_came_to_knows_where_the_stream_stands(ana: Someone, habit: str) -> None:
    head = str(ana.stream()[-1]["seq"])
    assert carried(ana.get("/today"), "cursor") == head
    assert carried(press(ana, "/today/ticks", more="x"), "cursor") == head


@pytest.mark.parametrize("path", ["/nowhere", "/"])
def test_a_page_that_shows_nothing_of_the_stream_does_not_begin_at_its_beginning(
    ana: Someone, habit: str, path: str
) -> None:
    assert carried(ana.get(path), "cursor") is None


@pytest.mark.parametrize("path", ["/", "/reading", "/nowhere", "/api/docs"])
def test_a_page_without_a_form_leaves_nothing_in_the_browser(app: Flask, path: str) -> None:
    response = Browser(app).get(path)
    assert response.headers.getlist("Set-Cookie") == []
    assert "csrf" not in response.get_data(as_text=True).partition("<main")[0]
