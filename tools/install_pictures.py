"""Take the two pictures that browsers show before they put Woven on a home screen.

The demo's Today on a phone and its Us on a tablet, on an evening of theirs. Run it when those pages
change: `python -m tools.install_pictures`. It needs what `make screenshots` needs.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.support.chromium import chromium
from tests.support.demo_world import DemoWorld
from tests.support.moved_server import MovedServer
from tests.support.pages import Who

FOLDER = Path(__file__).resolve().parents[1] / "static" / "pictures"
EVENING = datetime(2026, 11, 18, 18, 40, tzinfo=UTC)
TAKEN: dict[str, tuple[str, tuple[int, int], Who]] = {
    "today.png": ("/today", (412, 824), "ana"),
    "us.png": ("/us", (1280, 800), "ana"),
}
"""Where each is taken, in which size, and who looks."""


def main() -> None:
    """Take both."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as instance,
        MovedServer(Path(instance), EVENING) as server,
        chromium() as browser,
    ):
        with server.its_time():
            world = DemoWorld(server)
        for name, (path, (width, height), who) in TAKEN.items():
            window = world.window(
                browser,
                who,
                viewport={"width": width, "height": height},
                color_scheme="light",
                timezone_id="Europe/Berlin",
            )
            window.go(path)
            window.page.screenshot(path=FOLDER / name, animations="disabled")
            window.close()


if __name__ == "__main__":
    main()
