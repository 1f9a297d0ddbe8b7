"""A couple with a coach and a screen on the wall, on a real server, and what lets them in."""

from dataclasses import dataclass
from typing import Any

import requests

from tests.support.coached import let_in
from tests.support.credentials import another
from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tests.support.walls import COOKIE, make
from tracker import clock
from tracker.web import csrf


@dataclass(frozen=True)
class Secret:
    """What somebody is let in by: a session's cookie, a program's token, a screen's cookie."""

    id: str
    headers: dict[str, str]
    query: str = ""

    def at(self, server: LiveServer) -> dict[str, str]:
        """Return what a request or an upgrade carries at a server; a browser says whose page."""
        return {**self.headers, **({"Origin": server.url} if "Cookie" in self.headers else {})}


class Scene:
    """A couple, their habit, their coach and their screen."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.ana, self.ben, self.cleo = (Remote(server, name) for name in ("ana", "ben", "cleo"))
        self.couple = link(self.ana, self.ben)
        self.today = clock.now().date()
        self.habit = agreed(self.ana, self.couple, self.today, mode="together")
        self.client = let_in(self.cleo, self.couple, self.ana, self.ben)

    def secret(self, person: Remote, kind: str = "session") -> Secret:
        """Give a person one more session or token."""
        credential_id, secret = another(person, kind)
        if kind == "token":
            return Secret(credential_id, {"Authorization": f"Bearer {secret}"})
        return Secret(credential_id, {"Cookie": f"woven_session={secret}"})

    def own(self, person: Remote) -> Secret:
        """Return the token that a person has from the beginning."""
        return Secret("", {"Authorization": f"Bearer {person.secret}"})

    def screen(self) -> tuple[str, Secret]:
        """Hang a screen on the wall; return the link's id, and what the screen is let in by."""
        made = make(self.ana)
        headers = {"Cookie": f"{COOKIE}={made['secret']}"}
        return made["id"], Secret(made["id"], headers, "&wall=1")

    def form(self, secret: Secret, path: str, **fields: str) -> None:
        """Send a form by a browser."""
        with self.ana.app.app_context():
            token = csrf.token(secret.id)
        self.fine(
            requests.post(
                self.server.url + path,
                fields,
                headers={**secret.at(self.server), "X-CSRF-Token": token},
                timeout=10,
                allow_redirects=False,
            )
        )

    def fine(self, answer: Any) -> None:
        """Check that it was granted."""
        assert answer.status_code in (200, 201, 204, 303), (answer.status_code, answer.text[:300])
