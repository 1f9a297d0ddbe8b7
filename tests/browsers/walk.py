"""The core flow, by two people in two browsers who hear each other."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browsers.hands import Hand
from tests.support.people import PASSWORD
from tests.support.server import LiveServer

THANKS = "One thank-you a day"
TALK = "return document.getElementById('talk')?.dataset.state"
LEFT = "return plain(document.getElementById('left')?.textContent);"


class Walk:
    """Ana begins, Ben is invited; `steps` says what each step took, in seconds."""

    def __init__(self, server: LiveServer, ana: Hand, ben: Hand, folder: Path | None) -> None:
        self.server, self.ana, self.ben, self.folder = server, ana, ben, folder
        self.steps: dict[str, float] = {}
        self.trouble: list[str] = []

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        except AssertionError as wrong:
            raise AssertionError(f"{name}: {wrong}") from wrong
        self.steps[name] = time.monotonic() - begun
        for who, hand in (("ana", self.ana), ("ben", self.ben)):
            self.trouble += [f"{name}, {who}: {one}" for one in hand.trouble]
            if self.folder:
                hand.picture(self.folder / f"{len(self.steps)}-{name.replace(' ', '-')}-{who}.png")

    def go(self) -> None:
        """Go through all of it; an AssertionError says where it ended."""
        for name, part in self._parts().items():
            with self._step(name):
                part()

    def _parts(self) -> dict[str, Callable[[], None]]:
        return {
            "sign up": self._sign_up,
            "ask for a habit": self._ask,
            "join": self._join,
            "say yes": self._agree,
            "tick, heard by the other": self._tick,
            "cross, heard by the other": self._cross,
            "write a line": self._write,
            "talk on two devices": self._talk,
            "tick without a server": self._unplugged,
            "sign out": self._sign_out,
        }

    def _introduce(self, hand: Hand, name: str) -> None:
        hand.fill("Your name", name)
        hand.fill("Email", f"{name.lower()}@example.org")
        hand.fill("Password", PASSWORD)

    def _sign_up(self) -> None:
        self.ben.open("/")
        self.ana.open("/")
        self.ana.tap("Begin")
        self._introduce(self.ana, "Ana")
        self.ana.tap("Make the account")
        self.ana.is_at("Invite your partner")
        field = "return document.querySelector('input[readonly]')?.value;"
        self.invitation = self.ana.wait(field)

    def _ask(self) -> None:
        self.ana.open("/library?group=gratitude")
        self.ana.tap(f"Ask for this one {THANKS}")
        self.ana.sees("Asked. It waits for your partner.")
        self.ana.open("/today")

    def _join(self) -> None:
        self.ben.open(self.invitation)
        self.ben.is_at("Ana invites you")
        self.ben.sees(THANKS)
        self.ben.tap("Yes, with Ana")
        self.ben.is_at("You and Ana")
        self._introduce(self.ben, "Ben")
        self.ben.tap("Join Ana")
        self.ben.sees("You are linked.")

    def _agree(self) -> None:
        self.ben.open("/today")
        self.ben.is_heard()
        self.ana.open("/today")
        self.ana.is_heard()
        self.ben.tap(f"Yes {THANKS}")
        for hand in (self.ana, self.ben):
            hand.shows(THANKS)

    def _tick(self) -> None:
        self.ben.tap(THANKS, "main button.knot")
        # His thread runs across, whoever looks.
        self.ben.shows(THANKS, "across")
        self.ana.shows(THANKS, "across")

    def _cross(self) -> None:
        self.ana.tap(THANKS, "main button.knot")
        for hand in (self.ana, self.ben):
            hand.shows(THANKS, "down", "across")

    def _write(self) -> None:
        self.ana.tap(f"Add a line {THANKS}", "summary")
        self.ana.fill("A line with it", "For the soup")
        self.ana.tap("Save")
        self.ben.sees("For the soup")

    def _talk(self) -> None:
        """Paused, both show the same second."""
        self.ana.open("/talk")
        self.ana.tap("Start")
        self.ana.wait(f"{TALK} === 'running';")
        self.ben.open("/talk")
        self.ben.tap("Look on")
        self.ben.wait(f"{TALK} === 'running';")
        self.ana.tap("Pause")
        for hand in (self.ana, self.ben):
            hand.wait(f"{TALK} === 'paused';")
        left = [hand.wait(LEFT) for hand in (self.ana, self.ben)]
        assert left[0] == left[1], left
        self.ana.tap("End it")
        for hand in (self.ana, self.ben):
            hand.open("/today")
            hand.is_heard()

    def _unplugged(self) -> None:
        """As where the network is gone: what is tapped is kept, and goes later."""
        self.server.kill()
        self.ana.wait("return document.body.dataset.live !== 'on';")
        self.ana.tap(THANKS, "main button.knot")
        self.ana.shows(THANKS, "across")
        self.ana.sees("Kept on this device. Waiting for a network.")
        self.server.start()
        self.ben.shows(THANKS, "across")
        self.ana.is_heard()

    def _sign_out(self) -> None:
        for hand in (self.ana, self.ben):
            hand.tap("Sign out")
            hand.wait("return !('person' in document.body.dataset);")
            hand.open("/today")
            hand.is_at("Sign in")
