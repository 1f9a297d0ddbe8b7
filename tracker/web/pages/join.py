"""Answering an invitation: who asks, and for what; yes; and only then who one is.

What is presented travels as a form's field and stands in no address: the token behind the # stays
in the browser until a script posts it. Looking makes nothing.
"""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.entering import JoinSignIn, JoinSignUp
from tracker.services import accounts, codes, errors, invites
from tracker.services.codes import Typed
from tracker.services.invites import Preview
from tracker.web import invitations
from tracker.web.pages import asked_sign_up, browser, forms, notices, sign_in, sign_up
from tracker.web.pages.sign_in import CodeAsked, Entrant, enter, prove
from tracker.web.pages.zones import guess, zones

blueprint = Blueprint("join", __name__)

Wrong = dict[str, list[str]]
_FIELDS = ("email", "password", "name", "timezone", "shared")
_SIGN_UP, _SIGN_IN = JoinSignUp(), JoinSignIn()
_LINK = re.compile(r"/join#([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
# Browsers inside other apps keep nothing: whoever joins in one is signed out with the next link.
_INSIDE_AN_APP = re.compile(
    r"FBAN|FBAV|FB_IAB|Instagram|\bLine/|MicroMessenger|Snapchat|TikTok|musical_ly|Bytedance"
    r"|; wv\)"
)


@blueprint.get("/join")
def show() -> Any:
    """Ask for the code or the link, which a script may have at hand."""
    if _couple() is not None:
        return _page("closed.html", reason="linked")
    return _page("join.html")


@blueprint.post("/join")
def answer() -> Any:
    """Take one step: look, say yes, or say yes and who one is."""
    steps: dict[str, Callable[[str], Any]] = {
        "yes": _yes,
        "sign-up": _sign_up,
        "sign-in": _sign_in,
    }
    step = request.form.get("step", "")
    try:
        return steps.get(step, _look)(_presented())
    except errors.NotFound:
        return _joined_before(step) or _page("join.html", 404, closed=True)
    except errors.Conflict as refusal:
        mine = refusal.code == "already_linked" and _couple() is not None
        if mine and step == "yes" and _is_used(_presented()):
            return notices.done("today.show", "joined")
        return _page("closed.html", 409, reason="linked" if mine else refusal.code)
    except errors.TooMany as refusal:
        return forms.later(_page("join.html", 429, wrong=forms.said(refusal, "code")), refusal)


def _look(presented: str) -> Response:
    if not presented:
        return _page("join.html", 422, wrong={"code": [_empty()]})
    return _page("asked.html", shown=_preview(presented), me=_me())


def _yes(presented: str) -> Response:
    shown = _preview(presented)
    who = browser.principal()
    if who is None:
        return _account(shown)
    _accept(who.person_id, presented)
    return notices.done("today.show", "joined")


def _sign_up(presented: str) -> Response:
    shown = _preview(presented)  # before an account is made for nothing
    values, wrong = forms.read(_SIGN_UP, optional={"timezone"})
    if wrong:
        return _account(shown, wrong, status=422)
    fields = {name: values[name] for name in _FIELDS}
    try:
        if asked_sign_up.is_on():
            return asked_sign_up.ask(fields, code=presented)
        entrant, _ = sign_up.begin(fields)
    except CodeAsked as asked:
        return asked.lead(url_for("today.show"), code=presented)
    except (errors.Invalid, errors.Conflict) as refusal:
        return _account(shown, forms.said(refusal, "email"), status=STATUS[type(refusal)])
    except errors.TooMany as refusal:
        return forms.later(_account(shown, forms.said(refusal), status=429), refusal)
    return joined(entrant, presented)


def _sign_in(presented: str) -> Response:
    shown = _preview(presented)
    values, wrong = forms.read(_SIGN_IN)
    if wrong:
        return _account(shown, known=wrong, status=422)
    try:
        entrant = prove(values["email"], values["password"], values["shared"])
    except CodeAsked as asked:
        return asked.lead(url_for("today.show"), code=presented)
    except errors.Unauthenticated as refusal:
        return _account(shown, known=forms.said(refusal), status=401)
    except errors.TooMany as refusal:
        return forms.later(_account(shown, known=forms.said(refusal), status=429), refusal)
    return joined(entrant, presented)


def joined(entrant: Entrant, presented: str) -> Response:
    """Link who has just proved who they are; they are signed in, whatever becomes of that."""
    try:
        _accept(entrant.person_id, presented)
    except errors.Refusal as refusal:
        used = isinstance(refusal, errors.NotFound)
        if not used or accounts.view(entrant.person_id, clock.now()).couple is None:
            return enter(entrant, url_for("join.show", said="not_joined"))
    return enter(entrant, url_for("today.show", said="joined"))


def _joined_before(step: str) -> Response | None:
    """Lead on whoever pressed twice: the first press linked them, and the invitation is used."""
    if step == "yes" and _couple() is not None:
        return notices.done("today.show", "joined")
    forms_of = {"sign-up": _SIGN_UP, "sign-in": _SIGN_IN}
    if step not in forms_of:
        return None
    values, wrong = forms.read(forms_of[step], optional={"timezone"})
    if wrong:
        return None
    try:
        identity = sign_in.identify(values["email"], values["password"])
        if accounts.view(identity.person_id, clock.now()).couple is None:
            return None
        entrant = sign_in.enough(identity, values["shared"])
    except CodeAsked as asked:
        return asked.lead(url_for("today.show"), code=_presented())
    except (errors.Unauthenticated, errors.TooMany):
        return None
    return enter(entrant, url_for("today.show", said="joined"))


def _is_used(presented: str) -> bool:
    """Tell whether an invitation no longer opens; where that cannot be told, it may still."""
    try:
        with invitations.guessing():
            invites.preview(presented, key=invitations.key(), now=clock.now())
    except errors.NotFound:
        return True
    except errors.TooMany:
        pass
    return False


def _presented() -> str:
    """Return the token or code that was typed or pasted, out of a link or a message with one."""
    text = request.form.get("code", "").strip()
    link = _LINK.search(text[:2000])
    return link[1] if link else text


def _preview(presented: str) -> Preview:
    """Return who invites, and to what; to its maker and to who is linked it does not open."""
    who, key, now = browser.principal(), invitations.key(), clock.now()
    if _couple() is not None:
        raise errors.Conflict("already_linked", "You are linked already.")
    with invitations.guessing():
        shown = invites.preview(presented, key=key, now=now)
    if who is not None:
        try:
            invites.require_own(who.person_id, presented, key=key, now=now)
        except errors.NotFound:
            return shown
        raise errors.Conflict("own_invite", "This is your own invitation.")
    return shown


def _accept(person_id: str, presented: str) -> None:
    with invitations.guessing():
        invites.accept(person_id, presented, key=invitations.key(), now=clock.now())


def _me() -> accounts.Me | None:
    who = browser.principal()
    return None if who is None else accounts.view(who.person_id, clock.now())


def _couple() -> str | None:
    me = _me()
    return None if me is None else me.couple


def _empty() -> str:
    return forms.texts(["This may not be empty."])[0]


def _account(
    shown: Preview, wrong: Wrong | None = None, *, known: Wrong | None = None, status: int = 200
) -> Response:
    return _page(
        "account.html",
        status,
        shown=shown,
        wrong=wrong or {},
        known=known or {},
        values=request.form,
        zones=zones(),
        guess=guess(clock.now()),
    )


def _page(template: str, status: int = 200, **values: Any) -> Response:
    presented = _presented()
    typed = presented if isinstance(codes.read(presented), Typed) else ""
    in_app = _INSIDE_AN_APP.search(request.headers.get("User-Agent", "")) is not None
    values = {"wrong": {}, "presented": presented, "typed": typed, "in_app": in_app, **values}
    return make_response(render_template(f"pairing/{template}", **values), status)
