"""The window complains: otherwise a test that finds nothing would say nothing."""

import re

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import OpenWindow
from tests.support.demo_world import DemoWorld
from tests.support.window import Window


def inline_script() -> str:
    return "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('this went wrong')", "this went wrong"),
        ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
        (inline_script(), "Content Security Policy"),
        ("location = 'http://127.0.0.1:9/elsewhere'", "foreign: http://127.0.0.1:9"),
        ("fetch('/missing.json')", "404"),
    ],
)
def test_a_window_complains(browser: Browser, demo: DemoWorld, script: str, complaint: str) -> None:
    window = Window(browser, demo.server.url)
    window.go("/sign-in")
    assert window.complaints == []
    window.page.evaluate(f"() => {{ {script} }}")
    window.page.wait_for_timeout(200)
    complaints = window.complaints
    window.close()
    assert any(re.search(re.escape(complaint), text) for text in complaints), complaints


def test_a_refused_form_is_no_complaint(open_window: OpenWindow) -> None:
    window = open_window(java_script_enabled=False)
    window.go("/sign-in")
    window.page.get_by_label("Email").fill("nobody@example.org")
    window.page.get_by_label("Password").fill("a wrong guess of one")
    window.page.get_by_role("button", name="Sign in").click()
    window.page.locator(".problem").wait_for()
