"""Draw the mark anew, in all the shapes that browsers, home screens and links ask for.

The mark is a piece of cloth: two threads down, two across, over and under. It is drawn here alone;
run it when it changes: `python -m tools.icons`. It needs Playwright and a Chromium, as the tests
do. Phones and notifications want pixels; where an SVG will do, the SVG is used.
"""

import base64
import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ICONS = ROOT / "static" / "icons"
HEADINGS = ROOT / "static" / "vendor" / "fonts" / "bricolage-grotesque-latin.woff2"
SIDE, THREAD, GAP = 16, 4, 1
"""In units of the drawing, of which one is a pixel of the smallest favicon: the whole, a thread,
the gap beside the thread on top. It repeats itself without a seam."""
AT = (2, 10)
"""Where the two threads of each direction lie."""
LIGHT = {"ground": "#f5f2ec", "down": "#bf6a00", "across": "#64408f"}
DARK = {"ground": "#211d27", "down": "#f2b36b", "across": "#c3a5f0"}
"""The tokens `bg` or `card`, `thread-a-fill` and `thread-b` of static/css/base.css."""
SHARED = (1200, 630)
"""What the sites that show a link ask for."""


def _seen(under: int, beyond: int) -> list[tuple[int, int]]:
    """Return from where to where a thread is seen that dives under the other one at `under`."""
    return [(-beyond, under - GAP), (under + THREAD + GAP, SIDE + beyond)]


def down(beyond: int = 0) -> str:
    """Return the threads down as a path: each is on top where the other one dives.

    `beyond`: how far they hang out of the drawing, as they do where the mark has no ground.
    """
    return "".join(
        f"M{x} {top}h{THREAD}v{bottom - top}h-{THREAD}z"
        for x, under in zip(AT, reversed(AT), strict=True)
        for top, bottom in _seen(under, beyond)
    )


def across(beyond: int = 0) -> str:
    """Return the threads across as a path."""
    return "".join(
        f"M{left} {y}h{right - left}v{THREAD}H{left}z"
        for y in AT
        for left, right in _seen(y, beyond)
    )


def _svg(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{body}</svg>\n'


def mark(colours: dict[str, str] = LIGHT, *, corner: float = 0) -> str:
    """Return the mark on its ground; its threads run to the edges, as cloth that is cut."""
    corners = f'<clipPath id="c"><path d="{_square(corner)}"/></clipPath>' if corner else ""
    group = '<g clip-path="url(#c)">' if corner else "<g>"
    return _svg(
        f'{corners}{group}<path fill="{colours["ground"]}" d="M0 0h{SIDE}v{SIDE}H0z"/>'
        f'<path fill="{colours["across"]}" d="{across()}"/>'
        f'<path fill="{colours["down"]}" d="{down()}"/></g>'
    )


def _square(r: float) -> str:
    side = SIDE - 2 * r
    arc = f"a{r} {r} 0 0 1"
    start, end = f"M{r} 0h{side}{arc} {r} {r}v{side}", f"{arc}-{r}-{r}v-{side}{arc} {r}-{r}z"
    return f"{start}{arc}-{r} {r}h-{side}{end}"


def drawings() -> dict[str, str]:
    """Return the SVG of each file that is one.

    The favicon has a dark one beside it: the policy of the pages keeps styles out of pictures. Of
    the cloth that style sheets lay on a ground each direction is a mask of its own, so that the
    threads have the colours of the page.
    """
    return {
        "woven.svg": mark(corner=3.5),
        "woven-dark.svg": mark(DARK, corner=3.5),
        "cloth-down.svg": _svg(f'<path d="{down()}"/>'),
        "cloth-across.svg": _svg(f'<path d="{across()}"/>'),
    }


def pictures() -> dict[str, tuple[int, str]]:
    """Return the side in pixels and the SVG of each file that is pixels.

    Systems cut what is `maskable`, and Apple's icon, to shapes of their own: there the threads run
    on to the edges, and the crossings lie within the inner 80 %. The badge of a notification is a
    shape alone: Android paints it in one colour.
    """
    shape = _svg(f'<path fill="#fff" d="{across()}{down()}"/>')
    return {
        "woven-192.png": (192, mark(corner=3.5)),
        "woven-512.png": (512, mark(corner=3.5)),
        "woven-1024.png": (1024, mark()),
        "woven-maskable-512.png": (512, mark()),
        "woven-apple-180.png": (180, mark()),
        "woven-badge-96.png": (96, shape),
    }


def share() -> str:
    """Return the page whose picture goes with a link: the name beside the cloth, in no language."""
    font = base64.b64encode(HEADINGS.read_bytes()).decode()
    masks = {
        name: base64.b64encode(drawings()[f"cloth-{name}.svg"].encode()).decode()
        for name in ("down", "across")
    }
    threads = "".join(
        f"i.{name}{{background:{LIGHT[name]};mask:url(data:image/svg+xml;base64,{mask}) 0 0/210px}}"
        for name, mask in masks.items()
    )
    return (
        f"<style>@font-face{{font-family:B;src:url(data:font/woff2;base64,{font});"
        f"font-weight:200 800}}body{{margin:0;height:630px;background:{LIGHT['ground']}}}"
        "i{position:absolute;left:570px;top:0;width:630px;height:630px}"
        "b{position:absolute;left:76px;top:250px;font:700 132px/1 B;letter-spacing:-.035em;"
        f"color:#241f2b}}{threads}</style><b>Woven</b><i class=across></i><i class=down></i>"
    )


def _draw(browser: Browser, name: str, size: tuple[int, int], page_of: str) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_content(page_of)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=ICONS / name, omit_background=True)
    page.close()


def main() -> None:
    """Draw them all."""
    for name, svg in drawings().items():
        (ICONS / name).write_text(svg, encoding="utf-8")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (side, svg) in pictures().items():
            style = "<style>body{margin:0}svg{display:block}</style>"
            _draw(browser, name, (side, side), style + svg)
        _draw(browser, "woven-share.png", SHARED, share())
        browser.close()


if __name__ == "__main__":
    main()
