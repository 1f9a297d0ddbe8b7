"""A passkey in a real browser: made, signed in with, refused where it is not unlocked, removed.

Chromium's own virtual device stands in for a phone's; it answers as soon as it is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.e2e.test_second_step import holds
from tests.support.demo_world import DemoWorld
from tests.support.hand import Hand
from tests.support.people import PASSWORD
from tests.support.remote import Remote
from tests.support.window import Window

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Device:
    """The virtual device of a page."""

    session: CDPSession
    id: str

    @staticmethod
    def of(page: Page) -> "Device":
        """Put one into the browser."""
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable", {"enableUI": False})
        added = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return Device(session, added["authenticatorId"])

    def is_unlocked(self, yes: bool) -> None:
        """Let its owner be there to unlock it, or somebody else."""
        self._set("setUserVerified", "isUserVerified", yes)

    def _set(self, what: str, name: str, yes: bool) -> None:
        self.session.send(f"WebAuthn.{what}", {"authenticatorId": self.id, name: yes})


@pytest.fixture
def window(browser: Browser, demo: DemoWorld) -> Iterator[Window]:
    """Open a window where passkeys can be made: on an address by name."""
    window = Window(browser, demo.server.url.replace("127.0.0.1", "localhost"))
    yield window
    assert window.complaints == []
    window.close()


def test_it_is_made_and_lets_in(window: Window, ana: Remote) -> None:
    page, hand = window.page, Hand(window)
    # What the browser would offer by itself, this device would take at once.
    page.add_init_script("delete PublicKeyCredential.isConditionalMediationAvailable")
    device = Device.of(page)
    window.sign_in(ana.email)
    hand.open("/settings/passkeys")
    device.is_unlocked(False)
    hand.fill("What you call it", "My phone")
    hand.fill("Your password", PASSWORD)
    hand.tap("Go on")
    hand.tap("Make the passkey")
    hand.sees("The device made none.")
    holds(page)
    device.is_unlocked(True)
    hand.tap("Make the passkey")
    hand.sees("Added. You can sign in with it from now on.")
    hand.sees("Made today, not used yet.")
    holds(page)
    hand.tap("Sign out")
    hand.is_at("Sign in")

    hand.open("/sign-in?next=/settings/passkeys")
    device.is_unlocked(False)
    hand.tap("Use a passkey")
    hand.sees("No passkey was used.")
    holds(page)
    device.is_unlocked(True)
    page.get_by_label("This is a shared device").check()
    hand.tap("Use a passkey")
    hand.is_at("Passkeys")
    hand.sees("Made today, last used today.")
    expect(page.locator("body")).to_have_attribute("data-shared", "")
    hand.unfold("Remove it")
    page.locator("details[open]").get_by_label("Your password").fill(PASSWORD)
    page.locator("details[open]").get_by_role("button", name="Remove it").click()
    hand.sees("Removed. It opens nothing here any more.")
    hand.tap("Sign out")
    hand.is_at("Sign in")
    hand.tap("Use a passkey")
    hand.sees("This passkey does not open an account here.")
