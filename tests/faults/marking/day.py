"""A day on which everybody writes something wherever one can write, each text with a mark.

The world of `tests/security/world.py` begins it; what follows here goes to real servers.
"""

from datetime import timedelta
from typing import Any

from tests.faults.marking import beside
from tests.faults.marking.asking import Asking
from tests.faults.marking.finding import Finder
from tests.security.matrix import API
from tests.security.world import NOW, ZONES, World
from tests.support.authenticator import code
from tests.support.passkeys import Authenticator
from tests.support.people import PASSWORD
from tests.support.push_service import Device
from tracker.models.columns import new_id

PASSWORDS = {"fin": "mk-fin-newpassword"}
"""Of who has another one than everybody."""
TODAY = NOW.date()
CLIENTS = "/api/coaching/clients"
PUSHED = {"ana": Device("mk-ana-endpoint", "fcm.googleapis.com")}
PUSHED["ben"] = Device("mk-ben-endpoint", "fcm.googleapis.com")


def texts(name: str, title: str = "title") -> dict[str, Any]:
    """Return all words that a habit can have, as somebody's."""
    return {
        "title": f"mk-{name}-{title}",
        "why": f"mk-{name}-why",
        "plan": f"mk-{name}-plan",
        "two_minute": f"mk-{name}-small",
        "emoji": f"mk-{name}-emoji",
    }


class Day:
    """What happens, and the ids of what came about."""

    def __init__(self, asking: Asking, finder: Finder) -> None:
        self.asking, self.finder = asking, finder
        self.world: World = asking.world
        self.ids: dict[str, Any] = self.world.ids
        self.habits: list[str] = []
        finder.know({zone: (name, "zone") for name, zone in ZONES.items()})
        finder.know({PASSWORD: ("", "password"), "T055300": ("ben", "hour")})
        finder.times = {
            b"05:53": ("ben", "hour"),
            b"03:47": ("ana", "time"),
            b"02:41": ("ana", "quiet"),
            b"04:43": ("ana", "quiet"),
        }
        for name, session in self.world.sessions.items():
            finder.know({self.world.people[name].id: (name, "id")})
            finder.know({session.secret: (name, "session")})
            finder.know({self.world.people[name].secret: (name, "token")})
        finder.know({self.ids["wall_secret"]: ("ana", "wallsecret")})
        for key in ("calendar", "mailed_reset", "mailed_confirm"):
            finder.know({self.ids[key]: ("ana", "secret")})

    def happen(self) -> None:
        """Let all of it happen."""
        beside.store(self.world)
        self.habits_and_ticks()
        self.checkins()
        self.coaching()
        self.accounts()
        self.mistakes()

    def habits_and_ticks(self) -> None:
        """Agree, ask, answer, tick, note, pause, remind."""
        do, ids = self.asking.do, self.ids
        # Whose turn it is no coach may know; of what begins today they see nothing yet.
        begins = {"starts_on": str(TODAY - timedelta(days=2)), "cadence": {"unit": "day"}}
        asked = {"mode": "turns", **begins}
        for owner, other in (("ana", "ben"), ("ben", "ana")):
            habit = do(owner, "POST", "/api/habits", {**asked, **texts(owner)}).json["id"]
            do(other, "POST", f"/api/habits/{habit}/accept", {"version": 1})
            self.habits.append(habit)
        # It repeats what it does not change, and that stays ana's.
        amended = {"mode": "each", "begins": "tomorrow"}
        do("ben", "POST", f"/api/habits/{self.habits[0]}/amend", amended)
        countered = {**texts("ben", "wish"), "version": 1}
        do("ben", "POST", f"/api/habits/{ids['proposal']}/counter", countered)
        do("ana", "POST", f"/api/habits/{self.habits[1]}/retire", {"lives_on": False})
        occasion = {"day": str(TODAY), "time": "05:53", "words": "mk-ben-words"}
        do("ben", "PUT", f"/api/habits/{ids['habit']}/occasions/{TODAY}", occasion)
        for name in ("ana", "ben"):
            for habit in (ids["habit"], self.habits[0]):
                tick = f"/api/habits/{habit}/ticks/{TODAY}"
                do(name, "PUT", tick, {"note": f"mk-{name}-note"}, credential="token")
        mark = f"/api/habits/{ids['habit']}/ticks/{TODAY}/mark"
        do("ana", "PUT", mark, {"mark": "heart"})
        do("ana", "POST", "/api/sync", self.envelope("ana"))
        do("ana", "POST", "/today/words", self.words("ana"), form=True)
        do("ben", "POST", f"/api/habits/{ids['habit']}/nudge")
        for name, device in PUSHED.items():
            self.be_reminded(name, device)
        do("ana", "PATCH", "/api/couple", {"title": "mk-ana-ours"})
        do("ben", "PATCH", "/api/me", {"ticks_seen": "day_end"})
        tick = f"/api/habits/{ids['habit']}/ticks/{TODAY - timedelta(days=1)}"
        do("ben", "PUT", tick, {"note": "mk-ben-untold"})
        day = {"date": str(TODAY - timedelta(days=1)), "note": "mk-ben-brought"}
        brought = {"title": "mk-ben-wish", "cadence": {"unit": "day"}, "mode": "each"}
        do("ben", "POST", "/api/imports", {"habits": [{**brought, "days": [day]}]})

    def be_reminded(self, name: str, device: Device) -> None:
        """Let somebody be reminded of everything, by mail and on a device."""
        do, of_ana = self.asking.do, name == "ana"
        reminder = {"habit": self.habits[0], "kind": "time", "time": "03:47" if of_ana else "12:00"}
        made = do(name, "POST", "/api/reminders", reminder)
        self.ids[f"reminding_{name}"] = made.json["id"]
        quiet = {"quiet_from": "02:41", "quiet_until": "04:43"} if of_ana else {}
        wishes = {"nudges": True, "by_mail": True, "recap": True, **quiet}
        do(name, "PATCH", "/api/me/contact", wishes)
        body = device.subscription(names_habits=not of_ana)
        answer = do(name, "PUT", "/api/me/push", body).json
        self.finder.know(dict.fromkeys(body["keys"].values(), (name, "pushkey")))
        self.finder.know({answer["endpoint_digest"]: (name, "device")})
        do(name, "POST", "/api/me/push/test")

    def envelope(self, name: str, slot: int = 0) -> dict[str, Any]:
        """Return what a phone sends that was offline."""
        op = {
            "op": new_id(),
            "type": "tick",
            "habit": self.ids["habit"],
            "date": str(TODAY - timedelta(days=1)),
            "slot": slot,
            "done": True,
            "note": f"mk-{name}-note",
            "at": "2026-05-06T11:00:00Z",
        }
        return {
            "couple": self.ids["couple"],
            "device": new_id(),
            "sent_at": "2026-05-06T11:59:00Z",
            "ops": [op],
        }

    def words(self, name: str) -> dict[str, Any]:
        """Return the words form of Today."""
        return {"habit": self.ids["habit"], "date": str(TODAY), "note": f"mk-{name}-note"}

    def checkins(self) -> None:
        """Let ben begin to answer, where ana has sealed; and eva answer what dev has."""
        numbers = {"heard": 7, "trusting": 8, "close": 6, "appreciated": 9}
        words = {f"{name}_words": "mk-ben-sealed" for name in numbers}
        self.asking.do(
            "ben", "PUT", "/api/check-ins/current", {"round": self.ids["round"], **numbers, **words}
        )
        sealed = {"round": self.ids["round"], **numbers, "heard_words": "mk-eva-opened"}
        answer = self.asking.do("eva", "PUT", "/api/check-ins/current", {**sealed, "seal": True})
        assert answer.json["state"] == "opened"

    def coaching(self) -> None:
        """Let cleo write whatever a coach writes, and ana ask something."""
        do, client = self.asking.do, self.ids["client"]
        path = f"{CLIENTS}/{client}"
        do("cleo", "PATCH", path, {"alias": "mk-cleo-alias"})
        do("cleo", "PATCH", "/api/coaching/practice", {"name": "mk-cleo-practice"})
        do("cleo", "PUT", f"{path}/notes", {"text": "mk-cleo-sealed, again", "version": 1})
        do("cleo", "POST", f"{path}/goals", {"text": "mk-cleo-goal"})
        wish = {"title": "mk-cleo-title", "why": "mk-cleo-why", "mode": "turns"}
        made = do("cleo", "POST", f"{path}/suggestions", {**wish, "cadence": {"unit": "day"}})
        self.ids["suggestion"] = made.json["id"]
        question = {"text": "mk-ana-question"}
        do("ana", "POST", f"/api/couple/coach/{client}/questions", question)
        for maker, where in (("cleo", "practice-code"), ("cleo", "practice/invite")):
            offer = do(maker, "POST", f"/api/coaching/{where}").json
            self.finder.know({offer["code"]: (maker, "secret")})

    def accounts(self) -> None:
        """Prove oneself in all ways, rightly and wrongly."""
        do, ask, finder = self.asking.do, self.asking.ask, self.finder
        email = "mk-dev-email@example.org"
        for secret in ("mk-dev-wrongpassword", PASSWORD):
            body = {"email": email, "password": secret}
            ask("anonymous", "POST", "/sign-in", body, form=True)
            reply = ask("anonymous", "POST", "/api/tokens", {**body, "label": "mk-dev-label"})
            finder.know({reply.json.get("token", secret): ("dev", "token")})
        ask("fin", "PUT", "/api/me/password", {"password": "mk-fin-wrongpassword"})
        changed = {"password": PASSWORD, "new_password": PASSWORDS["fin"]}
        do("fin", "PUT", "/api/me/password", changed)
        newcomer = {"email": "mk-new-email@example.org", "name": "mk-new-name"}
        do("anonymous", "POST", "/api/accounts", {**newcomer, "password": "mk-new-password"})
        shown = do("eva", "POST", "/api/me/second-factor", {"password": PASSWORD}).json
        finder.know({shown["secret"]: ("eva", "authenticator")})
        proof = {"otp": code(shown["secret"], NOW)}
        given = do("eva", "POST", "/api/me/second-factor/confirm", proof).json
        finder.know(dict.fromkeys(given["recovery_codes"], ("eva", "recovery")))
        self.passkey("ana")
        do("max", "PATCH", "/api/me", {"name": "mk-max-name"})
        do("anonymous", "POST", "/forgot", {"email": "mk-ben-email@example.org"}, form=True)

    def passkey(self, name: str) -> None:
        """Add a passkey, by a device whose name for it is a mark, and fail to sign in by it."""
        do, origin = self.asking.do, f"http://localhost:{self.asking.first.port}"
        device = Authenticator(origin, credential_id=f"mk-{name}-passkeyid".encode())
        proof = {"password": PASSWORD}
        asked = do(name, "POST", "/api/passkeys/options", proof, at=0).json
        made = {"challenge": asked["challenge"], "label": f"mk-{name}-passkey"}
        do(name, "POST", "/api/passkeys", made | device.make(asked["options"]), at=0)
        numbers = device.key.public_key().public_numbers()
        self.finder.literals[numbers.x.to_bytes(32)] = (name, "passkeykey")
        signed = device.sign({"rpId": "localhost", "challenge": "bWstYW5hLWNoYWxsZW5nZQ"})
        self.asking.ask("anonymous", "POST", "/sign-in/passkey", signed, form=True)

    def mistakes(self) -> None:
        """Say to every call something that is no shape of it."""
        garbage = {"mk-ana-note": "mk-ana-note", "text": 7, "note": ["mk-ana-note"]}
        for row in API:
            if row.body is not None:
                reply = self.asking.ask("ana", row.method, row.path(self.ids), garbage)
                assert 400 <= reply.status < 500, (row.name, reply.status, reply.body[:300])
