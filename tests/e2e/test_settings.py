"""Settings in a browser: two taps to leave, small forms without a new page, and without scripts."""

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import OpenWindow
from tests.support.people import PASSWORD
from tests.support.remote import Remote


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("start", ["/today", "/settings", "/reading", "/nowhere"])
def test_leaving_is_two_taps_from_anywhere(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str, start: str, scripts: bool
) -> None:
    window = open_window(ana, java_script_enabled=scripts)
    window.go(start)
    window.page.get_by_role("contentinfo").get_by_role("link", name="Leaving").click()
    window.page.get_by_role("button", name="Leave now").click()
    window.page.get_by_role("heading", name="You two are not linked any more").wait_for()
    assert ben.get("/api/couple").status_code == 404
    assert window.page.url.startswith(f"{window.url}/settings/leaving")


def test_the_others_open_page_says_so_by_itself(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    window = open_window(ben)
    window.go("/settings/leaving")
    window.page.locator("[data-live=on]").wait_for()
    assert ana.post("/api/couple/unlink").status_code == 204
    window.page.get_by_role("heading", name="You two are not linked any more").wait_for()
    assert "You have left" not in window.page.inner_text("main")


def test_a_page_that_a_form_came_to_is_loaded_anew_without_sending_it_again(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    window = open_window(ben)
    page = window.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    window.go("/settings/erase")
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Erase").click()
    page.locator(".wrong").wait_for()
    page.locator("[data-live=on]").wait_for()
    assert sent.count("POST") == 1
    assert ana.post("/api/couple/unlink").status_code == 204
    page.locator(".wrong").wait_for(state="detached")
    page.locator("[data-live=on]").wait_for()
    assert page.url == f"{window.url}/settings/erase"
    assert sent.count("POST") == 1


def test_a_form_is_sent_without_a_new_page(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    window = open_window(ana)
    page = window.page
    window.go("/settings/you")
    page.evaluate("window.same = true")
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#name-wrong").wait_for()
    page.get_by_label("Your name").fill("Anabel")
    page.get_by_label("My day ends").select_option("at 3 at night")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("main > .notice").wait_for()
    assert page.evaluate("window.same")
    me = ana.get("/api/me").get_json()
    assert (me["name"], me["day_ends_at"]) == ("Anabel", 3)
    # The first answer was a 422 to a fetch: the browser calls it an error.
    window.expect("422")


def test_signing_another_browser_out_ends_its_open_page(
    open_window: OpenWindow, ana: Remote
) -> None:
    other = open_window(ana)
    other.go("/today")
    other.page.locator("[data-live=on]").wait_for()
    window = open_window(ana)
    window.expect("403")
    window.go("/settings/sessions")
    row = window.page.locator(".places-list li", has=window.page.locator("details")).first
    for row in window.page.locator(".places-list li").all():
        if "browser" in row.inner_text() and row.locator("details").count():
            row.locator("summary").click()
            row.get_by_label("Your password").fill("not this one")
            row.get_by_role("button", name="Sign it out").click()
            row.locator(".wrong").wait_for()
            row.get_by_label("Your password").fill(PASSWORD)
            row.get_by_role("button", name="Sign it out").click()
            break
    window.page.locator("main > .notice", has_text="Signed out there").wait_for()
    other.page.wait_for_url("**/sign-in*")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_file_is_downloaded(
    open_window: OpenWindow, ana: Remote, scripts: bool, tmp_path: Path
) -> None:
    window = open_window(ana, java_script_enabled=scripts, accept_downloads=True)
    window.go("/settings/data")
    window.page.get_by_label("Your password").fill(PASSWORD)
    with window.page.expect_download() as download:
        window.page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "file.json")
    document = json.loads((tmp_path / "file.json").read_text(encoding="utf-8"))
    assert document["account"]["email"] == ana.email
    assert download.value.suggested_filename.startswith("woven-2")
