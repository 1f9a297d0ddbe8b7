"""One server and one browser for all of these tests, and as many windows as a test wants.

A window that complained of anything fails its test when the test is over.
"""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser

from tests.support.chromium import chromium
from tests.support.demo_world import DemoWorld
from tests.support.pages import Who
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tests.support.servers import or_skip
from tests.support.window import Window

WINDOWS = pytest.StashKey[list[Window]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say with a failed test what its windows showed."""
    report = yield
    if report.failed and report.when == "call":
        for window in item.stash.get(WINDOWS, []):
            report.sections.append((window.page.url, window.page.locator("body").aria_snapshot()))
    return report


class OpenWindow(Protocol):
    """Opens a browser of its own: for a person with an account, one of the demo, or nobody."""

    def __call__(self, who: Remote | Who = "nobody", **options: Any) -> Window: ...


# Package and not session: while Playwright runs, nobody else in this thread can use asyncio.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all of these tests."""
    with or_skip(chromium()) as browser:
        yield browser


@pytest.fixture(scope="package")
def demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoWorld]:
    """One server on SQLite with the demo's people on it."""
    with LiveServer(tmp_path_factory.mktemp("e2e"), template=template) as server:
        yield DemoWorld(server)


@pytest.fixture
def server(demo: DemoWorld) -> LiveServer:
    """Return the server; it has the demo's people, and everybody that other tests added."""
    return demo.server


@pytest.fixture
def open_window(
    browser: Browser, demo: DemoWorld, request: pytest.FixtureRequest
) -> Iterator[OpenWindow]:
    """Return a function that opens windows; afterwards none of them has complained."""
    opened: list[Window] = request.node.stash.setdefault(WINDOWS, [])

    def open_one(who: Remote | Who = "nobody", **options: Any) -> Window:
        if isinstance(who, Remote):
            window = Window(browser, demo.server.url, **options)
            window.sign_in(who.email)
        else:
            window = demo.window(browser, who, **options)
        opened.append(window)
        return window

    yield open_one
    complaints = [complaint for window in opened for complaint in window.complaints]
    for window in opened:
        window.close()
    assert complaints == []


@pytest.fixture
def ana(server: LiveServer) -> Remote:
    """Return ana, one of a couple that is new."""
    return Remote(server, "ana")


@pytest.fixture
def ben(server: LiveServer) -> Remote:
    """Return ben, the other of the couple."""
    return Remote(server, "ben")


@pytest.fixture
def couple(ana: Remote, ben: Remote) -> str:
    """Link ana and ben; return their couple's id."""
    return link(ana, ben)
