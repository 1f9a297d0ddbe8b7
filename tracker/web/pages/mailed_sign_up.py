"""Making the account whose link was mailed: the link shows a page, and its button does it."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.mailed import SignUpFinish
from tracker.services import errors, sign_ups
from tracker.services.sign_ups import Waiting
from tracker.web import account_limits
from tracker.web.pages import asked_sign_up, browser, forms, join, sign_up
from tracker.web.pages.asked_sign_up import Asked
from tracker.web.pages.sign_in import Entrant

blueprint = Blueprint("mailed_sign_up", __name__, url_prefix="/sign-up")

_FINISH = SignUpFinish()


@blueprint.get("/sent")
def sent() -> str:
    """Say to look into the mail."""
    return render_template("account/sent.html", about="sign_up")


@blueprint.get("/<string:secret>")
def show(secret: str) -> Response:
    """Show whose account it is to be. Nothing is made: programs that read mail open links too."""
    return _page(_waiting(secret))


@blueprint.post("/<string:secret>")
def finish(secret: str) -> Response:
    """Make it, sign in, and go on to what this browser was on its way to."""
    waiting, kept = _waiting(secret), asked_sign_up.asked()
    if waiting is None:
        return _page(None)
    values, wrong = forms.read(_FINISH, optional={"password"})
    if wrong:
        return _page(waiting, wrong, 422)
    try:
        account_limits.finish_sign_up(waiting.id)
        fresh, me = sign_ups.finish(
            secret,
            password=values["password"],
            known_id=kept.id,
            label=browser.label(),
            now=clock.now(),
            instead_of=browser.principal(),
            shared=values["shared"],
        )
    except errors.NotFound:
        return _page(None)
    except errors.Forbidden as refusal:
        return _page(waiting, forms.said(refusal, "password"), 403)
    except errors.Conflict as refusal:
        return _page(waiting, forms.said(refusal), STATUS[type(refusal)])
    except errors.TooMany as refusal:
        return forms.later(_page(waiting, forms.said(refusal), 429), refusal)
    entrant = Entrant(me.id, fresh, values["shared"])
    is_own = kept.id == waiting.id
    if is_own and kept.code:
        response = join.joined(entrant, kept.code)
    else:
        response = sign_up.welcome(entrant, forms.destination(), is_new=True)
    if is_own:
        asked_sign_up.forget(response)
    return response


def _waiting(secret: str) -> Waiting | None:
    try:
        return sign_ups.find(secret, clock.now())
    except errors.NotFound:
        return None


def _page(
    waiting: Waiting | None, wrong: dict[str, list[str]] | None = None, status: int = 200
) -> Response:
    if waiting is None:
        page = render_template("account/dead_link.html", about="sign_up")
        return make_response(page, 404)
    kept = asked_sign_up.asked()
    here = kept if kept.id == waiting.id else Asked()
    page = render_template(
        "account/finish.html",
        email=waiting.email,
        is_known=bool(here.id),
        next=here.next,
        invites=here.next in ("", forms.HOME),
        shared=request.form.get("shared") if request.form else here.shared,
        wrong=wrong or {},
        back=url_for("sign_up.show"),
    )
    return make_response(page, status)
