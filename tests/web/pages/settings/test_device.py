"""Woven on the home screen: each browser's own way comes first, and all ways are there."""

import re

import pytest

from tests.support.people import FROM_A_PAGE, Someone
from tracker.web.pages.settings.device import WAYS, way

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "apple-touch"),
        (f"{IPHONE} CriOS/125.0.0.0 Mobile/15E148 Safari/604.1", "apple-touch"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0", "android-firefox"),
        (f"{ANDROID} Chrome/125.0.0.0 Mobile Safari/537.36", "android"),
        (f"{ANDROID} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "android"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/125.0.0.0 Safari/537.36", "chromium"),
        (f"{MAC} Version/17.5 Safari/605.1.15", "mac-safari"),
        ("Mozilla/5.0 (Macintosh; rv:126.0) Gecko/20100101 Firefox/126.0", "firefox"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:126.0) Gecko/20100101 Firefox/126.0", "firefox"),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_a_browser_has_its_own_way(agent: str, name: str | None) -> None:
    assert way(agent) == name


@pytest.mark.store("sqlite")
@pytest.mark.parametrize(("agent", "own"), [(IPHONE, ["apple-touch"]), ("curl/8.5.0", [])])
def test_ones_own_way_comes_first_unfolded_and_the_others_follow(
    ana: Someone, agent: str, own: list[str]
) -> None:
    text = ana.get("/settings/device", headers={**FROM_A_PAGE, "User-Agent": agent}).text
    ways = re.findall(r'<details data-way="([^"]+)"( open)?>', text)
    assert {name for name, _ in ways} == {one.name for one in WAYS}
    assert [name for name, is_open in ways if is_open] == own
    assert [name for name, _ in ways][: len(own)] == own
    assert "Whoever looks at the screen" in text
    assert "sign out first" in text
