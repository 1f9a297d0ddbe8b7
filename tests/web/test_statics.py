"""The app's own files: kept by browsers for good, and never an old one with a new page."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tracker.web.statics import FOR_GOOD, JOINED, Statics


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/base.css").write_text("body { margin: 0 }\n" * 40)
    (tmp_path / "font.woff2").write_bytes(b"\0font")
    return tmp_path


def address(app: Flask, name: str) -> str:
    return app.jinja_env.globals["static"](name)  # type: ignore[operator]


def ask(app: Flask, path: str, **headers: str) -> TestResponse:
    return app.test_client().get(path, headers=headers)


def test_the_address_changes_when_any_file_does(folder: Path) -> None:
    before = Statics(folder).address("css/base.css")
    (folder / "font.woff2").write_bytes(b"\0another")
    assert Statics(folder).address("css/base.css") != before
    (folder / "font.woff2").write_bytes(b"\0font")
    assert Statics(folder).address("css/base.css") == before


def test_a_page_cannot_name_a_file_that_is_not_there(folder: Path) -> None:
    with pytest.raises(KeyError):
        Statics(folder).address("css/bas.css")


def test_a_file_is_kept_for_good_and_comes_packed_where_that_helps(app: Flask) -> None:
    path = address(app, "css/base.css")
    plain, packed = ask(app, path), ask(app, path, **{"Accept-Encoding": "gzip, br"})
    assert plain.headers["Cache-Control"] == packed.headers["Cache-Control"] == FOR_GOOD
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.mimetype == "text/css"
    font = ask(app, address(app, "vendor/fonts/figtree-latin.woff2"), **{"Accept-Encoding": "gzip"})
    assert font.mimetype == "font/woff2"
    assert "Content-Encoding" not in font.headers


def test_a_file_is_packed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[bytes] = []

    def pack(body: bytes, *_level: int, **_options: int) -> bytes:
        packed.append(body)
        return b"packed"

    monkeypatch.setattr(gzip, "compress", pack)
    file = Statics(folder).files["css/base.css"]
    assert file.packed is file.packed
    assert packed == [file.body]


def test_a_page_from_before_an_update_gets_the_new_file_but_does_not_keep_it(app: Flask) -> None:
    response = ask(app, "/static/0123456789ab/css/base.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.css", "../wsgi.py", "css/../../wsgi.py", "%2e%2e/wsgi.py", "css/", "css"]
)
def test_nothing_else_is_served(app: Flask, name: str) -> None:
    version = address(app, "css/base.css").split("/")[2]
    assert ask(app, f"/static/{version}/{name}").status_code == 404


def test_what_every_page_needs_is_one_style_sheet(app: Flask) -> None:
    folder = Path(__file__).resolve().parents[2] / "static" / "css"
    for name, parts in JOINED.items():
        joined = ask(app, address(app, name)).get_data()
        assert joined == b"".join((folder / part).read_bytes() for part in parts)
