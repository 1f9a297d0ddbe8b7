"""Is the process there; can it do its work?"""

from flask import Blueprint, Flask

from tracker.services import schema_version

blueprint = Blueprint("probes", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, str], int]:
    """Say whether the store answers and has the tables this code expects."""
    state = schema_version.state()
    return {"status": state}, 200 if state == "ok" else 503


def register(app: Flask) -> None:
    """Attach the probes."""
    app.register_blueprint(blueprint)
