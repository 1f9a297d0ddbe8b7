"""The demo's people on a real server, each with a browser signed in."""

import json
from typing import Any

from playwright.sync_api import Browser

from tests.support.mails import mailed_links
from tests.support.pages import Page, Who
from tests.support.people import Someone
from tests.support.server import LiveServer
from tests.support.window import Window
from tracker import clock
from tracker.extensions import db
from tracker.models import CheckinAnswer, CoachLink, Habit
from tracker.services import walls


class DemoWorld:
    """The standard demo on an empty store, and max, who has nobody."""

    def __init__(self, server: LiveServer) -> None:
        """Tell the demo's story; takes a few seconds."""
        self.server = server
        result = server.app.test_cli_runner().invoke(args=["demo"])
        assert result.exit_code == 0, result.output
        people = json.loads((server.folder / "demo.json").read_text(encoding="utf-8"))["people"]
        self.accounts: dict[str, tuple[str, str]] = {
            person["name"].lower(): (person["email"], person["password"]) for person in people
        }
        self.max = Someone(server.app, "max")
        self.ids = self._ids()
        self._cookies: dict[str, Any] = {}

    def _ids(self) -> dict[str, str]:
        with self.server.app.app_context():
            habits = db.session.scalars(db.select(Habit).order_by(Habit.created_at, Habit.id)).all()
            found = {
                "habit": next(habit.id for habit in habits if habit.state == "active"),
                "proposed": next(habit.id for habit in habits if habit.state == "proposed"),
                "wall": walls.make(str(habits[0].owner_id), True, clock.now())[1],
                "round": str(db.session.scalar(db.select(db.func.max(CheckinAnswer.round_start)))),
            }
            couple = next(habit.couple_id for habit in habits if habit.id == found["proposed"])
            query = db.select(CoachLink.id).filter_by(couple_id=couple, state="active")
            found["client"] = str(db.session.scalar(query))
            db.session.remove()
        return found | mailed_links(self.server.app, self.max)

    def path(self, page: Page) -> str:
        """Return where a page is found."""
        return page.path.format(**self.ids)

    def session(self, browser: Browser, who: Who) -> str:
        """Return the secret of the session in this person's browser; empty for nobody's."""
        if who != "nobody" and who not in self._cookies:
            self.window(browser, who).close()
        cookies = self._cookies.get(who, {}).get("cookies", ())
        return next((one["value"] for one in cookies if one["name"] == "woven_session"), "")

    def window(self, browser: Browser, who: Who, **options: Any) -> Window:
        """Open a browser in which this person is signed in already."""
        if who in self._cookies:
            options["storage_state"] = self._cookies[who]
        window = Window(browser, self.server.url, **options)
        if who != "nobody" and who not in self._cookies:
            if who == "max":
                window.sign_in(self.max.email)
            else:
                window.sign_in(*self.accounts[who])
            self._cookies[who] = window.context.storage_state()
        return window
