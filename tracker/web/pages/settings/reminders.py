"""Reminders: what one is reminded of and when, and how that may reach one."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.reminder import ContactForm, ReminderIn, Wish
from tracker.services import contact, errors, habit_rows, habits
from tracker.services.reminders import wishes
from tracker.web.pages import browser, forms, notices, pair, reminder_form
from tracker.web.pages.settings.blueprint import blueprint

_ADD, _CHANGE, _HOURS = ReminderIn(), Wish(), ContactForm()
ADDING, REACHING = "new", "contact"
"""Which form is meant, beside those of single reminders, which go by their ids."""


@blueprint.get("/reminders")
def reminders() -> Response:
    """Show what is set."""
    return _page(browser.me())


@blueprint.post("/reminders")
def add_reminder() -> Any:
    """Be reminded of a habit."""
    me, now = browser.me(), clock.now()
    habit_id = request.form.get("habit", "")
    if habit_id:
        habit_rows.require(me, habit_id)
    values, wrong = reminder_form.read(_ADD)
    if not habit_id:
        wrong["habit"] = [_("Choose one.")]
    if wrong:
        return _page(me, ADDING, wrong, 422)
    try:
        wishes.add(me, habit_id, values, now)
    except errors.Conflict as refusal:
        return _page(me, ADDING, forms.said(refusal, "habit"), STATUS[type(refusal)])
    return notices.done("settings.reminders", "reminder")


@blueprint.post("/reminders/contact")
def reach() -> Any:
    """Set quiet hours, mail, and whether signs arrive: a box that is not ticked says no."""
    me = browser.me()
    held = contact.view(me)
    values, wrong = forms.read(_HOURS)
    if wrong:
        return _page(me, REACHING, wrong, 422)
    if not held.address_confirmed:  # there is no such box on the page
        del values["by_mail"]
    try:
        contact.change(me, values)
    except errors.Invalid as refusal:
        return _page(me, REACHING, forms.said(refusal), 422)
    return notices.done("settings.reminders", "saved")


@blueprint.post("/reminders/<string:reminder_id>")
def change_reminder(reminder_id: str) -> Any:
    """Let one be at another time."""
    me = browser.me()
    wishes.require(me, reminder_id)
    values, wrong = reminder_form.read(_CHANGE)
    if wrong:
        return _page(me, reminder_id, wrong, 422)
    wishes.change(me, reminder_id, values, clock.now())
    return notices.done("settings.reminders", "saved")


@blueprint.post("/reminders/<string:reminder_id>/remove")
def remove_reminder(reminder_id: str) -> Any:
    """Be reminded no more, and back to the page that `next` names."""
    wishes.remove(browser.me(), reminder_id)
    return notices.back("reminder_removed")


def _page(
    me: str, form: str = "", wrong: dict[str, list[str]] | None = None, status: int = 200
) -> Response:
    now = clock.now()
    titles = {each.id: each.title for each in habits.alive(me, now) if each.state == "active"}
    found = reminder_form.lines(me)
    page = render_template(
        "settings/reminders.html",
        titles=titles,
        groups={
            habit_id: [line for line in found if line.habit == habit_id]
            for habit_id in titles
            if any(line.habit == habit_id for line in found)
        },
        pair=pair.of(me, now),
        contact=contact.view(me),
        form=form,
        wrong=wrong or {},
        filled=reminder_form.typed() if wrong else reminder_form.Filled(),
        blank=reminder_form.Filled(),
        leads=reminder_form.leads,
        here=url_for("settings.reminders"),
        choices=[("", _("Choose one")), *titles.items()],
    )
    return make_response(page, status)
