"""What makes Woven an app: its service worker and its manifest, the same for everybody.

Both stand at the root, since a worker speaks for what lies below its own address. The guard looks
nobody up for them.
"""

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, request
from flask_babel import gettext as _

from tracker.config import ROOT, Settings
from tracker.web import languages, shell
from tracker.web.statics import STATICS, Statics

WORKER = "worker"
"""Key in `app.extensions`."""
GROUND = "#F5F2EC"
"""The token `bg`, in light: the calm ground that is shown, with the icon, before the first page is.

A manifest knows one of them; in the dark the pages' own `theme-color` takes over. Pictures of its
own for a start on Apple's devices would be one for each size of screen there is: none is there."""

blueprint = Blueprint("worker", __name__)


class Worker:
    """The script of the service worker, with what it is to keep and under which name."""

    def __init__(self, statics: Statics, templates: Path, exit_url: str) -> None:
        self.statics = statics
        self.templates = templates
        self.exit_url = exit_url

    @cached_property
    def shell(self) -> list[str]:
        """Return the addresses of the files it keeps."""
        return [self.statics.address(name) for name in shell.files(self.statics, self.templates)]

    @cached_property
    def cache(self) -> str:
        """Return the name of its cache: another one when any file or the offline page changes."""
        version = hashlib.sha256(self.statics.version.encode() + shell.digest(self.templates))
        version.update(self.exit_url.encode())
        return f"woven-{version.hexdigest()[:12]}"

    def script(self, language: str) -> str:
        """Return the whole script; in another language it keeps its page anew."""
        woven = {
            "cache": f"{self.cache}-{language}",
            "files": self.statics.folder,
            "shell": self.shell,
        }
        source = self.statics.files["sw.js"].body.decode()
        return f"const WOVEN = {json.dumps(woven)};\n{source}"


@blueprint.get("/sw.js")
def script() -> Response:
    """Hand out the worker; browsers ask at each visit whether it has changed."""
    worker: Worker = current_app.extensions[WORKER]
    source = worker.script(languages.chosen().language)
    return _unchanged(Response(source, mimetype="text/javascript"))


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Say what the app is called, how it looks on a home screen, and where it opens."""
    statics: Statics = current_app.extensions[STATICS]
    locale = languages.chosen()

    def icon(name: str, sizes: str, purpose: str = "any") -> dict[str, str]:
        kind = statics.files[name].mimetype
        return {"src": statics.address(name), "sizes": sizes, "type": kind, "purpose": purpose}

    def picture(name: str, sizes: str, form: str, label: str) -> dict[str, str]:
        address = statics.address(f"pictures/{name}")
        return {
            "src": address,
            "sizes": sizes,
            "type": "image/png",
            "form_factor": form,
            "label": label,
        }

    document: dict[str, Any] = {
        "id": "/",
        "name": "Woven",
        "short_name": "Woven",
        "description": _("Habits for two."),
        "lang": locale.language,
        "dir": locale.text_direction,
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            icon("icons/woven-192.png", "192x192"),
            icon("icons/woven-512.png", "512x512"),
            icon("icons/woven-maskable-512.png", "512x512", "maskable"),
            icon("icons/woven-1024.png", "1024x1024"),
            icon("icons/woven.svg", "any"),
        ],
        "shortcuts": [
            {"name": _("Today"), "url": "/today"},
            {"name": _("Us"), "url": "/us"},
            {"name": _("Check-in"), "url": "/check-in"},
        ],
        "screenshots": [
            picture("today.png", "412x824", "narrow", _("Today")),
            picture("us.png", "1280x800", "wide", _("Us")),
        ],
        "categories": ["lifestyle"],
    }
    body = json.dumps(document, ensure_ascii=False)
    return _unchanged(Response(body, mimetype="application/manifest+json"))


def _unchanged(response: Response) -> Response:
    """Let a browser keep it, and ask each time whether it still holds."""
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return cast(Response, response.make_conditional(request))


def register(app: Flask) -> None:
    """Attach both."""
    settings: Settings = app.config["WOVEN"]
    templates = ROOT / "templates"
    app.extensions[WORKER] = Worker(app.extensions[STATICS], templates, settings.exit_url)
    app.register_blueprint(blueprint)
