"""Is the process there; can it do its work?"""

from flask import Blueprint, Flask, current_app

from tracker import stopping
from tracker.extensions import READINESS
from tracker.services import schema_version

blueprint = Blueprint("probes", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, str], int]:
    """Say whether the store answers and has the tables this code expects, and the queue answers."""
    if stopping.of(current_app).told.is_set():  # the proxy is to send nobody any more
        return {"status": "stopping"}, 503
    state: str = schema_version.state()
    if state == "ok":
        checks = current_app.extensions.get(READINESS, {})
        state = next((f"no {name}" for name, answers in checks.items() if not answers()), "ok")
    return {"status": state}, 200 if state == "ok" else 503


def register(app: Flask) -> None:
    """Attach the probes."""
    app.register_blueprint(blueprint)
