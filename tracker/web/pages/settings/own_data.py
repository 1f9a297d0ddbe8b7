"""One's own data: taken along as a file, or erased for good."""

from typing import Any

from flask import Response, json, make_response, redirect, render_template, url_for

from tracker import clock
from tracker.schemas.account import Export, Proof, TakeAlong
from tracker.services import accounts, own_days, personal_data
from tracker.web import own_files
from tracker.web.pages import browser, forms, kept_invitation
from tracker.web.pages.settings import proof
from tracker.web.pages.settings.blueprint import blueprint
from tracker.web.secret import secret

_PROOF, _TAKE_ALONG, _EXPORT = Proof(), TakeAlong(), Export()


@blueprint.get("/data")
def own_data() -> Response:
    """Show what can be done with it."""
    browser.me()
    return _page("settings/own_data.html")


@blueprint.post("/data")
def export() -> Any:
    """Hand out the same documents as the API does, as a file."""
    me = browser.me()
    values, wrong = forms.read(_TAKE_ALONG)
    if wrong:
        return _page("settings/own_data.html", wrong, 422)

    def collect() -> Response:
        now = clock.now()
        if values["kind"] != "json":
            return own_files.answer(own_days.read(me, values["password"], now), values["kind"])
        document = personal_data.export(me, values["password"], now, secret=secret())
        text = json.dumps(_EXPORT.dump(document), ensure_ascii=False, indent=2)
        response = Response(text, mimetype="application/json")
        name = f"woven-{accounts.view(me, now).local_date}.json"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return proof.proven(me, collect, lambda *page: _page("settings/own_data.html", *page))


@blueprint.get("/erase")
def erasing() -> Response:
    """Say what erasing does, before it is done."""
    browser.me()
    return _page("settings/erase.html")


@blueprint.post("/erase")
def erase() -> Any:
    """Erase the account for good."""
    me = browser.me()
    values, wrong = forms.read(_PROOF)
    if wrong:
        return _page("settings/erase.html", wrong, 422)

    def gone() -> Response:
        personal_data.erase(me, values["password"], clock.now())
        response = make_response(redirect(url_for("landing.show", said="erased"), 303))
        browser.end(response)
        kept_invitation.forget(response)
        return response

    return proof.proven(me, gone, lambda *page: _page("settings/erase.html", *page))


def _page(template: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    return make_response(render_template(template, wrong=wrong or {}), status)
