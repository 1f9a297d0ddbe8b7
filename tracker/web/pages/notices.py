"""What a page says after a form was sent: told by a word in the address, since nothing is kept.

Only words that stand here are ever shown, and only where a page of ours led to them: nobody's link
can put words into the page, and none can say that something was done.
"""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, redirect, request, url_for
from flask_babel import LazyString, lazy_gettext

from tracker.web.pages import browser, forms

NOTICES: dict[str, LazyString] = {
    "saved": lazy_gettext("Saved."),
    "asked": lazy_gettext("Asked. It begins once there is a yes."),
    "brought": lazy_gettext("Asked. Your days come in with a yes, habit by habit."),
    "agreed": lazy_gettext("Agreed. It is on Today from its first day."),
    "yes_kept": lazy_gettext("Your yes is kept. It begins once you both have said yes."),
    "change_agreed": lazy_gettext("Agreed. What changes, and when, stands with the habit."),
    "checkin_agreed": lazy_gettext("Agreed. Each of you answers for yourself."),
    "checkin_ended": lazy_gettext("It has ended. What you both read stays."),
    "coach_asked": lazy_gettext("Asked. Nobody sees anything until you both have said yes."),
    "coach_agreed": lazy_gettext("Your yes is noted. Either of you can end it at any time."),
    "coach_renewed": lazy_gettext("Your yes is noted, for you alone."),
    "coach_ended": lazy_gettext("Done. Nobody reads whose word it was."),
    "coach_began": lazy_gettext("They have let you in."),
    "client_left": lazy_gettext("You have left them. Your notes stay yours."),
    "initials": lazy_gettext("Names are initials now, here and in print."),
    "names": lazy_gettext("Names stand in full again."),
    "coach_put_aside": lazy_gettext("Put aside. They can ask again."),
    "practice_code": lazy_gettext("Here is your code."),
    "colleague_code": lazy_gettext("Here is the code for one colleague."),
    "practice_joined": lazy_gettext("You are part of this practice now. Your couples stay yours."),
    "practice_left": lazy_gettext("You have a practice of your own. Your couples came along."),
    "colleague_gone": lazy_gettext("Done. Their couples stay with them."),
    "handed_on": lazy_gettext("Handed on. Your couples stay yours."),
    "handover_asked": lazy_gettext("Asked. Nothing changes until they both have said yes."),
    "notes_deleted": lazy_gettext("Deleted, every version."),
    "question_brought": lazy_gettext("It is on the list for the next session."),
    "unsealed": lazy_gettext("Taken back. It is a draft again that only you can read."),
    "countered": lazy_gettext("Suggested. It waits for the answer."),
    "suggested": lazy_gettext("Suggested. It begins once they both have said yes."),
    "declined": lazy_gettext("Put aside. It can be asked again, differently."),
    "withdrawn": lazy_gettext("Taken back."),
    "paused": lazy_gettext("Paused. Nothing is lost meanwhile."),
    "skipped": lazy_gettext("This one rests. The next one counts again."),
    "hard_week": lazy_gettext("The others rest to the end of the week."),
    "change_asked": lazy_gettext("Asked. Until the answer everything goes on as agreed."),
    "resumed": lazy_gettext("On again."),
    "ticked": lazy_gettext("Ticked."),
    "usual_week": lazy_gettext("The week goes on as usual."),
    "retired": lazy_gettext("It has ended. What you wove stays."),
    "lives_on": lazy_gettext("It lives on without counting. What you wove stays."),
    "kept_counting": lazy_gettext("It is counted on. This is noted for you alone."),
    "occasion": lazy_gettext("Noted for both of you."),
    "reminder": lazy_gettext("You will be reminded, as long as there is something left to do."),
    "reminder_removed": lazy_gettext("You are not reminded of it any more."),
    "sign": lazy_gettext("Your sign is sent."),
    "joined": lazy_gettext("You are linked."),
    "not_joined": lazy_gettext("You are signed in. Only the invitation does not open any more."),
    "left": lazy_gettext("You have left. What you wrote yourself stays yours."),
    "left_and_closed": lazy_gettext(
        "Done. You are linked with nobody, signed in here alone, and no device is sent anything."
    ),
    "closed": lazy_gettext("Done. You are signed in here alone, and no device is sent anything."),
    "dropped": lazy_gettext(
        "What you ticked here meanwhile could not be kept: you two are not linked any more."
    ),
    "ended": lazy_gettext("Signed out there."),
    "erased": lazy_gettext("Your account is erased."),
    "consent_given": lazy_gettext("Your yes is noted."),
    "consent_withdrawn": lazy_gettext("Taken back. What nobody else had read is deleted."),
    "answers_taken_out": lazy_gettext(
        "Taken back. Your answers are gone from your pages and from theirs."
    ),
    "wall_ended": lazy_gettext("That link has ended."),
    "calendar_off": lazy_gettext("The address has ended."),
    "mailed": lazy_gettext("Sent. Check your mail."),
    "confirmed": lazy_gettext("Your address is confirmed."),
    "begin_again": lazy_gettext("That took a while. Sign in once more."),
    "passkey_added": lazy_gettext("Added. You can sign in with it from now on."),
    "passkey_removed": lazy_gettext("Removed. It opens nothing here any more."),
    "second_step_off": lazy_gettext("Turned off. Your password is enough again."),
    "reset": lazy_gettext("New password set. Sign in with it."),
    "password": lazy_gettext("New password set. Everywhere else you are signed out."),
}


def done(endpoint: str, said: str, **values: Any) -> Response:
    """Lead on to a page that says one of NOTICES."""
    assert said in NOTICES
    return redirect(url_for(endpoint, said=said, **values), 303)  # type: ignore[return-value]


def back(said: str) -> Response:
    """Lead back to where `next` of the form says, which says one of NOTICES."""
    assert said in NOTICES
    there = urlsplit(forms.destination())
    query = urlencode([*parse_qsl(there.query), ("said", said)])
    return redirect(f"{there.path}?{query}", 303)  # type: ignore[return-value]


def shown() -> LazyString | None:
    """Return what the page is to say, None for nothing."""
    return NOTICES.get(request.args.get("said", "")) if browser.is_led_here() else None
