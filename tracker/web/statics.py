"""The app's own files, under an address that changes with them: browsers keep them for good."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask, Response, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from tracker.web import headers

FOR_GOOD = "public, max-age=31536000, immutable"
WORTH_PACKING = ("text/", "application/json", "image/svg+xml")
PREFIX = "/static/"
JOINED = {
    "css/common.css": ("fonts.css", "base.css", "parts.css", "controls.css", "knots.css"),
}
"""Files made of others beside them. On a phone's network a style sheet more that every page needs
is a connection more before anything is to be seen."""
STATICS = "statics"
"""Key in `app.extensions`."""
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


@dataclass
class File:
    """One file, read when it is first asked for."""

    path: Path
    parts: tuple[Path, ...] = ()
    """Of one that is joined: those that it is made of."""

    @cached_property
    def body(self) -> bytes:
        """Return what is in it."""
        return b"".join(path.read_bytes() for path in self.parts or (self.path,))

    @cached_property
    def packed(self) -> bytes:
        """Return it gzipped."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def mimetype(self) -> str:
        """Return what it is, by its name."""
        return mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"


class Statics:
    """The files of a folder as they were at the start, and the one version of them all.

    One for all, because modules name each other by relative addresses.
    """

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self.files = {path.relative_to(folder).as_posix(): File(path) for path in paths}
        version = hashlib.sha256()
        for name, file in self.files.items():
            version.update(name.encode() + b"\0" + hashlib.sha256(file.path.read_bytes()).digest())
        for name, parts in JOINED.items():
            path = folder / name
            paths = [path.with_name(part) for part in parts]
            if all(part.is_file() for part in paths):
                self.files[name] = File(path, tuple(paths))
        self.version = version.hexdigest()[:12]
        self.folder = f"{PREFIX}{self.version}/"

    def address(self, name: str) -> str:
        """Return where a file is found; KeyError where there is none, so that no page names one."""
        if name not in self.files:
            raise KeyError(name)
        return f"{self.folder}{name}"

    def module(self, name: str) -> Markup:
        """Return the tag of a page's module, with this answer's nonce.

        Pages are whole without scripts: style sheets and fonts go first over the network.
        """
        tag = Markup('<script type="module" src="{}" fetchpriority="low" nonce="{}"></script>')
        return tag.format(self.address(name), headers.nonce())

    def answer(self, version: str, name: str) -> Response:
        """Send a file. A page from before an update gets the new one, for this once."""
        file = self.files.get(name)
        if file is None:
            raise NotFound
        pack = file.mimetype.startswith(WORTH_PACKING) and request.accept_encodings["gzip"] > 0
        response = Response(file.packed if pack else file.body, mimetype=file.mimetype)
        if pack:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = FOR_GOOD if version == self.version else "no-cache"
        return response


def register(app: Flask, folder: Path) -> None:
    """Serve the folder, and hand templates `static(name)` and `module(name)`."""
    statics = app.extensions[STATICS] = Statics(folder)
    app.add_url_rule(f"{PREFIX}<version>/<path:name>", "static", statics.answer)
    app.jinja_env.globals |= {"static": statics.address, "module": statics.module}
