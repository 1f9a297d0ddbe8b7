"""Reminders on the browser that asks: its subscription, which ends with its session."""

from datetime import timedelta
from typing import Any

from flask import current_app

from tracker import clock
from tracker.config import Settings
from tracker.schemas.fields import Empty
from tracker.schemas.push import Push, PushIn
from tracker.services import push, vapid
from tracker.services.push import View
from tracker.web import limits
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("push", __name__)


@blueprint.get("/me/push")
@blueprint.response(200, Push)
def show() -> dict[str, Any]:
    """Say whether this session takes pushes, and by which endpoint."""
    return _shown(push.here(me()))


@blueprint.put("/me/push")
@blueprint.arguments(PushIn)
@blueprint.response(200, Push)
def subscribe(body: dict[str, Any]) -> dict[str, Any]:
    """Take pushes here from now on; another endpoint takes the place of the one before."""
    limits.limit("push", me().person_id, limit=60, window=timedelta(hours=1))
    view = push.subscribe(
        me(),
        endpoint=body["endpoint"],
        names_habits=body["names_habits"],
        hosts=_settings().push_hosts,
        now=clock.now(),
        **body["keys"],
    )
    return _shown(view)


@blueprint.delete("/me/push")
@blueprint.arguments(Empty)
@blueprint.response(204)
def unsubscribe(_body: dict[str, Any]) -> None:
    """Take none any more."""
    push.unsubscribe(me())


@blueprint.post("/me/push/test")
@blueprint.arguments(Empty)
@blueprint.response(204)
def try_out(_body: dict[str, Any]) -> None:
    """Send one here, to see how it looks."""
    limits.limit("push_test", me().person_id, limit=5, window=timedelta(minutes=15))
    push.try_out(me(), clock.now())


def _shown(view: View | None) -> dict[str, Any]:
    return {
        "key": vapid.public_key(_settings().vapid_key),
        "endpoint_digest": view and view.endpoint_digest,
        "names_habits": view is not None and view.names_habits,
    }


def _settings() -> Settings:
    settings: Settings = current_app.config["WOVEN"]
    return settings
