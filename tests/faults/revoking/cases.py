"""The ways in which people end what lets somebody in, and what must be refused from then on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.faults.revoking.scene import Scene, Secret
from tests.support.people import PASSWORD
from tests.support.remote import Remote
from tracker import clock
from tracker.extensions import db
from tracker.models import Credential
from tracker.schemas.settings import OTHERS
from tracker.services import transaction


@dataclass
class Case:
    """One revocation: what it is of, how it is done, and what must be refused from then on."""

    act: Callable[[], None]
    ended: list[Secret]
    kept: list[Secret] = field(default_factory=list)
    refused: Sequence[tuple[Secret, str]] = ()
    """Besides `/api/me` of what is no credential any more: addresses, and who asks there."""
    is_credential: bool = True
    """Whether what ended is a way in: otherwise its owner may come back, to what is theirs."""
    last: tuple[str, ...] = ()
    """Kinds of items that say that it is over, and may be the last to be heard."""
    is_swept: bool = False
    """Whether only the sweep finds that it is over: until then it is heard."""
    happen: Callable[[], None] | None = None
    """What happens right after; by default ben ticks."""


def sign_out(scene: Scene) -> Case:
    one = scene.secret(scene.ana)
    return Case(lambda: scene.form(one, "/sign-out"), [one], [scene.own(scene.ana)])


def delete_token(scene: Scene) -> Case:
    one = scene.secret(scene.ana, "token")
    path = f"/api/tokens/{one.id}"
    return Case(lambda: scene.fine(scene.ana.delete(path)), [one], [scene.own(scene.ana)])


def end_session(scene: Scene) -> Case:
    one, here = scene.secret(scene.ana), scene.secret(scene.ana)
    fields = {"credential": one.id, "password": PASSWORD}
    return Case(lambda: scene.form(here, "/settings/sessions", **fields), [one], [here])


def end_others(scene: Scene) -> Case:
    ended = [scene.secret(scene.ana), scene.secret(scene.ana, "token"), scene.own(scene.ana)]
    here = scene.secret(scene.ana)
    fields = {"credential": OTHERS, "password": PASSWORD}
    return Case(lambda: scene.form(here, "/settings/sessions", **fields), ended, [here])


def change_password(scene: Scene) -> Case:
    ended = [scene.secret(scene.ana), scene.secret(scene.ana, "token")]
    body = {"password": PASSWORD, "new_password": "another walk by the sea"}

    def act() -> None:
        scene.fine(scene.ana.put("/api/me/password", body))

    return Case(act, ended, [scene.own(scene.ana)])


def leave(scene: Scene) -> Case:
    ended = [scene.own(scene.ana), scene.secret(scene.ana), scene.own(scene.ben)]
    return _apart(scene, lambda: scene.ana.post("/api/couple/unlink"), ended)


def close_off(scene: Scene) -> Case:
    ended = [scene.secret(scene.ana), scene.own(scene.ben), scene.own(scene.cleo)]
    case = _apart(scene, lambda: scene.ana.post("/api/me/close-off"), ended)
    case.refused = [*case.refused, (ended[0], "/api/me")]
    return case


def erase(scene: Scene) -> Case:
    ended = [scene.secret(scene.ana), scene.own(scene.ben)]
    case = _apart(scene, lambda: scene.ana.delete("/api/me", json={"password": PASSWORD}), ended)
    case.refused = [*case.refused, (ended[0], "/api/me"), (scene.own(scene.ana), "/api/me")]
    return case


def _apart(scene: Scene, act: Callable[[], Any], ended: list[Secret]) -> Case:
    """Return a case in which the couple is no more, for any of the two."""
    ben, screen = scene.own(scene.ben), scene.screen()[1]
    return Case(
        lambda: scene.fine(act()),
        [*ended, screen],
        refused=[
            (ben, "/api/couple"),
            (ben, f"/api/habits/{scene.habit}"),
            (scene.own(scene.cleo), f"/api/coaching/clients/{scene.client}"),
            (screen, "/wall"),
        ],
        is_credential=False,
        last=("unlinked", "coach", "settings"),
        happen=lambda: scene.fine(scene.ben.patch("/api/me", {"day_ends_at": 3})),
    )


def _no_coach(scene: Scene, act: Callable[[], Any]) -> Case:
    cleo, path = scene.own(scene.cleo), f"/api/coaching/clients/{scene.client}"
    pause = {"habit": scene.habit, "first": str(scene.today + timedelta(days=9))}
    return Case(
        lambda: scene.fine(act()),
        [cleo, scene.secret(scene.cleo)],
        [scene.own(scene.ben)],
        [(cleo, path), (cleo, f"{path}/report"), (cleo, f"{path}/notes")],
        is_credential=False,
        last=("coach",),
        # Of a pause a coach is told, of a tick never.
        happen=lambda: scene.fine(scene.ana.post("/api/pauses", pause)),
    )


def end_coach_as_one(scene: Scene) -> Case:
    return _no_coach(scene, lambda: scene.ana.delete(f"/api/couple/coach/{scene.client}"))


def end_coach_as_other(scene: Scene) -> Case:
    return _no_coach(scene, lambda: scene.ben.delete(f"/api/couple/coach/{scene.client}"))


def end_coach_as_coach(scene: Scene) -> Case:
    return _no_coach(scene, lambda: scene.cleo.delete(f"/api/coaching/clients/{scene.client}"))


def end_wall(scene: Scene) -> Case:
    link_id, screen = scene.screen()
    other = scene.screen()[1]
    return Case(
        lambda: scene.fine(scene.ben.delete(f"/api/walls/{link_id}")),
        [screen],
        [other, scene.own(scene.ana)],
        [(screen, "/wall")],
        is_credential=False,
        happen=lambda: _both(scene),
    )


def _both(scene: Scene) -> None:
    for person in (scene.ana, scene.ben):
        tick(scene, person)


def tick(scene: Scene, person: Remote | None = None) -> None:
    """Let somebody tick, by default ben."""
    path = f"/api/habits/{scene.habit}/ticks/{scene.today}"
    scene.fine((person or scene.ben).put(path, {"note": "MARKER"}))


def run_out(scene: Scene) -> Case:
    """Let a session run out: no request says so, and the sweep finds it."""
    one = scene.secret(scene.ana)

    def act() -> None:
        with scene.ana.app.app_context(), transaction.writing() as session:
            row = Credential.id == one.id
            session.execute(db.update(Credential).where(row).values(expires_at=clock.now()))

    return Case(act, [one], [scene.own(scene.ana)], is_swept=True)


KINDS: tuple[Callable[[Scene], Case], ...] = (
    *(sign_out, delete_token, end_session, end_others, change_password, leave, close_off, erase),
    *(end_coach_as_one, end_coach_as_other, end_coach_as_coach, end_wall, run_out),
)
