"""The page at `/`."""

import re

from flask import Flask

from tests.support.people import Someone


def test_it_says_what_this_is_and_where_to_go(app: Flask) -> None:
    response = app.test_client().get("/")
    assert response.status_code == 200
    page = response.get_data(as_text=True)
    assert "<h1>Habits for two</h1>" in page
    for address in ("/sign-up", "/sign-in", "/join", "/api/docs"):
        assert f'href="{address}"' in page
        assert app.test_client().get(address).status_code == 200
    assert page.count('class="button"') == 1  # one clear way in
    assert "Whoever runs this server can read what is stored on it." in page
    assert "Set-Cookie" not in response.headers


def test_it_needs_no_script_and_no_inline_style(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    assert not re.search(
        r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son[a-z]+=", page
    )
    asked = re.findall(r"<(?:link|script|img|use)\b[^>]*(?:href|src)=\"([^\"]+)", page)
    assert asked
    assert all(address.startswith("/") for address in asked)  # of nobody else
    for address in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
        with app.test_client().get(address) as stylesheet:
            assert stylesheet.status_code == 200


def test_the_cloth_is_described_in_words(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    assert '<svg class="cloth"' in page
    assert 'role="img" aria-labelledby="cloth-words"' in page
    assert 'id="cloth-words"' in page


def test_who_is_signed_in_is_led_to_today(app: Flask, ana: Someone, dev: Someone) -> None:
    page = ana.get("/").get_data(as_text=True)
    assert 'href="/today"' in page
    assert "/sign-up" not in page
    assert ana.email not in page
    assert dev.stream() == []


def test_what_is_shared_is_the_same_for_every_link(app: Flask) -> None:
    def said(path: str) -> list[tuple[str, str]]:
        page = app.test_client().get(path).get_data(as_text=True)
        return re.findall(
            r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]+)"', page
        )

    shared = dict(said("/"))
    public_url = app.config["WOVEN"].public_url
    assert shared["og:image"].startswith(f"{public_url}/static/")
    picture = app.test_client().get(shared["og:image"].removeprefix(public_url))
    assert picture.mimetype == "image/png"
    assert said("/join") == said("/join?code=7QK4-M2ZD-R8TV") == list(shared.items())
