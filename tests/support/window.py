"""Somebody's browser with one page, which takes note of whatever goes wrong in it."""

import re
from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Request,
    Response,
    ViewportSize,
    WebError,
    WebSocket,
)

from tests.support.people import PASSWORD

PHONE: ViewportSize = {"width": 390, "height": 844}
SLOW = 10_000
"""Milliseconds after which something that should appear in a page has not."""


class Window:
    """A browser of its own (cookies, storage, time zone) with one page."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        """Open it on the server at `url`; the options are those of Playwright's contexts."""
        self.url = url
        self._has_scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(
            **{
                "base_url": url,
                "viewport": PHONE,
                "locale": "en-GB",
                "timezone_id": "UTC",
                "reduced_motion": "reduce",
                **options,
            }
        )
        self.context.set_default_timeout(SLOW)
        self.page = self.context.new_page()
        self._said: list[tuple[str, str]] = []
        self._refused: set[str] = set()
        self._expected: list[str] = []
        self.context.on("console", self._hear)
        self.context.on("weberror", self._fail)
        self.context.on("request", self._ask)
        self.context.on("response", self._answer)
        self.page.on("websocket", self._connect)

    def go(self, path: str) -> None:
        """Open a page, and wait until its scripts and fonts are there."""
        self.page.goto(path)
        if self._has_scripts:
            self.page.evaluate("document.fonts.ready.then(() => true)")

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in, by the form but without looking at it."""
        request = self.context.request
        page = request.get("/sign-in").text()
        token = re.search(r'name="csrf_token" value="([0-9a-f]{64})">', page)
        assert token is not None, page
        answer = request.post(
            "/sign-in",
            form={"csrf_token": token[1], "email": email, "password": password},
            headers={"Origin": self.url},
            max_redirects=0,
        )
        assert answer.status == 303, answer.text()

    def expect(self, pattern: str) -> None:
        """Take what matches this for no complaint from now on."""
        self._expected.append(pattern)

    @property
    def complaints(self) -> list[str]:
        """Return the errors of scripts, policy and network so far, and every foreign request.

        A refused form answers with a status of 4xx, which the browser calls an error; pages that a
        person went to are therefore left out.
        """
        said = [
            text
            for text, where in self._said
            if not (where in self._refused and "Failed to load resource" in text)
        ]
        return [text for text in said if not any(re.search(p, text) for p in self._expected)]

    def leave(self) -> None:
        """Leave the page, and all that was heard of it."""
        self.page.goto("about:blank")
        self._said.clear()
        self._refused.clear()

    def close(self) -> None:
        """Close it."""
        self.context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self._said.append((f"{message.type}: {message.text} ({where})", where))

    def _fail(self, error: WebError) -> None:
        self._said.append((f"uncaught: {error.error}", ""))

    def _ask(self, request: Request) -> None:
        self._note_foreign(request.url)

    def _connect(self, socket: WebSocket) -> None:
        self._note_foreign(socket.url.replace("ws", "http", 1))

    def _note_foreign(self, url: str) -> None:
        if not url.startswith((f"{self.url}/", "data:", "blob:")):
            self._said.append((f"foreign: {url}", url))

    def _answer(self, response: Response) -> None:
        if 400 <= response.status < 500 and response.request.is_navigation_request():
            self._refused.add(response.url)
