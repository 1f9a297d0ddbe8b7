"""A coach's own notes on a client, and those that stay when a couple has left."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import lazy_gettext

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.coach_session import NOTES, NotesExport, NotesForm, NotesQuery
from tracker.services import accounts, errors
from tracker.services.coaching import clients, kept_notes, notes
from tracker.services.coaching.kept_notes import KeptNotes
from tracker.services.coaching.notes import NoteView
from tracker.web.pages import browser, coach, coach_names, coach_pages, forms, notices
from tracker.web.secret import secret
from tracker.web.words import dates

blueprint = Blueprint("coach_notes", __name__)
blueprint.before_request(coach_pages.enter)

_NOTES, _QUERY, _EXPORT = NotesForm(), NotesQuery(), NotesExport()
_STALE = lazy_gettext(
    "These notes were saved in another window meanwhile. That version is on the list. Saving again "
    "keeps what stands here as the newest."
)


class Kept(NamedTuple):
    """Notes on a couple who has left, and how they read last."""

    about: KeptNotes
    newest: NoteView


@blueprint.get("/coach/<string:client_id>/notes")
def show(client_id: str) -> Any:
    """Show the notes to be written on, or an earlier version to be read."""
    me, now = browser.me(), clock.now()
    values, wrong = forms.loaded(_QUERY, {k: v for k, v in request.args.items() if k == "version"})
    if wrong:
        raise errors.NotFound
    earlier = None
    if "version" in values:
        earlier = notes.show(me, client_id, secret(), now, version=values["version"])
    return _page(me, client_id, now, earlier=earlier)


@blueprint.post("/coach/<string:client_id>/notes")
def write(client_id: str) -> Any:
    """Write the notes anew; the version before stays."""
    me, now = browser.me(), clock.now()
    clients.get(me, client_id, now)
    values, wrong = forms.read(_NOTES, numbers={"version"})
    status = 422
    if not wrong:
        try:
            notes.write(me, client_id, values["text"], values["version"], secret(), now)
        except errors.Conflict as refusal:
            status = STATUS[type(refusal)]
            wrong = {"text": [str(_STALE)]}
    if wrong:
        return _page(me, client_id, now, wrong=wrong, status=status)
    return notices.done("coach_notes.show", "saved", client_id=client_id)


@blueprint.get("/coach/<string:client_id>/notes/<any(text, json):kind>")
def export(client_id: str, kind: str) -> Response:
    """Give all versions as a file."""
    return _file(notes.every(browser.me(), client_id, secret(), clock.now()), kind)


@blueprint.get("/coach/kept-notes")
def list_kept() -> Any:
    """Show the notes on couples who have left."""
    me, now = browser.me(), clock.now()
    kept = [
        Kept(one, kept_notes.show(me, one.id, secret(), now)) for one in kept_notes.listed(me, now)
    ]
    return render_template("coach/kept_notes.html", kept=kept)


@blueprint.get("/coach/kept-notes/<string:kept_id>/<any(text, json):kind>")
def export_kept(kept_id: str, kind: str) -> Response:
    """Give all versions of kept notes as a file."""
    return _file(kept_notes.every(browser.me(), kept_id, secret(), clock.now()), kind)


@blueprint.post("/coach/kept-notes/<string:kept_id>/remove")
def remove_kept(kept_id: str) -> Any:
    """Delete kept notes, every version."""
    kept_notes.remove(browser.me(), kept_id, clock.now())
    return notices.done("coach_notes.list_kept", "notes_deleted")


def _page(
    me: str,
    client_id: str,
    now: datetime,
    *,
    earlier: NoteView | None = None,
    wrong: forms.Wrong | None = None,
    status: int = 200,
) -> Response:
    client = clients.get(me, client_id, now)
    zone = accounts.view(me, now).timezone
    page = render_template(
        "coach/notes.html",
        client_id=client_id,
        called=coach_names.called(client, initials=coach.wishes(me).initials),
        newest=notes.show(me, client_id, secret(), now),
        earlier=earlier,
        versions=notes.versions(me, client_id, now),
        when=lambda at: dates.moment(at, zone),
        most=NOTES,
        typed=request.form.get("text"),
        wrong=wrong or {},
    )
    return make_response(page, status)


def _file(versions: Sequence[NoteView], kind: str) -> Response:
    if kind == "json":
        response = Response(_EXPORT.write({"versions": versions}), mimetype="application/json")
    else:
        response = Response(_text(versions), mimetype="text/plain")
    name = "notes.txt" if kind == "text" else "notes.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _text(versions: Sequence[NoteView]) -> str:
    parts = [
        f"{one.version} · {one.written_at:%Y-%m-%d %H:%M} UTC\n\n{one.text or ''}\n"
        for one in versions
    ]
    return ("\n" + "-" * 40 + "\n\n").join(parts)
