"""Who sees what, as one table: as true as the schemas and services behind it.

Whoever lets the API, a page or the stream tell somebody more, changes a row here as well. Of
a coach it says what both let them see at most: what services/coaching/client_view.py holds.
"""

from dataclasses import dataclass

from flask import render_template
from flask_babel import LazyString, lazy_gettext

from tracker import clock
from tracker.services import couples
from tracker.services.coaching import glance
from tracker.web.pages import browser
from tracker.web.pages.settings.blueprint import blueprint

YES, NO = lazy_gettext("yes"), lazy_gettext("no")
IF_BOTH = lazy_gettext("if you both say so")
"""A scope that each of the two grants by itself."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing, and what each of four sees of it."""

    what: LazyString
    me: LazyString
    partner: LazyString
    server: LazyString
    note: LazyString | None = None
    coach: LazyString = NO


SHARED = (
    Sight(
        lazy_gettext("Habits and what was agreed"),
        YES,
        YES,
        YES,
        lazy_gettext(
            "With every earlier version, who suggested it, and the day of each answer. Either of "
            "you can see how it came about, and neither can change that. A coach reads the days on "
            "which something was agreed or ended; what it was, if you both say so; and never who."
        ),
        IF_BOTH,
    ),
    Sight(
        lazy_gettext("Your ticks and their day"),
        YES,
        YES,
        YES,
        lazy_gettext(
            "A tick shows its day. It arrives when you make it, so whoever is looking at that "
            "moment sees when; or late in your day, if you choose so."
        ),
    ),
    Sight(
        lazy_gettext("The time of day of a tick"),
        YES,
        NO,
        YES,
        lazy_gettext("Kept so that your devices agree. It is in your own file of data."),
    ),
    Sight(lazy_gettext("Your words with a tick"), YES, YES, YES),
    Sight(
        lazy_gettext("What was changed, and by whom"),
        YES,
        YES,
        YES,
        lazy_gettext(
            "Agreements, pauses, the days that you set, screens: by day, for you both alike, and "
            "neither can change it. Who ended a coach or your check-ins, and whose tick was taken "
            "back, it does not say."
        ),
    ),
    Sight(
        lazy_gettext("How you answer their words"),
        YES,
        YES,
        YES,
        lazy_gettext(
            "Only an answer is seen. That there is none says nothing, also not of reading."
        ),
    ),
    Sight(
        lazy_gettext("Your talks: when one began, how long it was"),
        YES,
        YES,
        YES,
        lazy_gettext("Who pauses or ends one is told to nobody, nor who looks at its clock."),
    ),
    Sight(
        lazy_gettext("Your answers in a check-in"),
        YES,
        lazy_gettext("once it is open"),
        YES,
        lazy_gettext(
            "It opens when you both have sealed yours. Before that, and where it never comes to "
            "it, your partner sees neither what you answered nor that you did. A coach sees one "
            "line a question, midway between the two of you, and no words."
        ),
        lazy_gettext("the middle, if you both say so"),
    ),
    Sight(lazy_gettext("When a habit is to be, and what you noted with it"), YES, YES, YES),
    Sight(
        lazy_gettext("Pauses, and who set them"),
        YES,
        YES,
        YES,
        coach=lazy_gettext("when, not who"),
    ),
    Sight(
        lazy_gettext("What came of it: runs, weeks, the cloth"),
        YES,
        YES,
        YES,
        lazy_gettext(
            "Whoever has a link for a screen on the wall sees the cloth, the names of your habits "
            "and whether each is woven, until one of you ends the link. A coach sees numbers of "
            "weeks and of days that are over."
        ),
        lazy_gettext("in numbers"),
    ),
    Sight(
        lazy_gettext("Goals, sessions and questions with your coach"),
        YES,
        YES,
        YES,
        lazy_gettext("Your coach is not told which of you a question is from."),
        lazy_gettext("not whose"),
    ),
    Sight(
        lazy_gettext("On which days your coach opened your page"),
        YES,
        YES,
        YES,
        coach=YES,
    ),
    Sight(
        lazy_gettext("What your coach notes for themselves"),
        NO,
        NO,
        lazy_gettext("encrypted"),
        lazy_gettext("It stays with them when it ends. The key to it lies on the server too."),
        YES,
    ),
)
ABOUT_ME = (
    Sight(
        lazy_gettext("Your name"),
        YES,
        YES,
        YES,
        lazy_gettext(
            "Also whoever holds an open invitation of yours, with the titles you suggest to them, "
            "and whoever holds a code that you two made for a coach."
        ),
        YES,
    ),
    Sight(
        lazy_gettext("What you let a coach see, and whether you say so again"),
        YES,
        lazy_gettext("what holds"),
        YES,
        lazy_gettext(
            "What holds is what you both have said yes to. Who ended it, and who has answered when "
            "you both are asked again, is shown to nobody else."
        ),
        lazy_gettext("what holds"),
    ),
    Sight(
        lazy_gettext("What you have said yes to, and when you took it back"),
        YES,
        NO,
        YES,
        lazy_gettext(
            "Kept so that it can be shown which words you agreed to. Nobody is told that you took "
            "one back. Answers that you take out of what you both have read are gone there for "
            "both of you."
        ),
    ),
    Sight(lazy_gettext("Your email address"), YES, NO, YES),
    Sight(
        lazy_gettext("Your time zone, and when your day ends"),
        YES,
        lazy_gettext("your date"),
        YES,
        lazy_gettext("Your partner is told which date it is for you, and not why."),
    ),
    Sight(
        lazy_gettext("When your ticks are seen: at once, or at the end of your day"),
        YES,
        NO,
        YES,
        lazy_gettext("What you tick late in the day looks the same either way."),
    ),
    Sight(
        lazy_gettext("Your reminders, your quiet hours, and whether you take small signs"),
        YES,
        NO,
        YES,
        lazy_gettext("Whoever sends a small sign is not told whether it arrived."),
    ),
    Sight(
        lazy_gettext("Which week you have looked back on"),
        YES,
        NO,
        YES,
        lazy_gettext(
            "Kept so that Today suggests a week only until you have seen it. It is in your own "
            "file of data."
        ),
    ),
    Sight(
        lazy_gettext("Where you are signed in, and when last"),
        YES,
        NO,
        YES,
        lazy_gettext("You see the day; the server keeps it to the hour."),
    ),
    Sight(
        lazy_gettext("Your passkeys, and whether you use a second step"),
        YES,
        NO,
        YES,
        lazy_gettext("Of a passkey the half that proves it; the half that opens stays with you."),
    ),
    Sight(
        lazy_gettext("When you open Woven, read or type"),
        NO,
        NO,
        lazy_gettext("in passing"),
        lazy_gettext(
            "There is no sign for being online, and none for having read something. What is kept "
            "is when a sign-in was last used, as above."
        ),
    ),
    Sight(
        lazy_gettext("Whether you opened the page Reading"),
        NO,
        NO,
        lazy_gettext("in passing"),
        lazy_gettext("Woven keeps nothing of it. The history of your own browser does."),
    ),
    Sight(
        lazy_gettext("Your network address"),
        NO,
        NO,
        lazy_gettext("in passing"),
        lazy_gettext(
            "Scrambled for up to an hour, to slow down who guesses passwords. A machine in front "
            "of the server may keep more."
        ),
    ),
    Sight(lazy_gettext("Where you are, your pictures, your contacts"), NO, NO, NO),
    Sight(
        lazy_gettext("Your calendar address"),
        YES,
        NO,
        lazy_gettext("when it was made"),
        lazy_gettext(
            "If you have made one. Whoever has it reads what the two of you agreed on, and when "
            "this one is to be."
        ),
    ),
    Sight(
        lazy_gettext("Your file of data"),
        YES,
        NO,
        lazy_gettext("its content"),
        lazy_gettext("It is made when you ask for it, and not kept."),
    ),
)


@blueprint.get("/who-sees-what")
def who_sees_what() -> str:
    """Show the table."""
    me = browser.me()
    now = clock.now()
    couple = couples.find(me, now)
    return render_template(
        "settings/who_sees_what.html",
        partner=couple and couple.partner_of(me),
        coach=glance.of(me, now),
        groups=(
            (lazy_gettext("What you two share"), SHARED),
            (lazy_gettext("What is about you"), ABOUT_ME),
        ),
        yes=YES,
        no=NO,
    )
