"""All that people read goes through gettext, so that it can be said in their language."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from tracker.config import ROOT

TEMPLATES = ROOT / "templates"
FOR_PROGRAMMERS = TEMPLATES / "api"
"""The documentation of the API is English, as the API is."""
SILENT = re.compile(r"{% block (?:body_attributes|width) %}.*?{% endblock %}", re.DOTALL)
"""Blocks of the layout that fill in an attribute."""
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "aria-description"}
NAMES = re.compile(r"\b(?:Woven|UTC)\b")
ATTRIBUTE = re.compile(r'[a-z-]+="[^"]*"')
"""A macro may hold attributes alone, without the tag around them."""


class Spoken(HTMLParser):
    """Collect what is read, of a template whose tags for Jinja are taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.keep(ATTRIBUTE.sub("", data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ALOUD and value:
                self.keep(value)

    def keep(self, text: str) -> None:
        words = NAMES.sub("", text)
        if re.search(r"[^\W\d_]", words):
            self.words.append(" ".join(words.split()))


def unmarked(app: Flask, source: str) -> list[str]:
    """Return the texts of a template that gettext does not see."""
    tokens = app.jinja_env.lex(SILENT.sub("", source))
    inside = re.compile(r"(?:block|variable|comment|raw)_(?:begin|end)|comment")
    text, depth = "", 0
    for _, kind, value in tokens:
        if inside.fullmatch(kind):
            depth += {"n": 1, "d": -1}[kind[-1]] if kind.endswith(("begin", "end")) else 0
            text += " "  # where the template puts something in
        elif kind == "data" and depth == 0:
            text += value
    parser = Spoken()
    parser.feed(text)
    parser.close()
    return parser.words


@pytest.mark.parametrize(
    "template",
    sorted(path for path in TEMPLATES.rglob("*.html") if FOR_PROGRAMMERS not in path.parents),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
@pytest.mark.store("sqlite")
def test_a_template_holds_no_text_that_gettext_does_not_see(app: Flask, template: Path) -> None:
    assert unmarked(app, template.read_text(encoding="utf-8")) == []


@pytest.mark.store("sqlite")
def test_a_text_that_was_forgotten_is_found(app: Flask) -> None:
    source = """<p class="x" aria-label="Here">{% if a %}{{ _("Marked") }} forgotten{% endif %}</p>
    <!-- a remark -->{# another #}<b>Woven · {{ name }}</b>"""
    assert unmarked(app, source) == ["Here", "forgotten"]
