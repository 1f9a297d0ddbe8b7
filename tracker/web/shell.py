"""The shell: the files that Today and the offline page need, found by what names them."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from posixpath import dirname, normpath

from tracker.web.statics import Statics

PAGE = ("layout.html", "_partials/*.html", "offline/*.html")
"""Templates of the page that opens without a network."""
TEMPLATES = (*PAGE, "today/*.html")
MORE = ("icons/woven-192.png", "icons/woven-badge-96.png")
"""What notifications show."""
LEFT_OUT = ("-latin-ext.woff2", "icons/woven-apple-180.png")
"""Letters that few pages have, and what is asked for when an icon is put on the home screen."""

_NAMED = re.compile(r"""\b(?:static|module)\(["']([^"']+)["']\)""")
_IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
_DRAWN = re.compile(r"""\burl\(["']?(\.[^"')]+)["']?\)""")


def files(statics: Statics, templates: Path) -> Sequence[str]:
    """Return the names of the files, in order.

    Named by a template, imported by a module of ours or used by a style sheet; KeyError where one
    of them is not there.
    """
    found: set[str] = set()
    waiting = [*MORE, *_named(_read(templates, TEMPLATES))]
    while waiting:
        name = waiting.pop()
        if name in found or name.endswith(LEFT_OUT):
            continue
        found.add(name)
        waiting += _needed_by(name, statics.files[name].body)
    return sorted(found)


def digest(templates: Path) -> bytes:
    """Return what changes when the templates of the offline page do."""
    return hashlib.sha256("\0".join(_read(templates, PAGE)).encode()).digest()


def _read(templates: Path, patterns: Iterable[str]) -> list[str]:
    paths = (path for pattern in patterns for path in sorted(templates.glob(pattern)))
    return [path.read_text(encoding="utf-8") for path in paths]


def _named(sources: Iterable[str]) -> list[str]:
    return [name for source in sources for name in _NAMED.findall(source)]


def _needed_by(name: str, body: bytes) -> list[str]:
    pattern = {"js": _IMPORTED, "css": _DRAWN}.get(name.rpartition(".")[2])
    if pattern is None or name.startswith("vendor/"):
        return []
    return [normpath(f"{dirname(name)}/{one}") for one in pattern.findall(body.decode())]
