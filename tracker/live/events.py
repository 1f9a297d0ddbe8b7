"""What a client may say over its socket; every answer is an acknowledgement."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import current_app, request
from marshmallow import ValidationError
from sqlalchemy import exc

from tracker import clock, guard, metrics, problems, store
from tracker.config import Settings
from tracker.extensions import db, socketio
from tracker.live.feed import Feed
from tracker.live.websocket import MESSAGE
from tracker.schemas.change import CatchUp, ChangePage
from tracker.schemas.sync import Synced, SyncIn
from tracker.services import changes, errors, principal, sync
from tracker.services.principal import Principal, Wall

log = structlog.get_logger(__name__)

FEED = "woven.feed"
EVENTS_A_SECOND = 10.0
EVENTS_AT_ONCE = 40.0

Handler = Callable[[Principal, dict[str, Any]], dict[str, Any]]


class Bucket:
    """Let events through at a rate, with some in store for a phone that wakes up."""

    def __init__(self) -> None:
        self.tokens = EVENTS_AT_ONCE
        self.filled = time.monotonic()

    def take(self) -> bool:
        """Take one; False where there is none."""
        now = time.monotonic()
        self.tokens = min(EVENTS_AT_ONCE, self.tokens + (now - self.filled) * EVENTS_A_SECOND)
        self.filled = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


buckets: dict[str, Bucket] = {}
"""By socket id."""


def feed() -> Feed:
    """Return this application's feed."""
    return current_app.extensions[FEED]  # type: ignore[no-any-return]


def me() -> Principal:
    """Return who opened this socket, where it is no screen on the wall."""
    return request.environ[guard.PRINCIPAL]  # type: ignore[no-any-return]


def wall() -> Wall | None:
    """Return which screen on the wall opened this socket, None where a person did."""
    return request.environ.get(guard.WALL)


def sid() -> str:
    """Return the id of this socket."""
    return request.sid  # type: ignore[attr-defined,no-any-return]


@socketio.on("connect")
def connect(_auth: Any = None) -> None:
    """Let the socket listen to its person's own stream, or hear when its screen changes."""
    socket_id, screen = sid(), wall()
    try:
        if screen is not None:
            feed().show(screen, socket_id)
        else:
            feed().join(me().person_id, socket_id, me().credential_id)
    except Exception as error:
        # Not by a goodbye: the client is to try again.
        log.warning("join_failed", error=type(error).__name__)
        manager = socketio.server.manager
        feed().wire.hang_up(manager.eio_sid_from_sid(socket_id, "/"))


@socketio.on("disconnect")
def disconnect(_reason: Any = None) -> None:
    """Forget the socket."""
    buckets.pop(sid(), None)
    screen = wall()
    if screen is not None:
        feed().walls.leave(screen.link_id, sid())
    else:
        feed().leave(me().person_id, sid())


def acknowledged(handler: Handler) -> Callable[..., dict[str, Any]]:
    """Answer an event with the handler's answer, or with the problem document of a refusal."""

    @wraps(handler)
    def answer(*arguments: Any) -> dict[str, Any]:
        settings: Settings = current_app.config["WOVEN"]
        bucket = buckets.setdefault(sid(), Bucket())
        if settings.rate_limits and not bucket.take():
            metrics.EVENTS["too_many"].inc()
            return problems.too_many_events()
        if len(json.dumps(arguments, ensure_ascii=False).encode("utf-8", "replace")) > MESSAGE:
            metrics.EVENTS["refused"].inc()
            return problems.too_large()
        outcome = "refused"
        try:
            if wall() is not None:  # a screen asks for nothing
                raise errors.Unauthenticated
            who = me()
            if not principal.still_valid(db.session.connection(), {who.credential_id}, clock.now()):
                raise errors.Unauthenticated
            reply = handler(who, arguments[0] if arguments else {})
            outcome = "done"
            return reply
        except errors.Refusal as refusal:
            return problems.of_refusal(refusal)
        except ValidationError as error:
            return problems.BadShape(error.normalized_messages()).document()
        except (store.StoreBusy, exc.TimeoutError):
            outcome = "busy"
            return problems.busy()
        except exc.DBAPIError as error:
            if store.is_busy(error):
                outcome = "busy"
                return problems.busy()
            outcome = "failed"
            log.exception("event_failed")
        except Exception:
            outcome = "failed"
            log.exception("event_failed")
        finally:
            metrics.EVENTS[outcome].inc()
            db.session.remove()
        return problems.problem(500, "internal", "Something went wrong here. Try again.")

    return answer


_catch_up, _changes, _sync, _synced = CatchUp(), ChangePage(), SyncIn(), Synced()


@socketio.on("catch_up")
@acknowledged
def catch_up(who: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Answer as GET /api/changes does."""
    after = _catch_up.load(body)["after"]
    page: dict[str, Any] = _changes.dump(changes.since(who.person_id, after))
    return page


@socketio.on("sync")
@acknowledged
def sync_outbox(who: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Answer as POST /api/sync does."""
    envelope = _sync.load(body)
    ops = [sync.SyncOp(**op) for op in envelope["ops"]]
    synced = sync.sync(
        who.person_id, envelope["couple"], envelope["sent_at"], envelope["after"], ops, clock.now()
    )
    answer: dict[str, Any] = _synced.dump(synced)
    return answer
