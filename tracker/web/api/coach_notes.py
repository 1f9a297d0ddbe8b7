"""A coach's own notes, of clients and of couples who have left. Nobody else reads them."""

from typing import Any

from flask import Response

from tracker import clock
from tracker.schemas import coach_session as shapes
from tracker.schemas.fields import Empty
from tracker.services.coaching import kept_notes, notes
from tracker.services.coaching.notes import NoteView
from tracker.services.principal import Principal
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import as_coach, me
from tracker.web.secret import secret

blueprint = Blueprint("coach_notes", __name__)
blueprint.before_request(as_coach)


def _kept(principal: Principal, kept_id: str) -> None:
    kept_notes.require(principal.person_id, kept_id, clock.now())


exists["kept_id"] = _kept


@blueprint.get("/coaching/clients/<string:client_id>/notes")
@blueprint.arguments(shapes.NotesQuery, location="query")
@blueprint.response(200, shapes.Notes)
def show(query: dict[str, Any], client_id: str) -> NoteView:
    """Show one's own notes on a couple: the newest version, or an earlier one."""
    version = query.get("version")
    return notes.show(me().person_id, client_id, secret(), clock.now(), version=version)


@blueprint.put("/coaching/clients/<string:client_id>/notes")
@blueprint.arguments(shapes.NotesIn)
@blueprint.response(200, shapes.Notes)
def write(body: dict[str, Any], client_id: str) -> NoteView:
    """Write the notes anew; the versions before stay readable."""
    return notes.write(
        me().person_id, client_id, body["text"], body["version"], secret(), clock.now()
    )


@blueprint.get("/coaching/clients/<string:client_id>/notes/versions")
@blueprint.response(200, shapes.NotesVersions)
def versions(client_id: str) -> dict[str, Any]:
    """List which versions there are, newest first."""
    return {"items": notes.versions(me().person_id, client_id, clock.now()), "next": None}


@blueprint.get("/coaching/clients/<string:client_id>/notes/export")
@blueprint.response(200, shapes.NotesExport)
def export(client_id: str) -> Response:
    """Give all versions as a file."""
    return _file(notes.every(me().person_id, client_id, secret(), clock.now()))


@blueprint.get("/coaching/kept-notes")
@blueprint.response(200, shapes.KeptNotesPage)
def list_kept() -> dict[str, Any]:
    """List the notes on couples who have left: from when to when they were there, and no name."""
    return {"items": kept_notes.listed(me().person_id, clock.now()), "next": None}


@blueprint.get("/coaching/kept-notes/<string:kept_id>")
@blueprint.arguments(shapes.NotesQuery, location="query")
@blueprint.response(200, shapes.Notes)
def show_kept(query: dict[str, Any], kept_id: str) -> NoteView:
    """Show kept notes: the newest version, or an earlier one."""
    version = query.get("version")
    return kept_notes.show(me().person_id, kept_id, secret(), clock.now(), version=version)


@blueprint.get("/coaching/kept-notes/<string:kept_id>/versions")
@blueprint.response(200, shapes.NotesVersions)
def kept_versions(kept_id: str) -> dict[str, Any]:
    """List which versions are kept, newest first."""
    return {"items": kept_notes.versions(me().person_id, kept_id, clock.now()), "next": None}


@blueprint.get("/coaching/kept-notes/<string:kept_id>/export")
@blueprint.response(200, shapes.NotesExport)
def export_kept(kept_id: str) -> Response:
    """Give all versions of kept notes as a file."""
    return _file(kept_notes.every(me().person_id, kept_id, secret(), clock.now()))


@blueprint.delete("/coaching/kept-notes/<string:kept_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def remove_kept(_body: dict[str, Any], kept_id: str) -> None:
    """Delete kept notes, every version."""
    kept_notes.remove(me().person_id, kept_id, clock.now())


_EXPORT = shapes.NotesExport()


def _file(versions: list[NoteView]) -> Response:
    text = _EXPORT.write({"versions": versions})
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="notes.json"'
    return response
