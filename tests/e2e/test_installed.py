"""The service worker: what it keeps is the same for everybody, whatever they read."""

import json
import re
from typing import Any

from tests.e2e.conftest import OpenWindow
from tests.support.hand import Hand
from tests.support.remote import Remote

PRIVATE = ("/us", "/habits", "/settings/sessions", "/reading", "/today")
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const asked = await (await caches.open(name)).keys();
    kept[name] = asked.map(({ url }) => url.replace(location.origin, "")).sort();
  }
  return kept;
}"""
LEAVES_AN_OLD_ONE = """async () => {
  const cache = await caches.open("woven-before");
  await cache.put("/static/before/js/page.js", new Response("// before"));
}"""
WORKS = "() => navigator.serviceWorker.controller?.state === 'activated'"


def written(text: str) -> dict[str, Any]:
    """Return what the server has written into the worker."""
    found = re.match(r"const WOVEN = (\{.*\});\n", text)
    assert found is not None
    return dict(json.loads(found[1]))


def test_it_keeps_the_shell_and_one_page_whatever_was_read(
    open_window: OpenWindow, ana: Remote
) -> None:
    window = open_window(ana)
    window.expect("ERR_INTERNET_DISCONNECTED|favicon")
    woven = written(window.context.request.get("/sw.js").text())
    window.page.goto("/healthz")
    window.page.evaluate(LEAVES_AN_OLD_ONE)
    window.go("/today")
    window.page.wait_for_function(WORKS)
    for path in PRIVATE:
        window.go(path)
    assert window.page.evaluate(KEPT) == {woven["cache"]: sorted([*woven["shell"], "/offline"])}

    window.context.set_offline(True)
    window.go("/settings/who-sees-what")
    Hand(window).is_at("No network right now")
    assert window.page.evaluate(KEPT).keys() == {woven["cache"]}
