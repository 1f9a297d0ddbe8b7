"""What one has said yes to: in which words, since when, and how to take it back."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.schemas.consent import CheckinsWithdrawalForm, RenewForm
from tracker.services import checkin_consent, consents, couples, errors, waiting
from tracker.services.coaching import own_yes
from tracker.web import invitations
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.forms import Wrong
from tracker.web.pages.scope_words import SCOPES
from tracker.web.pages.settings.blueprint import blueprint

_RENEW, _WITHDRAW = RenewForm(), CheckinsWithdrawalForm()


@blueprint.get("/consents", endpoint="consents")
def show_consents() -> Response:
    """Show each yes, and first what waits for one."""
    return _page(browser.me())


@blueprint.post("/consents")
def renew_consent() -> Any:
    """Say yes to the words of now. Where it is not asked any more, nothing is said."""
    me = browser.me()
    values, wrong = forms.read(_RENEW)
    if wrong:
        return _page(me, wrong, 422)
    try:
        consents.renew(me, values["subject"], clock.now())
    except errors.NotFound:  # the two were linked when the page was shown
        return redirect(url_for("settings.consents"), 303)
    return notices.done("settings.consents", "consent_given")


@blueprint.post("/consents/checkins/withdraw")
def withdraw_checkins() -> Any:
    """Take back the yes to check-ins, with what was answered."""
    me = browser.me()
    values, wrong = forms.read(_WITHDRAW)
    if wrong:
        return _page(me, wrong, 422)
    checkin_consent.withdraw(me, clock.now(), opened=values["opened"])
    said = "answers_taken_out" if values["opened"] else "consent_withdrawn"
    return notices.done("settings.consents", said)


def _page(me: str, wrong: Wrong | None = None, status: int = 200) -> Response:
    now = clock.now()
    couple = couples.find(me, now)
    said = {one.subject: one for one in consents.standing(me)}
    page = render_template(
        "settings/consents.html",
        due=consents.due(me),
        notice_said=said.get("notice"),
        checkins_said=said.get("checkins"),
        has_read=checkin_consent.has_read_answers(me),
        partner=couple and couple.partner_of(me),
        has_invitation=couple is None
        and waiting.invitation(me, key=invitations.key(), now=now) is not None,
        coachings=own_yes.of(me, now),
        scopes=SCOPES,
        ticked=bool(wrong) and "opened" in request.form,
        wrong=wrong or {},
    )
    return make_response(page, status)
