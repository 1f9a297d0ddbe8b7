"""The person who asks: their profile, their password, their data."""

from typing import Any

from flask import Response

from tracker import clock
from tracker.schemas.account import Export, Me, MeChange, PasswordChange, Proof
from tracker.schemas.fields import Empty
from tracker.services import accounts, new_passwords, own_days, personal_data, safety_check
from tracker.web import account_limits, own_files
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me
from tracker.web.secret import secret

blueprint = Blueprint("me", __name__)


@blueprint.get("/me")
@blueprint.response(200, Me)
def show() -> accounts.Me:
    """Say who is asking."""
    return accounts.view(me().person_id, clock.now())


@blueprint.patch("/me")
@blueprint.arguments(MeChange)
@blueprint.response(200, Me)
def change(body: dict[str, Any]) -> accounts.Me:
    """Change one's name, time zone, the hour at which one's day ends, or when ticks are seen."""
    return accounts.change(me().person_id, body, clock.now())


@blueprint.put("/me/password")
@blueprint.arguments(PasswordChange)
@blueprint.response(204)
def change_password(body: dict[str, Any]) -> None:
    """Set another password; everything else that is signed in ends."""
    with account_limits.proving(me().person_id):
        new_passwords.change(me(), **body, now=clock.now())


@blueprint.post("/me/export")
@blueprint.arguments(Proof)
@blueprint.response(200, Export)
def export(body: dict[str, Any]) -> Any:
    """Hand out all that this person wrote or may read, as one document."""
    with account_limits.proving(me().person_id):
        return personal_data.export(me().person_id, body["password"], clock.now(), secret=secret())


@blueprint.post("/me/export/csv")
@blueprint.arguments(Proof)
@blueprint.doc(responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
@blueprint.response(200)
def export_table(body: dict[str, Any]) -> Response:
    """Hand out what this person did as a table, a row a tick: it can be brought in again."""
    return _file(body["password"], "csv")


@blueprint.post("/me/export/ics")
@blueprint.arguments(Proof)
@blueprint.doc(responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}})
@blueprint.response(200)
def export_calendar(body: dict[str, Any]) -> Response:
    """Hand out what this person did, and what is agreed to come, as events of whole days."""
    return _file(body["password"], "ics")


def _file(password: str, kind: str) -> Response:
    with account_limits.proving(me().person_id):
        return own_files.answer(own_days.read(me().person_id, password, clock.now()), kind)


@blueprint.delete("/me")
@blueprint.arguments(Proof)
@blueprint.response(204)
def erase(body: dict[str, Any]) -> None:
    """Erase this account for good; the partner keeps their own entries."""
    with account_limits.proving(me().person_id):
        personal_data.erase(me().person_id, body["password"], clock.now())


@blueprint.post("/me/close-off")
@blueprint.arguments(Empty)
@blueprint.response(204)
def close_off(_body: dict[str, Any]) -> None:
    """Leave the couple, and end all but what asks: sessions, tokens, links, coach, pushes."""
    safety_check.close_off(me(), clock.now())
