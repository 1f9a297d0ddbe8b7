"""A page of somebody else's, open in the browser in which ana is signed in, gets nothing.

It knows every address and every id, and sends all that a browser lets it send.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.security.furnishing import a_world
from tests.security.matrix import ROWS, Row
from tests.security.world import NOW, WORKED_OUT, World
from tests.support.moved_server import MovedServer
from tests.support.other_site import other_site
from tests.support.people import PASSWORD
from tracker.services import transaction
from tracker.web.request_log import UNLOGGED

WRITES = [row for row in ROWS if row.method != "GET"]
READS = [row for row in ROWS if row.method == "GET"]
SHOWN = ("/", "/today", "/jar", "/sign-in", "/check-in", "/settings/data", "/settings/sessions")
"""Pages that stand for all of them: what is asked here no view decides."""
REFUSED = {401, 403, 404, 405, 415}


@dataclass(slots=True)
class Scene:
    """Ana's browser, the server she is signed in on, and the port of somebody else's pages."""

    context: BrowserContext
    world: World
    server: MovedServer
    port: int
    read: int = 0
    """How much of the server's log has been looked at."""

    def page(self, host: str = "127.0.0.1") -> Page:
        """Open somebody else's page."""
        page = self.context.new_page()
        page.goto(f"http://{host}:{self.port}/")
        return page

    def sign_in(self) -> None:
        """Put ana's session into her browser, and nothing else."""
        secret = self.world.sessions["ana"].secret
        self.context.clear_cookies()
        self.context.add_cookies(
            [{"name": "woven_session", "value": secret, "url": self.server.url, "sameSite": "Lax"}]
        )

    def answered(self) -> list[dict[str, Any]]:
        """Return what the server says it has answered since this was asked last."""
        lines = self.server.log[self.read :]
        self.read += len(lines)
        events = map(json.loads, filter(None, lines.splitlines()))
        return [event for event in events if event["event"] == "answered"]

    def stored(self) -> dict[str, str]:
        """Return digests of what is stored, but for what follows from the rest."""
        notes = {table for row in READS for table in row.notes}
        return self.world.digest(*WORKED_OUT, *notes)

    def is_signed_in(self) -> bool:
        """Tell whether ana's browser still has her session."""
        answer = self.context.request.get(f"{self.server.url}/api/me")
        return answer.status == 200 and "mk-ana-name" in answer.text()


@pytest.fixture(scope="module")
def scenery(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, MovedServer, int]]:
    """The small world on a real server, and somebody else's pages beside it."""
    folder = tmp_path_factory.mktemp("origins")
    before = list(transaction.listeners)
    url = f"sqlite:///{folder / 'world.db'}"
    server = MovedServer(folder, NOW, database_url=url, template=template, LOG_LEVEL="debug")
    with a_world(template, folder) as world:
        world.restore("linked")
        with server, other_site() as port:
            yield world, server, port
    transaction.listeners[:] = before


@pytest.fixture(scope="module")
def context(browser: Browser, scenery: tuple[World, MovedServer, int]) -> Iterator[BrowserContext]:
    """Ana's browser."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def scene(context: BrowserContext, scenery: tuple[World, MovedServer, int]) -> Iterator[Scene]:
    """Ana signed in; afterwards everything is as it was, and she still is."""
    world, server, port = scenery
    scene = Scene(context, world, server, port)
    scene.sign_in()
    before = scene.stored()
    yield scene
    for page in context.pages:
        page.close()
    assert scene.stored() == before
    assert scene.is_signed_in()


SEND = """async (requests) => {
  const can = [];
  for (const { url, method, bodies } of requests) {
    for (const { type, body, mode } of bodies) {
      const headers = type ? { "Content-Type": type } : {};
      try {
        const answer = await fetch(url, { method, headers, body, mode, credentials: "include" });
        if (answer.type !== "opaque") can.push([method, url, answer.status]);
      } catch {
        // the browser has refused it, or to show what was answered
      }
    }
  }
  return can;
}"""
"""Sends requests one after the other; returns those whose answers the page may read."""


def bodies(row: Row, world: World) -> Iterator[dict[str, Any]]:
    """Yield a row's body in the ways that another page can send it, as itself and in disguise."""
    fields = row.body(world.ids) if row.body is not None else {}
    written = json.dumps(fields)
    if row.method == "POST":
        if row.form:
            form = "application/x-www-form-urlencoded"
            pairs = "&".join(f"{name}={value}" for name, value in fields.items())
            yield {"type": form, "body": pairs, "mode": "no-cors"}
        else:
            yield {"type": "text/plain", "body": written, "mode": "no-cors"}
    else:  # the browser asks beforehand whether it may
        yield {"type": "application/json", "body": written, "mode": "cors"}


def test_nothing_that_another_page_sends_is_taken(scene: Scene) -> None:
    page, base = scene.page(), scene.server.url
    requests = [
        {
            "url": base + row.path(scene.world.ids),
            "method": row.method,
            "bodies": list(bodies(row, scene.world)),
        }
        for row in WRITES
    ]
    scene.answered()
    assert page.evaluate(SEND, requests) == []
    answered = scene.answered()
    asked = {one["route"] for one in answered if one["method"] == "POST"}
    assert asked == {row.rule for row in WRITES if row.method == "POST"}
    assert [one for one in answered if one["status"] not in REFUSED | {200}] == []
    # Where the browser asks beforehand it hears no yes, and sends nothing.
    assert {one["method"] for one in answered if one["status"] == 200} == {"OPTIONS"}
    assert {one["method"] for one in answered} == {"POST", "OPTIONS"}
    # What it did send came with her cookie.
    assert scene.world.people["ana"].id in {one["person"] for one in answered}


def test_nothing_can_be_read_by_another_page(scene: Scene) -> None:
    page, base = scene.page(), scene.server.url
    rows = [row for row in READS if row.rule.startswith("/api/") or row.rule in SHOWN]
    way = [{"type": None, "mode": "cors"}]
    urls = [base + row.path(scene.world.ids) for row in rows]
    scene.answered()
    can = page.evaluate(SEND, [{"url": url, "method": "GET", "bodies": way} for url in urls])
    assert can == []
    answered = scene.answered()
    rules = scene.world.app.url_map.iter_rules()
    unlogged = {rule.rule for rule in rules if rule.endpoint in UNLOGGED}
    assert {one["route"] for one in answered} == {row.rule for row in rows} - unlogged
    assert {one["person"] for one in answered if one["route"] == "/today"} == {
        scene.world.people["ana"].id
    }


AS_PARTS = """async (urls) => {
  const shown = [];
  const attach = (tag, name, url) => new Promise((done) => {
    const part = document.createElement(tag);
    part.onload = () => done(shown.push([tag, url]));
    part.onerror = () => done();
    part[name] = url;
    if (tag === "link") part.rel = "stylesheet";
    document.body.append(part);
  });
  for (const url of urls) {
    for (const [tag, name] of [["img", "src"], ["script", "src"], ["link", "href"]]) {
      await attach(tag, name, url);
    }
  }
  return shown;
}"""


def test_nothing_is_shown_or_run_as_a_part_of_another_page(scene: Scene) -> None:
    page = scene.page()
    paths = ("/api/me", "/today", "/static/any/icons/woven.svg")
    assert page.evaluate(AS_PARTS, [scene.server.url + path for path in paths]) == []


FRAME = """(urls) => Promise.all(urls.map((url) => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.onload = done; // also of what is not shown
  frame.src = url;
  document.body.append(frame);
})))"""


def test_no_page_opens_in_a_frame_of_another_page(scene: Scene) -> None:
    page = scene.page()
    paths = ("/settings/leaving", "/sign-in", "/wall", "/nowhere")
    page.evaluate(FRAME, [scene.server.url + path for path in paths])
    frames = page.frames[1:]
    assert len(frames) == len(paths)
    assert [one.url for one in frames if one.url.startswith(scene.server.url)] == []
    assert [one.url for one in frames if one.locator("main, pre").count()] == []


LISTEN = """(url) => new Promise((done) => {
  const heard = [];
  const socket = new WebSocket(url);
  socket.onopen = () => heard.push("opened");
  socket.onmessage = ({ data }) => heard.push(data);
  socket.onclose = ({ code }) => done({ heard, code });
  setTimeout(() => done({ heard, code: "left open" }), 5000);
})"""


def test_no_socket_opens_for_another_page(scene: Scene) -> None:
    url = scene.server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    page = scene.page()
    for host in "127.0.0.1", "localhost":
        page.goto(f"http://{host}:{scene.port}/")
        for query in ("", "&wall=1"):
            assert page.evaluate(LISTEN, url + query) == {"heard": [], "code": 1006}
    page.goto(f"{scene.server.url}/today")  # it is not just broken: a page of ours gets through
    expect(page.locator("body")).to_have_attribute("data-live", "on")


SUBMIT = """([url, fields, type, sandboxed]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url, enctype: type });
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { name, value });
    form.append(field);
  }
  if (!sandboxed) {
    document.body.append(form);
    form.submit();
    return;
  }
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts allow-forms allow-top-navigation";
  form.target = "_top";
  frame.srcdoc = `${form.outerHTML}<script>document.forms[0].submit()</script>`;
  document.body.append(frame);
}"""
"""Sends a form as a browser does when somebody taps it; from a sandbox it says no origin."""
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def test_no_form_of_another_page_signs_out_leaves_or_signs_in(scene: Scene) -> None:
    theirs = {"email": scene.world.people["dev"].email, "password": PASSWORD}
    page = scene.page()
    for host, path, fields, kind, sandboxed in (
        ("127.0.0.1", "/sign-out", {}, FORM, False),
        ("localhost", "/settings/leaving", {}, MULTIPART, True),
        ("127.0.0.1", "/sign-in", theirs, FORM, True),
    ):
        page.goto(f"http://{host}:{scene.port}/")
        url = scene.server.url + path
        with page.expect_response(url) as answer:
            page.evaluate(SUBMIT, [url, fields, kind, sandboxed])
        page.wait_for_url(url)
        assert answer.value.status in REFUSED, (path, answer.value.status)


def test_a_planted_cookie_and_a_token_that_goes_with_it_sign_nobody_in(scene: Scene) -> None:
    """Without https a page on another port may set cookies for this host, and so know its pair."""
    scene.context.clear_cookies()
    attacker = scene.context.request.get(f"{scene.server.url}/sign-in")
    token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', attacker.text())
    assert token is not None
    (pre,) = [one["value"] for one in scene.context.cookies() if one["name"] == "woven_pre"]
    scene.context.clear_cookies()
    page = scene.page()
    page.evaluate(f"document.cookie = 'woven_pre={pre}; path=/'")
    fields = {"csrf_token": token[1], "email": "mk-dev-email@example.org", "password": PASSWORD}
    url = f"{scene.server.url}/sign-in"
    with page.expect_response(url) as answer:
        page.evaluate(SUBMIT, [url, fields, FORM, False])
    assert answer.value.status == 403
    assert [one for one in scene.context.cookies() if one["name"] == "woven_session"] == []
    scene.sign_in()


OPEN = """(url) => { globalThis.opened = open(url, "theirs"); }"""
SPY = """() => {
  const told = {};
  const { opened } = globalThis;
  for (const what of ["document", "name", "frames"]) {
    try { told[what] = String(opened[what]); } catch { told[what] = "refused"; }
  }
  opened.postMessage({ type: "wipe", url: "/sign-out" }, "*");
  return { ...told, closed: opened.closed, length: opened.length };
}"""


def test_a_window_that_another_page_opened_has_no_opener_and_shows_it_nothing(scene: Scene) -> None:
    page = scene.page()
    with scene.context.expect_page() as opening:
        page.evaluate(OPEN, f"{scene.server.url}/today")
    opened = opening.value
    opened.locator("h1").wait_for()
    assert opened.evaluate("opener") is None
    page.wait_for_function("globalThis.opened.closed")  # to the page that opened it
    told = page.evaluate(SPY)
    assert told["length"] == 0
    assert "main" not in json.dumps(told)
    assert opened.url == f"{scene.server.url}/today"
    # And what leaves from here takes nothing along.
    exit_link = opened.locator("a.exit")
    assert exit_link.get_attribute("rel") == "noreferrer"
