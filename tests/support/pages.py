"""Every page there is, in one place: for the checks of all pages, and for their pictures.

A page that is new belongs in here; tests/e2e/test_pages.py finds the ones that do not.
"""

from dataclasses import dataclass
from typing import Literal

Who = Literal["nobody", "ana", "ben", "max", "cleo"]
"""Who looks: nobody signed in, the two of a couple, somebody without a partner, a coach."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as somebody sees it. The path may name ids of the demo: `/habits/{habit}`."""

    name: str
    path: str
    who: Who


PAGES = (
    Page("landing", "/", "nobody"),
    Page("sign-in", "/sign-in", "nobody"),
    Page("sign-up", "/sign-up", "nobody"),
    Page("join", "/join", "nobody"),
    Page("sign-up-sent", "/sign-up/sent", "nobody"),
    Page("sign-up-mailed", "/sign-up/{mailed_sign_up}", "nobody"),
    Page("confirm", "/confirm/{mailed_confirm}", "nobody"),
    Page("forgot", "/forgot", "nobody"),
    Page("forgot-sent", "/forgot/sent", "nobody"),
    Page("forgot-mailed", "/forgot/{mailed_reset}", "nobody"),
    Page("invite", "/invite", "max"),
    Page("not-found", "/nowhere", "nobody"),
    Page("today", "/today", "ana"),
    Page("today-alone", "/today", "max"),
    Page("us", "/us", "ana"),
    Page("us-alone", "/us", "max"),
    Page("us-cloth", "/us/cloth?weeks=104", "ana"),
    Page("us-history", "/us/history", "ana"),
    Page("check-in", "/check-in", "ana"),
    Page("check-in-question", "/check-in/1", "ana"),
    Page("check-in-look-over", "/check-in/seal", "ana"),
    Page("check-in-past", "/check-in/past", "ana"),
    Page("check-in-round", "/check-in/rounds/{round}", "ana"),
    Page("our-coach", "/our-coach", "ana"),
    Page("our-coach-view", "/our-coach/view", "ana"),
    Page("coach", "/coach", "cleo"),
    Page("coach-client", "/coach/{client}", "cleo"),
    Page("coach-asked", "/coach/asked", "cleo"),
    Page("coach-practice", "/coach/practice", "cleo"),
    Page("coach-handover", "/coach/{client}/handover", "cleo"),
    Page("let-in", "/let-in", "nobody"),
    Page("talk", "/talk", "ana"),
    Page("cards", "/cards", "ana"),
    Page("cards-kept", "/cards/kept", "ana"),
    Page("cards-one", "/cards/our-museum", "ana"),
    Page("jar", "/jar", "ana"),
    Page("recap", "/recap", "ana"),
    Page("library", "/library", "ana"),
    Page("library-alone", "/library?group=gentle", "max"),
    Page("habits", "/habits", "ana"),
    Page("habits-alone", "/habits", "max"),
    Page("habits-order", "/habits?order=1", "ana"),
    Page("habits-ended", "/habits/ended", "ana"),
    Page("propose", "/habits/new?idea=walk-after-dinner", "ana"),
    Page("answer", "/habits/{proposed}/answer?change=1", "ana"),
    Page("habit", "/habits/{habit}", "ana"),
    Page("habit-asked", "/habits/{proposed}", "ana"),
    Page("habit-change", "/habits/{habit}/change", "ana"),
    Page("coach-packet", "/coach/{client}/packet", "cleo"),
    Page("our-coach-packet", "/our-coach/packet", "ana"),
    Page("coach-notes", "/coach/{client}/notes", "cleo"),
    Page("coach-kept-notes", "/coach/kept-notes", "cleo"),
    Page("coach-suggest", "/coach/{client}/suggest?idea=walk-after-dinner", "cleo"),
    Page("wall", "/wall/{wall}", "nobody"),
    Page("wall-ended", "/wall", "nobody"),
    Page("settings", "/settings", "ana"),
    Page("settings-alone", "/settings", "max"),
    Page("settings-you", "/settings/you", "ana"),
    Page("settings-couple", "/settings/couple", "ana"),
    Page("settings-telling", "/settings/telling", "ana"),
    Page("settings-reminders", "/settings/reminders", "ana"),
    Page("settings-reminders-alone", "/settings/reminders", "max"),
    Page("settings-wall", "/settings/wall", "ana"),
    Page("settings-who-sees-what", "/settings/who-sees-what", "ana"),
    Page("settings-check", "/settings/check", "ana"),
    Page("settings-sessions", "/settings/sessions", "ana"),
    Page("settings-device", "/settings/device", "ana"),
    Page("settings-address", "/settings/address", "max"),
    Page("settings-calendar", "/settings/calendar", "ana"),
    Page("settings-password", "/settings/password", "ana"),
    Page("settings-second-step", "/settings/second-step", "ana"),
    Page("settings-passkeys", "/settings/passkeys", "ana"),
    Page("settings-data", "/settings/data", "ana"),
    Page("settings-import", "/settings/import", "ana"),
    Page("settings-erase", "/settings/erase", "ana"),
    Page("settings-consents", "/settings/consents", "ana"),
    Page("settings-leaving", "/settings/leaving", "ana"),
    Page("guidance", "/guidance", "ana"),
    Page("guidance-help", "/guidance/help", "nobody"),
    Page("reading", "/reading", "nobody"),
    Page("reading-inside", "/reading", "ana"),
    Page("offline", "/offline", "nobody"),
    Page("api-docs", "/api/docs", "nobody"),
)

NO_PAGES = frozenset(
    {
        "calendar_feed.feed",
        "coach_notes.export",
        "coach_notes.export_kept",
        "coach_packet.show_file",
        "offline.keep",
        "our_coach_packet.show_file",
        "sign_in_code.show",
    }
)
"""Endpoints of the pages that answer GET with something else than a page.

The page for a code is there after a right password alone: tests/e2e/test_second_step.py opens it.
"""
