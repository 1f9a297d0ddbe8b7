"""The app on a home screen: its manifest, its worker, and that neither knows who asks."""

import json
import re
import struct
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.people import Someone
from tools import icons
from tracker.config import ROOT
from tracker.guard import Guard
from tracker.web import shell
from tracker.web.statics import FOR_GOOD, Statics
from tracker.web.worker import Worker

pytestmark = pytest.mark.store("sqlite")

OPEN = ("/sw.js", "/manifest.webmanifest", "/offline")


def ask(app: Flask, path: str, **headers: str) -> TestResponse:
    return app.test_client().get(path, headers=headers)


def woven(app: Flask) -> dict[str, Any]:
    """Return what the server has written into the worker."""
    first = ask(app, "/sw.js").text.partition("\n")[0]
    found = re.fullmatch(r"const WOVEN = (\{.*\});", first)
    assert found is not None
    return dict(json.loads(found[1]))


def test_the_worker_speaks_for_all_pages_and_is_asked_for_anew(app: Flask) -> None:
    response = ask(app, "/sw.js")
    assert response.status_code == 200
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.text.endswith((ROOT / "static/sw.js").read_text(encoding="utf-8"))
    again = ask(app, "/sw.js", **{"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_its_own_policy_lets_it_ask_this_server_alone(app: Flask) -> None:
    policy = ask(app, "/sw.js").headers["Content-Security-Policy"]
    assert "connect-src 'self';" in policy
    assert "script-src 'none';" in policy


def test_every_file_of_the_shell_is_there_for_good(app: Flask) -> None:
    kept = woven(app)
    assert len(kept["shell"]) == len(set(kept["shell"])) > 20
    for address in kept["shell"]:
        assert address.startswith(kept["files"])
        response = ask(app, address)
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == FOR_GOOD


@pytest.mark.parametrize("path", ["/today", "/offline"])
def test_what_the_page_names_is_in_the_shell(app: Flask, ana: Someone, path: str) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    named = set(re.findall(r'"(/static/[^"#]+)', browser.get(path).text))
    missing = {address.rpartition("/")[2] for address in named - set(woven(app)["shell"])}
    assert missing <= {"woven-apple-180.png"}


def test_nobody_is_looked_up_and_all_are_answered_alike(
    app: Flask, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    looked_up: list[str] = []
    monkeypatch.setattr(Guard, "lookup", lambda _guard, _secret, kind, _now: looked_up.append(kind))
    for path in OPEN:
        nobodys, hers = ask(app, path), browser.get(path)
        assert hers.status_code == 200
        pages = [re.sub(r'nonce="[^"]+"', "", answer.text) for answer in (nobodys, hers)]
        assert pages[0] == pages[1]
        assert "Set-Cookie" not in hers.headers
    assert looked_up == []
    browser.get("/reading")
    assert looked_up == ["session"]


def test_the_name_of_the_cache_changes_with_the_files_and_with_the_offline_page(
    app: Flask, tmp_path: Any
) -> None:
    statics = Statics(ROOT / "static")

    def named(layout: str, exit_url: str = "https://example.org/") -> str:
        (tmp_path / "layout.html").write_text(layout)
        return Worker(statics, tmp_path, exit_url).cache

    first = named("<p>one</p>")
    assert first == named("<p>one</p>")
    assert re.fullmatch(r"woven-[0-9a-f]{12}", first)
    assert first != named("<p>two</p>")
    assert first != named("<p>one</p>", "https://example.com/")
    statics.version = "another"
    assert first != named("<p>one</p>")


def test_the_shell_follows_what_files_need(tmp_path: Any) -> None:
    files = {
        "js/page.js": 'import "./a.js";\nimport { b } from "../vendor/b.js";\nimport("./late.js");',
        "js/a.js": 'export { c } from "./page.js";',
        "js/late.js": "",
        "js/other.js": "",
        "vendor/b.js": 'from"./not-ours.js"',
        "vendor/x-latin.woff2": "",
        "vendor/x-latin-ext.woff2": "",
        "css/page.css": 'url("../vendor/x-latin.woff2"), url(../vendor/x-latin-ext.woff2)',
        **dict.fromkeys(shell.MORE, ""),
    }
    for name, text in files.items():
        (tmp_path / "static" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "static" / name).write_text(text)
    layout = tmp_path / "layout.html"
    layout.write_text("""{{ static('css/page.css') }}{{ module("js/page.js") }}""")
    found = shell.files(Statics(tmp_path / "static"), tmp_path)
    assert set(found) == set(files) - {"js/other.js", "vendor/x-latin-ext.woff2"}
    layout.write_text("""{{ module("js/gone.js") }}""")
    with pytest.raises(KeyError):
        shell.files(Statics(tmp_path / "static"), tmp_path)


def test_the_manifest_says_what_a_home_screen_needs(app: Flask) -> None:
    response = ask(app, "/manifest.webmanifest")
    assert response.mimetype == "application/manifest+json"
    assert response.headers["Cache-Control"] == "no-cache"
    said = json.loads(response.text)
    assert (said["name"], said["short_name"], said["id"]) == ("Woven", "Woven", "/")
    assert (said["start_url"], said["scope"], said["display"]) == ("/today", "/", "standalone")
    base = (ROOT / "static/css/base.css").read_text(encoding="utf-8")
    assert f"--bg: {said['background_color'].lower()};" in base.partition("@media")[0]
    assert said["theme_color"] == said["background_color"]
    assert [one["url"] for one in said["shortcuts"]] == ["/today", "/us", "/check-in"]
    for one in said["shortcuts"]:
        assert ask(app, one["url"]).status_code == 303
    assert {(one["sizes"], one["purpose"]) for one in said["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
        ("1024x1024", "any"),
        ("any", "any"),
    }


def test_icons_are_as_large_as_they_say_and_weigh_little(app: Flask) -> None:
    weight = 0
    for one in json.loads(ask(app, "/manifest.webmanifest").text)["icons"]:
        response = ask(app, one["src"])
        assert response.mimetype == one["type"]
        weight += len(response.data)
        if one["type"] == "image/png":
            width, height = struct.unpack(">II", response.data[16:24])
            assert one["sizes"] == f"{width}x{height}"
    assert weight < 40_000


def test_the_pictures_of_the_install_prompt_are_as_large_as_they_say(app: Flask) -> None:
    said = json.loads(ask(app, "/manifest.webmanifest").text)["screenshots"]
    assert [one["form_factor"] for one in said] == ["narrow", "wide"]
    for one in said:
        width, height = struct.unpack(">II", ask(app, one["src"]).data[16:24])
        assert one["sizes"] == f"{width}x{height}"


def test_every_picture_of_the_mark_is_there_in_its_size() -> None:
    folder = ROOT / "static/icons"
    sizes = {name: (side, side) for name, (side, _svg) in icons.pictures().items()}
    sizes["woven-share.png"] = icons.SHARED
    assert set(sizes) == {path.name for path in folder.glob("woven-*.png")}
    for name, size in sizes.items():
        assert struct.unpack(">II", (folder / name).read_bytes()[16:24]) == size


def test_the_mark_is_drawn_alike_everywhere() -> None:
    for name, svg in icons.drawings().items():
        assert (ROOT / "static/icons" / name).read_text(encoding="utf-8") == svg
    in_pages = (ROOT / "templates/_partials/mark.html").read_text(encoding="utf-8")
    assert f'class="down" d="{icons.down(1)}"' in in_pages
    assert f'class="across" d="{icons.across(1)}"' in in_pages


def test_the_mark_has_the_colours_of_the_pages() -> None:
    light, dark = (ROOT / "static/css/base.css").read_text(encoding="utf-8").split("@media", 2)[:2]
    for ground, css, colours in (("bg", light, icons.LIGHT), ("card", dark, icons.DARK)):
        tokens = {ground: "ground", "thread-a-fill": "down", "thread-b": "across"}
        for token, part in tokens.items():
            assert f"--{token}: {colours[part]};" in css


def test_every_page_leads_to_both(app: Flask) -> None:
    page = ask(app, "/sign-in").text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    icon = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', page)
    assert icon is not None
    assert struct.unpack(">II", ask(app, icon[1]).data[16:24]) == (180, 180)
