"""axe finds nothing, on any page, in light and dark."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.e2e.conftest import OpenWindow
from tests.support.demo_world import DemoWorld
from tests.support.pages import PAGES, Page

RUN = "axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)"
SCHEMES: tuple[Any, ...] = ("light", "dark")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_axe_finds_nothing(open_window: OpenWindow, demo: DemoWorld, page: Page) -> None:
    window = open_window(page.who)
    window.go(demo.path(page))
    window.page.evaluate(AXE_SCRIPT)
    found = []
    for scheme in SCHEMES:
        window.page.emulate_media(color_scheme=scheme)
        for wrong in window.page.evaluate(RUN):
            found += [
                f"{scheme}: {wrong['id']}: {node['html'][:200]} {node['failureSummary']}"
                for node in wrong["nodes"]
            ]
    assert found == []
