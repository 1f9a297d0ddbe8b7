"""The worlds of `make screenshots`: as usual, with nothing in it yet, and very full."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.agreeing import agree, ask
from tests.support.coached import let_in
from tests.support.demo_world import DemoWorld
from tests.support.mails import mailed_links
from tests.support.people import PASSWORD, Someone, link
from tests.support.server import LiveServer

HABITS, ASKED, CLIENTS = 20, 12, 24
LONG_NAMES = {
    "ana": "Annegret-Theodora Donaudampfschifffahrtsgesellschaftskapitänswitwe von der Waldhöhe",
    "ben": "Bartholomäusmaximilianfriedrichwilhelmkonstantinalexandersebastianhieronymusbenno",
    "cleo": "Dr. Cleopatra Papadimitrakopoulou-Featherstonehaugh, Praxis am Alten Marktplatz 17",
    "max": "👨🏽‍🚀 ماكسيميليان Maximilian 木之本さくら of the Long and Winding Names 🧶🧶🧶",
}
TITLES = (
    "Walk after dinner, all the way round the lake, without telephones, and in any weather",
    "Abendspaziergangsverabredungserinnerungszettelaufschreibgewohnheitsabendrundgang",
    "🧶 🧶 🧶 Knit",
    "قراءة بصوت عالٍ قبل النوم",
    "Ten minutes",
    "一緒に夕食を作る",
    "Geschirrspülmaschinenausräumgemeinschaftsaktion am Sonntagvormittag nach dem Frühstück",
    "Ask how the day was, and listen until the end of the answer",
)
WORDS = (
    "Your hand was cold and you did not mind waiting for the late bus with me, and on the way home "
    "we talked of the summer in which nothing worked and everything was good. Donaudampfschiff"
    "fahrtsgesellschaftskapitänsmützenschirmfarbe, remember? Thank you for the soup as well, 🍲❤️."
)
CADENCES: tuple[dict[str, Any], ...] = (
    {"unit": "day"},
    {"unit": "week"},
    {"unit": "week", "times": 3},
    {"unit": "day", "weekdays": [1, 2, 3, 4, 5]},
    {"unit": "month"},
    {"unit": "day", "times": 3},
)
MODES = ("each", "together", "turns")


class Known(Someone):
    """Somebody who has an account already, spoken for by a token of their own."""

    def __init__(self, app: Flask, email: str, password: str) -> None:
        self.app, self.email = app, email
        answer = app.test_client().post(
            "/api/tokens", json={"email": email, "password": password, "label": "pictures"}
        )
        assert answer.status_code == 201, answer.text
        self.secret = answer.get_json()["token"]
        me = self.get("/api/me").get_json()
        self.id, self.name = me["id"], me["name"]


class EmptyWorld(DemoWorld):
    """A couple without a habit, a coach whom nobody has let in, and max, who has nobody."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        ana, ben, cleo = (Someone(server.app, name) for name in ("ana", "ben", "cleo"))
        link(ana, ben)
        done(cleo.post("/api/coaching/practice-code"))
        self.accounts = {one.name: (one.email, PASSWORD) for one in (ana, ben, cleo)}
        self.max = Someone(server.app, "max")
        self.ids = mailed_links(server.app, self.max)
        self._cookies = {}


class FullWorld(DemoWorld):
    """The demo with twenty habits, long names, many words, open questions and clients."""

    def __init__(self, server: LiveServer) -> None:
        super().__init__(server)
        ana, ben, cleo = (
            Known(server.app, *self.accounts[name]) for name in ("ana", "ben", "cleo")
        )
        for name, someone in {"ana": ana, "ben": ben, "cleo": cleo, "max": self.max}.items():
            done(someone.patch("/api/me", {"name": LONG_NAMES[name][:80]}))
        _fill_days(ana, ben)
        for number in range(ASKED):
            ask(ana, **_terms(number + 2 * HABITS), why=WORDS)
            ask(ben, **_terms(number + 4 * HABITS), why=WORDS)
            ask(self.max, **_terms(number), why=WORDS)
        self._fill_roster(cleo)

    def _fill_roster(self, cleo: Someone) -> None:
        app, names = self.server.app, list(LONG_NAMES.values())
        for number in range(CLIENTS):
            one, other = (Someone(app, f"client{number}{side}") for side in "ab")
            for side, person in enumerate((one, other)):
                name = names[(number + side) % len(names)] if number % 3 else person.name.title()
                done(person.patch("/api/me", {"name": name[:80]}))
            let_in(cleo, link(one, other), one, other)
        notes = f"/api/coaching/clients/{self.ids['client']}/notes"
        version = cleo.get(notes).get_json()["version"]
        done(cleo.put(notes, {"text": "\n\n".join([WORDS] * 8), "version": version}))


def _terms(number: int) -> dict[str, Any]:
    title = TITLES[number % len(TITLES)]
    return {
        "title": f"{number // len(TITLES) or ''} {title}".strip()[:80],
        "cadence": CADENCES[number % len(CADENCES)],
        "mode": MODES[number % len(MODES)],
    }


def _fill_days(ana: Someone, ben: Someone) -> None:
    """Agree on habits until there are twenty, and write words under many of them."""
    today = ana.get("/api/couple").get_json()["today"]
    there = len(ana.get("/api/habits?state=active&limit=100").get_json()["items"])
    for number in range(HABITS - there):
        habit = agree(ana, ben, **_terms(number), why=WORDS, emoji="🧶" if number % 2 else None)
        for person in (ana, ben)[: number % 3]:
            note = {"note": WORDS[: 40 + 60 * (number % 8)].strip()} if number % 4 else {}
            done(person.put(f"/api/habits/{habit['id']}/ticks/{today}", note))


def done(answer: TestResponse) -> None:
    """Assert that a call was not refused."""
    assert answer.status_code < 300, answer.text


WORLDS: dict[str, type[DemoWorld]] = {"usual": DemoWorld, "empty": EmptyWorld, "full": FullWorld}
