"""Draw the app's pictures anew from the mark in static/icons/woven.svg.

Run it when the mark changes: `python tools/icons.py`. It needs Playwright and a Chromium, as the
tests do. Phones and notifications want pixels; where an SVG will do, the mark itself is used.
"""

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parents[1] / "static" / "icons"
ROUND = re.compile(r' rx="\d+"')
GROUND = re.compile(r"<rect [^>]*/>")
COLOUR = re.compile(r'fill="#[0-9a-f]{6}"')


def pictures(mark: str) -> dict[str, tuple[int, str]]:
    """Return the side in pixels and the SVG of each file.

    Systems cut what is `maskable`, and Apple's icon, to shapes of their own: there the ground and
    the threads run to the edges, and the crossing lies well within the inner 80 %. The badge of a
    notification is a shape alone: Android paints it in one colour.
    """
    whole = ROUND.sub("", mark)
    shape = COLOUR.sub('fill="#ffffff"', GROUND.sub("", mark))
    return {
        "woven-192.png": (192, mark),
        "woven-512.png": (512, mark),
        "woven-maskable-512.png": (512, whole),
        "woven-apple-180.png": (180, whole),
        "woven-badge-96.png": (96, shape),
    }


def main() -> None:
    """Draw them all."""
    mark = (ICONS / "woven.svg").read_text(encoding="utf-8")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (side, svg) in pictures(mark).items():
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
            page.screenshot(path=ICONS / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
