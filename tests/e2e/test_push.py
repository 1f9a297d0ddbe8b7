"""Reminders on a device: turned on by a tap, kept the same as the server's, and ended with leaving.

Chromium without a display gets no address from a real push service, so its manager is played, and
so is the permission to notify, which its headless shell does not ask for.
"""

import json
from typing import Any

from tests.e2e.conftest import OpenWindow
from tests.support.device import becomes
from tests.support.hand import Hand
from tests.support.push_service import Device
from tests.support.remote import Remote
from tracker.services.push import endpoint_digest

HOST = "fcm.googleapis.com"
KEYS = Device("played", HOST).subscription()["keys"]
PLAYED = """(() => {
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  Notification.requestPermission = async () => "granted";
  const read = () => {
    const row = JSON.parse(localStorage.getItem("played"));
    return row && {
      endpoint: row.endpoint,
      options: { applicationServerKey: Uint8Array.from(row.key).buffer },
      toJSON: () => ({ endpoint: row.endpoint, expirationTime: null, keys: KEYS }),
      unsubscribe: async () => { localStorage.removeItem("played"); return true; },
    };
  };
  PushManager.prototype.getSubscription = async () => read();
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const endpoint = `https://HOST/send/${crypto.randomUUID()}`;
    const row = { endpoint, key: Array.from(applicationServerKey) };
    localStorage.setItem("played", JSON.stringify(row));
    return read();
  };
})();"""
ASKED = "fetch('/api/me/push').then((answer) => answer.json())"
SAME = """async (digest) => {
  const answer = await fetch("/api/me/push");
  return (await answer.json()).endpoint_digest === digest;
}"""


def test_it_is_turned_on_kept_the_same_and_ended(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    window = open_window(ana)
    window.context.grant_permissions(["notifications"], origin=window.url)
    window.context.add_init_script(PLAYED.replace("KEYS", json.dumps(KEYS)).replace("HOST", HOST))
    page, hand = window.page, Hand(window)

    def held() -> dict[str, Any] | None:
        row: dict[str, Any] | None = page.evaluate("JSON.parse(localStorage.getItem('played'))")
        return row

    window.go("/settings/device")
    page.get_by_label("Show what it is about").check()
    hand.tap("Turn on reminders here")
    hand.sees("On. What you want to be reminded of")
    row = held()
    assert row is not None
    known = page.evaluate(ASKED)
    assert known["endpoint_digest"] == endpoint_digest(row["endpoint"])
    assert known["names_habits"]

    renewed = f"https://{HOST}/send/renewed-by-the-browser"
    page.evaluate(
        "(row) => localStorage.setItem('played', row)", json.dumps({**row, "endpoint": renewed})
    )
    window.go("/today")
    becomes(page, SAME, endpoint_digest(renewed))

    page.evaluate(
        "(row) => localStorage.setItem('played', row)", json.dumps({**row, "key": [4] * 65})
    )
    window.go("/settings/device")
    hand.sees("On. What you want to be reminded of")
    made_anew = held()
    assert made_anew is not None
    assert made_anew["key"] == row["key"]
    assert made_anew["endpoint"] != row["endpoint"]

    ben.post("/api/couple/unlink")
    window.go("/settings/device")
    hand.sees("Off. Once they are on")
    assert held() is None
    assert page.evaluate(ASKED)["endpoint_digest"] is None
