"""The machine's own Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.servers import Missing

# The first is Chromium without the window that it otherwise draws around each page, unseen.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Containers give neither the namespaces of the sandbox nor much /dev/shm.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]


def program() -> str:
    """Return the path of a Chromium; raise Missing where there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise Missing("chromium was not found (Debian: apt-get install chromium-headless-shell)")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser; while it runs, this thread cannot run asyncio by itself."""
    path = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
