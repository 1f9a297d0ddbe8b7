"""What `make browsers` and `make lighthouse` say where a program is missing."""

import pytest

from tests import lighthouse
from tests.browsers import programs
from tests.support.servers import Missing


def test_what_is_missing_is_said_with_the_package_that_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert programs.missing() == [
        "firefox-esr was not found (Debian: apt-get install firefox-esr)",
        "WebKitWebDriver was not found (Debian: apt-get install webkit2gtk-driver)",
        "Xvfb was not found (Debian: apt-get install xvfb)",
    ]
    with pytest.raises(Missing, match="apt-get install nodejs npm"):
        lighthouse.program()


def test_lighthouse_is_fetched_into_the_cache_of_the_user_and_only_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("subprocess.run", pytest.fail)
    there = tmp_path / f"woven/lighthouse-{lighthouse.RELEASE}/node_modules/.bin/lighthouse"
    there.parent.mkdir(parents=True)
    there.touch()
    assert lighthouse.program() == there
