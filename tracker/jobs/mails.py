"""Mails about an account: links that prove an address, and what its owner is to know of."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from tracker import clock, spoken
from tracker.jobs import mailing
from tracker.jobs.work import errand
from tracker.services import addresses, credentials, mail_links, resets, second_factor, sign_ups
from tracker.services.readers import Reader

TRIES = 5
"""A mail that did not leave is tried again this often; twice does no harm, the last link counts."""
SOON = (2, 20)
"""Seconds until it is looked who asked for a new password: whoever asks may watch how busy we are,
and the one who lost theirs waits for the mail."""


@errand("mail.confirm", retries=TRIES)
def confirm(link_id: str) -> None:
    """Send the link that confirms the address of an account."""
    sealed = mail_links.seal(link_id, clock.now())
    if sealed is not None:
        mailing.send(
            sealed.email, "confirm", language=sealed.language, path=f"/confirm/{sealed.secret}"
        )


@errand("mail.reset", retries=TRIES, later=SOON)
def reset(link_id: str) -> None:
    """Send the link to a new password, where there is somebody to send it to."""
    sealed = resets.seal(link_id, clock.now())
    if sealed is not None:
        mailing.send(
            sealed.email, "reset", language=sealed.language, path=f"/forgot/{sealed.secret}"
        )


@errand("mail.address", retries=TRIES)
def address(link_id: str) -> None:
    """Send the link to what is to be somebody's address; or that it is an account's already."""
    sealed = addresses.seal(link_id, clock.now())
    if sealed is None:
        return
    if sealed.secret is None:
        mailing.send(sealed.email, "address_taken", language=sealed.language)
    else:
        mailing.send(
            sealed.email, "address", language=sealed.language, path=f"/confirm/{sealed.secret}"
        )


@errand("mail.address_asked", retries=TRIES)
def address_asked(person_id: str, asked_at: str) -> None:
    """Tell the present address that another one is to take its place."""
    _tell(person_id, "address_asked", asked_at)


@errand("mail.moved", retries=TRIES)
def moved(notice_id: str) -> None:
    """Tell the address that was that it is so no more."""
    reader = mail_links.notice(notice_id)
    if reader is not None:
        mailing.send(reader.email, "moved", language=reader.language)
        mail_links.drop(notice_id)


@errand("mail.new_sign_in", retries=TRIES)
def new_sign_in(person_id: str, credential_id: str, at: str) -> None:
    """Tell somebody that a browser or a program has signed in as them."""
    began = credentials.named(person_id, credential_id)
    # What a program calls itself is not repeated: whoever signed in chose those words.
    browser = began.label if began is not None and began.kind == "session" else None
    program = began is not None and began.kind == "token"
    _tell(person_id, "new_sign_in", at, browser=browser, is_program=program)


@errand("mail.password", retries=TRIES)
def password(person_id: str, at: str) -> None:
    """Tell somebody that their password is another one."""
    _tell(person_id, "password", at)


@errand("mail.second_factor", retries=TRIES)
def second_step(person_id: str, what: str, at: str) -> None:
    """Tell somebody what was done about their second step."""
    left = second_factor.standing(person_id).recovery_codes_left
    _tell(person_id, "second_factor", at, what=what, left=left)


@errand("mail.passkey", retries=TRIES)
def passkey(person_id: str, what: str, at: str) -> None:
    """Tell somebody what was done about their passkeys."""
    _tell(person_id, "passkey", at, what=what)


@errand("mail.sign_up", retries=TRIES)
def sign_up(sign_up_id: str) -> None:
    """Send the link that an account begins with; or that there is one already."""
    sealed = sign_ups.seal(sign_up_id, clock.now())
    if sealed is None:
        return
    if sealed.secret is None:
        mailing.send(sealed.email, "sign_up_known", language=sealed.language)
        sign_ups.drop(sign_up_id)
    else:
        mailing.send(
            sealed.email, "sign_up", language=sealed.language, path=f"/sign-up/{sealed.secret}"
        )


def _tell(person_id: str, template: str, at: str, **values: Any) -> None:
    """Tell somebody whose address is confirmed; to another nothing is sent."""
    reader = addresses.confirmed(person_id)
    if reader is not None:
        when = _words(at, reader)
        mailing.send(reader.email, template, language=reader.language, at=when, **values)


def _words(at: str, reader: Reader) -> str:
    """Return an instant as its reader's clock had it: "Monday, 4 May 2026 at 20:30"."""
    local = datetime.fromisoformat(at).astimezone(ZoneInfo(reader.timezone))
    with force_locale(spoken.locale_of(reader.language)):
        locale = get_locale()
        day = format_date(local.date(), "full", locale=locale)
        # NOTE: "Monday, 4 May 2026 at 20:30"
        return _("%(day)s at %(time)s", day=day, time=format_time(local, "short", locale=locale))
