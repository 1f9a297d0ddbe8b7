"""Who may do what: one row for each method of each route and for each event of a socket.

A row says for every role what the answer is. Roles are played by the cast of `world.py`:

    anonymous  nobody; or somebody with a made-up token
    self       ana, who wrote what the row is about
    partner    ben, linked with her
    ex         ben after ana left, asking for what they once shared
    former     fin, whom ana left before; he asks for what she shares with ben
    stranger   dev, linked with eva
    single     max, linked with nobody
    coach      cleo, whom ana and ben have let in
    excoach    lea, whom they have shown out
    revoked    ana, with a token that was deleted or a session that is over

For another role: add it to ROLES, to CAST and to the four expectations below; each row that
should differ for it names it. Who coaches is linked with nobody, and wherever a row does not name
them they get what `single` gets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.agreeing import DAILY
from tests.support.people import PASSWORD
from tests.support.push_service import Device

COACHES = ("coach", "excoach")
ROLES = ("anonymous", "self", "partner", "ex", "former", "stranger", "single", "revoked", *COACHES)
CAST: dict[str, str | None] = {
    "anonymous": None,
    "self": "ana",
    "partner": "ben",
    "ex": "ben",
    "former": "fin",
    "stranger": "dev",
    "single": "max",
    "revoked": None,
    "coach": "cleo",
    "excoach": "lea",
}
STATE = {"ex": "left"}
"""In which state of the world a role asks, where it is not `linked`."""
CREDENTIALS = {
    "anonymous": ("none", "made up"),
    "revoked": ("deleted token", "expired session"),
}
"""What a role presents, where it is not each of its token and its session."""

Expect = Mapping[str, int]
Ids = Mapping[str, Any]


def _of_coaches(expect: Expect) -> Expect:
    return {**{role: expect["single"] for role in COACHES if "single" in expect}, **expect}


def nobody(status: int) -> dict[str, int]:
    """Return what it comes to without credentials that count."""
    return {"anonymous": status, "revoked": status}


def shared(own: int, partner: int | None = None, **others: int) -> Expect:
    """Something of the couple: for its two; gone for an ex, not there for everybody else."""
    return {
        **nobody(401),
        "self": own,
        "partner": own if partner is None else partner,
        "ex": 410,
        **dict.fromkeys(("former", "stranger", "single"), 404),
        **others,
    }


def private(own: int, **others: int) -> Expect:
    """Something of one person: not there for anybody else, the partner included."""
    elsewhere = dict.fromkeys(("partner", "ex", "former", "stranger", "single"), 404)
    return {**nobody(401), "self": own, **elsewhere, **others}


def each(own: int, **others: int) -> Expect:
    """Something that everybody has of their own."""
    signed_in = dict.fromkeys(("self", "partner", "ex", "former", "stranger", "single"), own)
    return {**nobody(401), **signed_in, **others}


def everybody(status: int, **others: int) -> Expect:
    """Something that needs no sign-in."""
    return {**dict.fromkeys(ROLES, status), **others}


def linked(own: int, **others: int) -> Expect:
    """Something of whatever couple one is in; not there for who is in none."""
    return each(own, ex=404, former=404, single=404, **others)


@dataclass(frozen=True)
class Row:
    """What becomes of one method of one route."""

    method: str
    rule: str
    expect: Expect
    at: Mapping[str, str] = field(default_factory=dict)
    """Which of the world's ids stands at each of the path's parameters."""
    body: Callable[[Ids], Any] | None = None
    """Makes the JSON body, or with `form` the fields."""
    form: bool = False
    query: str = ""
    tells: frozenset[str] = frozenset()
    """Who beside the one who asks and their partner may find something in their stream."""
    shows: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Marks (owner, what) that a role may read although it has no other part in them, and with
    them the owner's id, and that of the world's `what`."""
    cast: Mapping[str, str] = field(default_factory=dict)
    """Who plays a role here, where it is not as in CAST."""
    programs: int | None = None
    """What a program with a token gets, where that is not what a browser gets."""
    within: str = "linked"
    """In which state of the world it is asked, by roles that have none of their own."""
    notes: frozenset[str] = frozenset()
    """Tables to which reading adds something, on purpose."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "expect", _of_coaches(self.expect))

    @property
    def name(self) -> str:
        """Name the row, in the words of the URL map."""
        return f"{self.method} {self.rule}"

    @property
    def is_of_coaching(self) -> bool:
        """Tell whether it is about coaching: the roles of coaches are then asked in all ways."""
        words = self.rule.strip("/").removeprefix("api/").split("/")
        return "coach" in words or words[0] in ("coaching", "coach-invites", "our-coach", "let-in")

    def state(self, role: str) -> str:
        """Return in which state of the world a role asks."""
        return STATE.get(role, self.within)

    def credentials(self, role: str) -> tuple[str, ...]:
        """Return what a role presents, one after the other."""
        if role in COACHES and not self.is_of_coaching:
            return ("session",)
        return CREDENTIALS.get(role, ("token", "session"))

    def status(self, role: str, credential: str) -> int:
        """Return what it comes to for a role with one of its credentials."""
        if credential == "token" and self.programs is not None:
            return self.programs
        return self.expect[role]

    def player(self, role: str) -> str | None:
        """Return who plays a role."""
        return self.cast.get(role, CAST[role])

    def path(self, ids: Ids) -> str:
        """Return the address to ask at."""
        parts = self.rule.split("/")
        for number, part in enumerate(parts):
            if part.startswith("<"):
                name = part.strip("<>").rpartition(":")[2]
                parts[number] = str(ids[self.at[name]])
        return "/".join(parts) + self.query


def empty(_ids: Ids) -> Any:
    """No fields."""
    return {}


def always(**fields: Any) -> Callable[[Ids], Any]:
    """Return a body that is the same in every world."""
    return lambda _ids: fields


def sync_body(ids: Ids) -> Any:
    """Return an envelope with one tick."""
    op = {
        "op": "00000000-0000-4000-8000-000000000001",
        "type": "tick",
        "habit": ids["habit"],
        "date": ids["yesterday"],
        "done": True,
        "at": "2026-05-06T11:00:00Z",
    }
    return {
        "couple": ids["couple"],
        "device": "00000000-0000-4000-8000-000000000002",
        "sent_at": "2026-05-06T11:59:00Z",
        "ops": [op],
    }


PROOF = always(password=PASSWORD)
SECOND_PROOF = always(password=PASSWORD, otp="123456")
PUSH = Device("mk-ana-endpoint", "fcm.googleapis.com").subscription()
SIGN_IN = always(email="mk-ana-email@example.org", password=PASSWORD)
ADDRESS = always(email="mk-ana-email@example.org")
HERS = dict.fromkeys(ROLES, frozenset({("ana", "email")}))
NEWCOMER = always(email="new@example.org", password="quite another evening", name="New")
HABIT, PROPOSAL = {"habit_id": "habit"}, {"habit_id": "proposal"}
INVITE = {"invite_code": "invite"}
REMINDER = {"reminder_id": "reminder"}
# It lies on the table of ana and ben; for others, who have not drawn it, it is not there.
CARD = {"card": "card"}
WALL = {"wall_id": "wall"}
INVITED = frozenset({("max", "name"), ("max", "title")})
FOR_ALL = dict.fromkeys(ROLES, INVITED)
OF_CALENDAR = frozenset({("ana", "title"), ("ben", "words")})
TITLES = frozenset({("ana", "title"), ("ana", "wish")})
# A pause, and the end, are told to the coach, without a name; an end also by the coach.
COACH_TOO = frozenset({"cleo"})
WITH_COACH = frozenset({"cleo", "ana", "ben"})
PAUSING = ("skip", "hard-week", "pauses")
OF_COACH = frozenset({("cleo", "name"), ("cleo", "goal")})
TO_COUPLE = {"self": OF_COACH, "partner": OF_COACH}
OF_COACHES = OF_COACH | {("lea", "name")}
# What one ticked keeps its title, also when the couple is no more.
EXPORTED = {
    "self": OF_COACHES,
    "partner": OF_COACHES,
    "ex": OF_COACHES | {("ana", "title")},
    "former": frozenset({("ana", "title")}),
}
# An invitation is max's own; who holds it and is free may take it.
OF_MAX = {"self": "max", "single": "fin"}
# What a coach reads of who let them in, and those two of their coach.
OF_CLIENT = frozenset({("ana", "name"), ("ben", "name"), ("ana", "title")})
OF_ASKING = frozenset({("dev", "name"), ("eva", "name")})
BY_HOLDER: dict[str, Any] = {"cast": OF_MAX, "at": INVITE, "shows": FOR_ALL}


def asks(what: str, expect: Expect, **fields: Any) -> Row:
    """Return the row of an answer to the proposal that ana made."""
    rule = f"/api/habits/<string:habit_id>/{what}"
    return Row("POST", rule, expect, PROPOSAL, always(version=1, **fields))


def answers(what: str, expect: Expect, **fields: Any) -> Row:
    """Return the row of the same answer by a form of the pages."""
    rule = f"/habits/<string:habit_id>/{what}"
    return Row("POST", rule, {**expect, **nobody(303)}, PROPOSAL, always(version=1, **fields), True)


def of_habit(what: str, body: Callable[[Ids], Any]) -> Row:
    """Return the row of a form on the page of the habit that ana and ben share."""
    rule = f"/habits/<string:habit_id>/{what}"
    expect, tells = shared(303, **nobody(303)), COACH_TOO if what in PAUSING else frozenset()
    return Row("POST", rule, expect, HABIT, body, True, tells=tells)


CALLS = (
    Row("GET", "/api/openapi.json", everybody(200)),
    Row("GET", "/api/docs", everybody(200)),
    Row("POST", "/api/accounts", everybody(201), body=NEWCOMER),
    # It repeats what was typed, whether or not it is anybody's.
    Row("POST", "/api/password-resets", everybody(202), body=ADDRESS, shows=HERS),
    Row(
        "POST",
        "/api/password-resets/<string:reset_secret>",
        everybody(204),
        {"reset_secret": "mailed_reset"},
        always(new_password="quite another evening"),
        tells=frozenset({"ana"}),
    ),
    Row("POST", "/api/tokens", everybody(201), body=SIGN_IN, tells=frozenset({"ana"})),
    Row("GET", "/api/tokens", each(200)),
    Row(
        "DELETE",
        "/api/tokens/<string:token_id>",
        private(204),
        {"token_id": "other_ana"},
    ),
    Row("GET", "/api/me", each(200)),
    Row("PATCH", "/api/me", each(200), body=always(name="Another")),
    Row(
        "PUT",
        "/api/me/password",
        each(204),
        body=always(password=PASSWORD, new_password="quite another evening"),
    ),
    Row("GET", "/api/me/second-factor", each(200)),
    Row("POST", "/api/me/second-factor", each(201), body=PROOF),
    # Nobody here has one: what a code opens is in tests/web/api/test_second_factor.py.
    Row("POST", "/api/me/second-factor/confirm", each(409), body=always(otp="123456")),
    Row("POST", "/api/me/second-factor/recovery-codes", each(409), body=SECOND_PROOF),
    Row("DELETE", "/api/me/second-factor", each(409), body=SECOND_PROOF),
    Row(
        "POST",
        "/api/me/export",
        each(200),
        body=PROOF,
        shows=EXPORTED,
    ),
    Row("DELETE", "/api/me", each(204), body=PROOF, tells=WITH_COACH),
    Row("GET", "/api/me/calendar", each(200)),
    Row("POST", "/api/me/calendar", linked(201), body=empty),
    Row("DELETE", "/api/me/calendar", each(204)),
    Row("POST", "/api/invites", each(409, ex=201, former=201, single=201), body=empty),
    Row("GET", "/api/invites/<string:invite_code>", everybody(200), **BY_HOLDER),
    Row(
        "POST",
        "/api/invites/<string:invite_code>/accept",
        each(409, single=200, former=200, ex=200),
        body=empty,
        tells=frozenset({"max"}),
        **BY_HOLDER,
    ),
    Row(
        "DELETE",
        "/api/invites/<string:invite_code>",
        private(204),
        at=INVITE,
        cast=OF_MAX,
    ),
    Row("GET", "/api/couple", linked(200)),
    Row("PATCH", "/api/couple", linked(200), body=always(backfill_days=5)),
    Row("POST", "/api/couple/unlink", linked(204), body=empty, tells=COACH_TOO),
    Row("GET", "/api/habits", each(200)),
    Row(
        "POST",
        "/api/habits",
        each(201),
        body=always(title="Fresh", cadence=DAILY, mode="together"),
    ),
    Row("GET", "/api/habits/order", linked(200)),
    # For who is in no couple there is nothing to put in order.
    Row(
        "PUT",
        "/api/habits/order",
        shared(200, ex=404),
        body=lambda ids: {"habits": [ids["habit"]]},
    ),
    Row("GET", "/api/habits/<string:habit_id>", shared(200), HABIT),
    Row("GET", "/api/habits/<string:habit_id>/history", shared(200), HABIT),
    asks("accept", shared(403, 200)),
    asks("counter", shared(403, 200), title="Fresh"),
    asks("decline", shared(403, 200)),
    asks("withdraw", shared(200, 403)),
    Row(
        "POST",
        "/api/habits/<string:habit_id>/amend",
        shared(200),
        HABIT,
        always(title="Fresh"),
    ),
    Row(
        "POST",
        "/api/habits/<string:habit_id>/retire",
        shared(200),
        HABIT,
        always(lives_on=True),
    ),
    Row("POST", "/api/habits/<string:habit_id>/keep-counting", shared(204), HABIT, empty),
    Row(
        "PUT",
        "/api/habits/<string:habit_id>/occasions/<string:period_start>",
        shared(200),
        {**HABIT, "period_start": "today"},
        lambda ids: {"day": ids["today"], "words": "Fresh"},
    ),
    Row("GET", "/api/habits/<string:habit_id>/ticks", shared(200), HABIT),
    Row(
        "PUT",
        "/api/habits/<string:habit_id>/ticks/<string:day>",
        shared(200),
        {**HABIT, "day": "yesterday"},
        always(note="Fresh"),
    ),
    Row(
        "DELETE",
        "/api/habits/<string:habit_id>/ticks/<string:day>",
        shared(200),
        {**HABIT, "day": "today"},
    ),
    Row(
        "PUT",
        "/api/habits/<string:habit_id>/ticks/<string:day>/mark",
        shared(200),
        {**HABIT, "day": "today"},
        always(mark="heart"),
    ),
    Row(
        "DELETE",
        "/api/habits/<string:habit_id>/ticks/<string:day>/mark",
        shared(204),
        {**HABIT, "day": "today"},
    ),
    Row("GET", "/api/jar", linked(200)),
    Row("GET", "/api/recaps", linked(200)),
    # No week of theirs is ready yet; what one holds: tests/web/test_recap_tells_on_nobody.py
    Row("GET", "/api/recaps/<string:week>", each(404), {"week": "today"}),
    Row("POST", "/api/sync", shared(200), body=sync_body),
    Row("GET", "/api/habits/<string:habit_id>/progress", shared(200), HABIT),
    Row("GET", "/api/progress", linked(200)),
    Row("GET", "/api/pauses", linked(200)),
    # For who is in no couple there is nothing to pause; a stranger's couple has no such habit.
    Row(
        "POST",
        "/api/pauses",
        shared(201, ex=404),
        body=lambda ids: {"habit": ids["habit"], "first": ids["soon"]},
        tells=COACH_TOO,
    ),
    # A program with a token takes no pushes.
    Row("GET", "/api/me/push", each(200)),
    Row("PUT", "/api/me/push", each(200), body=always(**PUSH), programs=403),
    Row("DELETE", "/api/me/push", each(204)),
    # There is none to send it to.
    Row("POST", "/api/me/push/test", each(404)),
    Row("GET", "/api/reminders", each(200)),
    # A habit that is nobody's to be reminded of; who is in no couple has none in force.
    Row(
        "POST",
        "/api/reminders",
        shared(201),
        body=lambda ids: {"habit": ids["habit"], "kind": "time", "time": "20:00"},
    ),
    Row(
        "PUT",
        "/api/reminders/<string:reminder_id>",
        private(200),
        REMINDER,
        always(kind="occasion", lead_minutes=60),
    ),
    Row("DELETE", "/api/reminders/<string:reminder_id>", private(204), REMINDER),
    Row("GET", "/api/me/contact", each(200)),
    Row("PATCH", "/api/me/contact", each(200), body=always(nudges=True, quiet_from="21:00")),
    Row("POST", "/api/habits/<string:habit_id>/nudge", shared(204), HABIT, empty),
    Row(
        "DELETE",
        "/api/pauses/<string:pause_id>",
        shared(204),
        {"pause_id": "pause"},
        tells=COACH_TOO,
    ),
    Row("GET", "/api/walls", linked(200)),
    Row("POST", "/api/walls", linked(201), body=always(names=False)),
    Row(
        "PATCH",
        "/api/walls/<string:wall_id>",
        shared(200, ex=404),
        WALL,
        always(names=False),
    ),
    Row("DELETE", "/api/walls/<string:wall_id>", shared(204, ex=404), WALL),
    Row("GET", "/api/cards", linked(200)),
    Row("GET", "/api/cards/current", linked(200)),
    Row("POST", "/api/cards/draw", linked(200), body=always(themes=["play"], depth=1)),
    Row("POST", "/api/cards/again", linked(200), body=empty),
    Row("PUT", "/api/cards/<string:card>/favourite", shared(200, ex=404), CARD, empty),
    Row("DELETE", "/api/cards/<string:card>/favourite", shared(204, ex=404), CARD),
    Row("PUT", "/api/cards/<string:card>/away", shared(200, ex=404), CARD, empty),
    Row("DELETE", "/api/cards/<string:card>/away", shared(204, ex=404), CARD),
    Row("GET", "/api/cards/wishes", each(200)),
    Row("PATCH", "/api/cards/wishes", each(200), body=always(gentle=True)),
    Row("GET", "/api/changes", each(200)),
)

ANOTHER = everybody(303)
PAGES = (
    Row("GET", "/", everybody(200)),
    Row("GET", "/healthz", everybody(200)),
    Row("GET", "/readyz", everybody(200)),
    Row(
        "GET",
        "/static/<version>/<path:name>",
        everybody(200),
        {"version": "any version", "name": "stylesheet"},
    ),
    Row("GET", "/sw.js", everybody(200)),
    Row("GET", "/manifest.webmanifest", everybody(200)),
    Row("GET", "/sign-in", each(303, **nobody(200))),
    Row("POST", "/sign-in", ANOTHER, body=SIGN_IN, form=True, tells=frozenset({"ana"})),
    Row("GET", "/sign-in/code", everybody(303)),
    Row("POST", "/sign-in/code", ANOTHER, body=always(otp="123456"), form=True),
    Row("POST", "/sign-out", ANOTHER, body=empty, form=True),
    Row("GET", "/sign-up", each(303, **nobody(200))),
    Row("POST", "/sign-up", ANOTHER, body=NEWCOMER, form=True),
    # Whoever has a mailed link reads that address.
    Row("GET", "/sign-up/sent", everybody(200)),
    Row("GET", "/sign-up/<string:secret>", everybody(200), {"secret": "mailed_sign_up"}),
    Row(
        "POST",
        "/sign-up/<string:secret>",
        ANOTHER,
        {"secret": "mailed_sign_up"},
        PROOF,
        form=True,
    ),
    Row("GET", "/forgot", everybody(200)),
    Row("POST", "/forgot", ANOTHER, body=ADDRESS, form=True),
    Row("GET", "/forgot/sent", everybody(200)),
    Row("GET", "/forgot/<string:secret>", everybody(200), {"secret": "mailed_reset"}, shows=HERS),
    Row(
        "POST",
        "/forgot/<string:secret>",
        ANOTHER,
        {"secret": "mailed_reset"},
        always(new_password="quite another evening"),
        form=True,
        tells=frozenset({"ana"}),
    ),
    Row(
        "GET", "/confirm/<string:secret>", everybody(200), {"secret": "mailed_confirm"}, shows=HERS
    ),
    Row(
        "POST",
        "/confirm/<string:secret>",
        ANOTHER,
        {"secret": "mailed_confirm"},
        empty,
        form=True,
        tells=frozenset({"ana"}),
    ),
    Row("GET", "/join", everybody(200)),
    # Saying yes: who is free is linked, who is nobody yet is asked who they are.
    Row(
        "POST",
        "/join",
        each(409, single=303, former=303, ex=303, **nobody(200)),
        body=lambda ids: {"step": "yes", "code": ids["invite"]},
        form=True,
        cast=OF_MAX,
        tells=frozenset({"max"}),
        shows=dict.fromkeys(("anonymous", "revoked"), INVITED),
    ),
    # Who is linked is led to Today.
    Row("GET", "/invite", each(303, **nobody(303), ex=200, former=200, single=200)),
    Row("POST", "/invite", ANOTHER, body=empty, form=True),
    Row("POST", "/invite/take-back", ANOTHER, body=empty, form=True),
    # Pages lead who is not signed in to the door.
    # Who coaches and is in no couple is led to their clients.
    Row("GET", "/today", each(200, coach=303, excoach=303, **nobody(303))),
    Row("GET", "/us", each(200, **nobody(303))),
    Row("GET", "/jar", each(200, **nobody(303))),
    Row("POST", "/jar/pull", linked(303, **nobody(303)), body=empty, form=True),
    Row(
        "POST",
        "/jar/marks",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "date": ids["today"], "mark": "heart"},
        form=True,
    ),
    Row("GET", "/recap", each(200, **nobody(303))),
    Row("GET", "/us/cloth", each(200, **nobody(303))),
    Row("GET", "/library", each(200, **nobody(303))),
    Row("POST", "/library", ANOTHER, body=always(idea="walk-after-dinner"), form=True),
    Row("GET", "/habits", each(200, **nobody(303))),
    Row("GET", "/habits/ended", each(200, **nobody(303))),
    Row("GET", "/habits/new", each(200, **nobody(303))),
    Row(
        "POST",
        "/habits/new",
        ANOTHER,
        body=always(title="Fresh", unit="day", mode="together"),
        form=True,
    ),
    Row("GET", "/habits/<string:habit_id>/answer", shared(200, **nobody(303)), PROPOSAL),
    answers("accept", shared(403, 303)),
    answers("counter", shared(403, 303), title="Fresh"),
    answers("decline", shared(403, 303)),
    answers("withdraw", shared(303, 403)),
    Row(
        "POST",
        "/today/ticks",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "date": ids["yesterday"], "done": "true"},
        form=True,
    ),
    Row(
        "POST",
        "/today/swallowed",
        linked(303, **nobody(303)),
        body=lambda ids: {"first": ids["yesterday"], "answer": "leave"},
        form=True,
    ),
    # Whoever has the address reads it, whoever they are; it ends with the couple.
    Row(
        "GET",
        "/calendar/<string:name>",
        everybody(200, ex=404),
        {"name": "calendar"},
        shows={role: OF_CALENDAR for role in ROLES if role != "ex"},
    ),
    # A screen is let in by its cookie, whoever else is signed in there: see test_wall.py.
    Row("GET", "/wall", everybody(404)),
    Row(
        "GET",
        "/wall/<string:secret>",
        everybody(303, ex=404),
        {"secret": "wall_secret"},
    ),
    Row(
        "POST",
        "/today/words",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "date": ids["yesterday"], "note": "Fresh"},
        form=True,
    ),
)

OF_HABIT = (
    Row("GET", "/habits/<string:habit_id>", shared(200, **nobody(303)), HABIT),
    Row("GET", "/habits/<string:habit_id>/change", shared(200, **nobody(303)), HABIT),
    of_habit("change", lambda _ids: {"title": "Fresh"}),
    of_habit("skip", lambda ids: {"period": ids["today"]}),
    of_habit("hard-week", lambda ids: {"keep": ids["habit"]}),
    of_habit("pauses", lambda ids: {"first": ids["soon"], "scope": "all"}),
    of_habit("occasion", lambda ids: {"period": ids["today"], "day": ids["today"]}),
    of_habit("retire", always(lives_on="true")),
    of_habit("keep-counting", empty),
    of_habit("move", always(to="up")),
    of_habit("reminders", always(kind="time", time="20:00")),
    of_habit("nudge", empty),
    Row(
        "POST",
        "/pauses/<string:pause_id>/end",
        shared(303, **nobody(303)),
        {"pause_id": "pause"},
        empty,
        True,
        tells=COACH_TOO,
    ),
    Row("POST", "/hard-week/end", linked(303, **nobody(303)), body=empty, form=True),
)

# Of those who share a couple the first has sealed, and asks for another rhythm as version 2.
AGREEMENT = "/check-ins/agreement"
ASKED = always(version=2)
HEARD = {"round": "2026-05-04", "heard": 3}
UNSEALED = {"self": "ben", "stranger": "eva"}
CHECKIN_STEP = each(200, self=303, stranger=303, **nobody(303))
CHECK_INS = (
    Row("GET", f"/api{AGREEMENT}", linked(200)),
    Row("POST", f"/api{AGREEMENT}", linked(409), body=always(every=1)),
    Row("DELETE", f"/api{AGREEMENT}", linked(204)),
    Row("POST", f"/api{AGREEMENT}/accept", linked(403, partner=200), body=ASKED),
    Row("POST", f"/api{AGREEMENT}/decline", linked(403, partner=200), body=ASKED),
    Row("POST", f"/api{AGREEMENT}/withdraw", linked(200, partner=403), body=ASKED),
    Row("GET", "/api/check-ins/current", linked(200)),
    Row("PUT", "/api/check-ins/current", linked(409, partner=200), body=always(**HEARD)),
    Row("DELETE", "/api/check-ins/current", linked(204), query="?round=2026-05-04"),
    Row("GET", "/api/check-ins", linked(200)),
    # What is not opened is there for whoever wrote it alone.
    Row(
        "GET",
        "/api/check-ins/<string:round_start>",
        linked(200, partner=404),
        {"round_start": "round"},
    ),
    Row("GET", "/check-in", each(200, **nobody(303))),
    Row("GET", "/check-in/past", each(200, **nobody(303))),
    Row("GET", "/check-in/seal", CHECKIN_STEP),
    Row(
        "GET",
        "/check-in/<int:number>",
        CHECKIN_STEP,
        {"number": "question"},
    ),
    Row(
        "POST",
        "/check-in/<int:number>",
        linked(303, **nobody(303)),
        {"number": "question"},
        always(**HEARD),
        True,
        cast=UNSEALED,
    ),
    Row(
        "POST",
        "/check-in/seal",
        linked(422, **nobody(303)),
        body=always(round="2026-05-04"),
        form=True,
        cast=UNSEALED,
    ),
    Row(
        "GET",
        "/check-in/rounds/<string:round_start>",
        each(200, self=303, partner=404, stranger=303, **nobody(303)),
        {"round_start": "round"},
    ),
    *(
        Row("POST", f"/check-in/{what}", {**expect, **nobody(303)}, body=body, form=True)
        for what, expect, body in (
            ("agreement", linked(303), always(every=1)),
            ("agreement/accept", linked(403, partner=303), ASKED),
            ("agreement/decline", linked(403, partner=303), ASKED),
            ("agreement/withdraw", linked(303, partner=403), ASKED),
            ("agreement/end", linked(303), empty),
            ("take-back", linked(303), always(round="2026-05-04")),
        )
    ),
)

CARDS = (
    Row("GET", "/cards", each(200, **nobody(303))),
    # Who is alone is led to where it says what cards are.
    *(
        Row("GET", f"/cards/{shelf}", each(200, ex=303, former=303, single=303, **nobody(303)))
        for shelf in ("kept", "earlier", "put-away")
    ),
    Row("GET", "/cards/<string:card>", shared(200, ex=404, **nobody(303)), CARD),
    Row("POST", "/cards/draw", linked(303, **nobody(303)), body=always(depth="1"), form=True),
    Row("POST", "/cards/again", linked(303, **nobody(303)), body=empty, form=True),
    Row("POST", "/cards/wishes", ANOTHER, body=always(gentle="true"), form=True),
    *(
        Row(
            "POST",
            f"/cards/<string:card>/{what}",
            shared(303, ex=404, **nobody(303)),
            CARD,
            body,
            True,
        )
        for what, body in (("keep", always(kept="true")), ("away", empty), ("back", empty))
    ),
)

TALK = {"talk_id": "talk"}
SEEN = always(version=1)
# One goes on already, of either couple.
TALKS = (
    Row("POST", "/api/talks", linked(409), body=always(minutes=10)),
    Row("GET", "/api/talks/current", linked(200)),
    Row("GET", "/api/talks/<string:talk_id>", shared(200), TALK),
    *(
        Row("POST", f"/api/talks/<string:talk_id>/{what}", shared(200), TALK, SEEN)
        for what in ("pause", "resume", "end")
    ),
    Row("GET", "/talk", each(200, **nobody(303))),
    Row("POST", "/talk", linked(303, **nobody(303)), body=always(minutes="10"), form=True),
    Row(
        "POST",
        "/talk/press",
        shared(303, **nobody(303)),
        body=lambda ids: {"talk": ids["talk"], "version": "1", "press": "pause"},
        form=True,
    ),
    Row(
        "POST",
        "/talk/tick",
        shared(404, **nobody(303)),
        body=lambda ids: {"talk": ids["talk"], "habit": ids["habit"]},
        form=True,
    ),
    Row(
        "POST",
        "/talk/leave",
        shared(303, **nobody(303)),
        body=lambda ids: {"talk": ids["talk"]},
        form=True,
    ),
)

PROFILE = always(name="Another", timezone="UTC", day_ends_at="3")
SETTINGS = (
    Row("GET", "/guidance", everybody(200)),
    Row("GET", "/guidance/help", everybody(200)),
    Row("GET", "/reading", everybody(200)),
    Row("GET", "/offline", everybody(200)),
    Row("GET", "/offline/days", each(200, **nobody(303))),
    Row("GET", "/settings", each(200, **nobody(303)), shows=TO_COUPLE),
    Row("GET", "/settings/you", each(200, **nobody(303))),
    Row("POST", "/settings/you", ANOTHER, body=PROFILE, form=True),
    Row("GET", "/settings/couple", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/couple",
        linked(303, **nobody(303)),
        body=always(backfill_days="5"),
        form=True,
    ),
    Row("GET", "/settings/reminders", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/reminders",
        shared(303, **nobody(303)),
        body=lambda ids: {"habit": ids["habit"], "kind": "time", "time": "20:00"},
        form=True,
    ),
    Row(
        "POST",
        "/settings/reminders/contact",
        ANOTHER,
        body=always(quiet_from="21:00", quiet_until="08:00", nudges="on"),
        form=True,
    ),
    Row(
        "POST",
        "/settings/reminders/<string:reminder_id>",
        private(303, **nobody(303)),
        REMINDER,
        always(kind="occasion", lead_minutes="60"),
        True,
    ),
    Row(
        "POST",
        "/settings/reminders/<string:reminder_id>/remove",
        private(303, **nobody(303)),
        REMINDER,
        empty,
        True,
    ),
    Row("GET", "/settings/wall", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/wall",
        each(409, **nobody(303), self=200, partner=200, stranger=200),
        body=always(names="on"),
        form=True,
    ),
    Row(
        "POST",
        "/settings/wall/<string:wall_id>",
        shared(303, ex=404, **nobody(303)),
        WALL,
        empty,
        True,
    ),
    Row(
        "POST",
        "/settings/wall/<string:wall_id>/end",
        shared(303, ex=404, **nobody(303)),
        WALL,
        empty,
        True,
    ),
    Row("GET", "/settings/who-sees-what", each(200, **nobody(303)), shows=TO_COUPLE),
    Row("GET", "/settings/sessions", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/sessions",
        private(303, **nobody(303)),
        body=lambda ids: {"credential": ids["other_ana"], "password": PASSWORD},
        form=True,
    ),
    Row("GET", "/settings/address", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/address",
        ANOTHER,
        body=always(email="another@example.org", password=PASSWORD),
        form=True,
    ),
    Row("POST", "/settings/address/again", ANOTHER, body=empty, form=True),
    Row("POST", "/settings/address/take-back", ANOTHER, body=empty, form=True),
    Row("GET", "/settings/calendar", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/calendar",
        each(409, **nobody(303), self=200, partner=200, stranger=200),
        body=empty,
        form=True,
    ),
    Row("POST", "/settings/calendar/off", ANOTHER, body=empty, form=True),
    Row("GET", "/settings/password", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/password",
        ANOTHER,
        body=always(password=PASSWORD, new_password="quite another evening"),
        form=True,
    ),
    Row("GET", "/settings/second-step", each(200, **nobody(303))),
    Row("POST", "/settings/second-step", each(200, **nobody(303)), body=PROOF, form=True),
    Row(
        "POST",
        "/settings/second-step/confirm",
        each(409, **nobody(303)),
        body=always(otp="123456", secret="A" * 32),
        form=True,
    ),
    *(
        Row(
            "POST",
            f"/settings/second-step/{what}",
            each(409, **nobody(303)),
            body=SECOND_PROOF,
            form=True,
        )
        for what in ("codes", "off")
    ),
    Row("GET", "/settings/data", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/data",
        each(200, **nobody(303)),
        body=PROOF,
        form=True,
        shows=EXPORTED,
    ),
    Row("GET", "/settings/erase", each(200, **nobody(303))),
    Row("POST", "/settings/erase", ANOTHER, body=PROOF, form=True, tells=WITH_COACH),
    Row("GET", "/settings/device", each(200, **nobody(303))),
    Row("GET", "/settings/leaving", each(200, **nobody(303))),
    Row("POST", "/settings/leaving", ANOTHER, body=empty, form=True, tells=COACH_TOO),
)

BY_COACH: dict[str, Any] = {"cast": {"self": "cleo"}}
"""Something of the coach's: `self` is the coach, too."""
LINK, CLIENT, ASKED_FOR = {"link_id": "client"}, {"client_id": "client"}, {"asked_id": "asked"}
CODE = {"coach_code": "coach_code"}
TO_ANY = dict.fromkeys(ROLES, OF_ASKING)


def of_couple(own: int, **others: int) -> Expect:
    """Something between a couple and their coach: for its two alone, and not for the coach."""
    return shared(own, ex=404, **others)


def of_client(own: int, **others: int) -> Expect:
    """Something of a coach's client: for the coach alone."""
    return private(own, coach=own, **others)


COACHING = (
    Row("GET", "/api/couple/coach", linked(200), shows=TO_COUPLE),
    Row("POST", "/api/couple/coach", linked(409), body=always(scopes=["titles"])),
    Row(
        "POST",
        "/api/couple/coach/<string:link_id>/agree",
        of_couple(409, self=403),
        LINK,
        always(scopes=[]),
    ),
    Row("POST", "/api/couple/coach/<string:link_id>/code", of_couple(409), LINK, empty),
    Row(
        "PUT",
        "/api/couple/coach/<string:link_id>/scopes",
        of_couple(200),
        LINK,
        always(scopes=[]),
        tells=frozenset({"cleo"}),
        shows=TO_COUPLE,
    ),
    Row("POST", "/api/couple/coach/<string:link_id>/renew", of_couple(409), LINK, empty),
    Row(
        "DELETE",
        "/api/couple/coach/<string:link_id>",
        of_couple(204),
        LINK,
        tells=frozenset({"cleo"}),
    ),
    Row("GET", "/api/couple/coach/<string:link_id>/openings", of_couple(200), LINK),
    # Whoever holds a couple's code may look and take it; the two themselves never.
    Row("GET", "/api/coach-invites/<string:coach_code>", each(200), CODE, shows=TO_ANY),
    Row(
        "POST",
        "/api/coach-invites/<string:coach_code>/accept",
        each(200, stranger=409),
        CODE,
        empty,
        tells=frozenset({"dev", "eva"}),
        shows=dict.fromkeys(ROLES, OF_ASKING | {("dev", "asking")}),
    ),
    Row("POST", "/api/coaching/practice-code", each(201), body=empty),
    Row("GET", "/api/coaching/asked", each(200), within="asked", shows={"coach": OF_ASKING}),
    Row(
        "POST",
        "/api/coaching/asked/<string:asked_id>/accept",
        of_client(200),
        ASKED_FOR,
        empty,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        shows=dict.fromkeys(("self", "coach"), OF_ASKING),
        **BY_COACH,
    ),
    Row(
        "DELETE",
        "/api/coaching/asked/<string:asked_id>",
        of_client(204),
        ASKED_FOR,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        **BY_COACH,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>",
        of_client(204),
        CLIENT,
        tells=frozenset({"ana", "ben"}),
        **BY_COACH,
    ),
)

OUR_COACH = (
    Row("GET", "/our-coach", each(200, **nobody(303)), shows=TO_COUPLE),
    Row(
        "GET",
        "/our-coach/view",
        each(200, ex=303, former=303, single=303, **nobody(303)),
        shows=TO_COUPLE,
    ),
    Row("POST", "/our-coach", linked(303, **nobody(303)), body=empty, form=True),
    Row(
        "POST",
        "/our-coach/<string:link_id>/agree",
        of_couple(303, self=403, **nobody(303)),
        LINK,
        empty,
        True,
    ),
    Row(
        "POST",
        "/our-coach/<string:link_id>/code",
        of_couple(303, **nobody(303)),
        LINK,
        empty,
        True,
    ),
    Row(
        "POST",
        "/our-coach/<string:link_id>/scopes",
        of_couple(303, **nobody(303)),
        LINK,
        empty,
        True,
        tells=frozenset({"cleo"}),
    ),
    Row(
        "POST",
        "/our-coach/<string:link_id>/renew",
        of_couple(303, **nobody(303)),
        LINK,
        empty,
        True,
    ),
    # Pressed twice it is done, and of another's it says no more than that.
    Row(
        "POST",
        "/our-coach/<string:link_id>/end",
        linked(303, **nobody(303)),
        LINK,
        empty,
        True,
        tells=frozenset({"cleo"}),
    ),
    Row(
        "POST",
        "/our-coach/<string:link_id>/questions",
        of_couple(303, **nobody(303)),
        LINK,
        always(text="How about money?"),
        True,
        tells=frozenset({"cleo"}),
    ),
    Row(
        "POST",
        "/our-coach/<string:link_id>/questions/<string:question_id>/remove",
        private(303, **nobody(303)),
        {**LINK, "question_id": "brought"},
        empty,
        True,
        tells=frozenset({"cleo"}),
    ),
    Row(
        "GET",
        "/coach/asked",
        each(200, **nobody(303)),
        within="asked",
        shows={"coach": OF_ASKING},
    ),
    Row(
        "POST",
        "/coach/asked/<string:asked_id>/accept",
        of_client(303, **nobody(303)),
        ASKED_FOR,
        empty,
        True,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        **BY_COACH,
    ),
    Row(
        "POST",
        "/coach/asked/<string:asked_id>/decline",
        of_client(303, **nobody(303)),
        ASKED_FOR,
        empty,
        True,
        within="asked",
        tells=frozenset({"dev", "eva"}),
        **BY_COACH,
    ),
    Row("GET", "/let-in", everybody(200)),
    Row(
        "POST",
        "/let-in",
        everybody(303, stranger=409),
        body=lambda ids: {"code": ids["coach_code"], "step": "yes"},
        form=True,
        tells=frozenset({"dev", "eva"}),
        shows=dict.fromkeys(ROLES, frozenset({("dev", "asking")})),
    ),
)

CLIENTS_ROW: dict[str, Any] = {
    "shows": dict.fromkeys(("self", "coach"), OF_CLIENT | {("ana", "habit")}),
    **BY_COACH,
}
CLIENTS = (
    Row("GET", "/api/coaching/clients", each(200), shows={"coach": OF_CLIENT}),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>",
        of_client(200),
        CLIENT,
        notes=frozenset({"coach_openings"}),
        **CLIENTS_ROW,
    ),
    Row(
        "PATCH",
        "/api/coaching/clients/<string:client_id>",
        of_client(200),
        CLIENT,
        always(alias="The two from Tuesday"),
        **BY_COACH,
    ),
    Row(
        "GET",
        "/api/couple/coach/<string:link_id>/view",
        of_couple(200),
        LINK,
        shows=TO_COUPLE,
    ),
    Row("GET", "/api/coaching/me", each(404, coach=200, excoach=200)),
    Row(
        "PATCH",
        "/api/coaching/me",
        each(404, coach=200, excoach=200),
        body=always(fell_points=15),
    ),
)

ROSTER = (
    Row("GET", "/coach", each(200, **nobody(303)), shows={"coach": OF_CLIENT}),
    # Only who coaches has a roster to set.
    Row(
        "POST",
        "/coach/initials",
        each(404, coach=303, excoach=303, **nobody(303)),
        body=always(initials="on"),
        form=True,
    ),
    Row(
        "POST",
        "/coach/limits",
        each(404, coach=303, excoach=303, **nobody(303)),
        body=always(fell_points="15", silent_days="12"),
        form=True,
    ),
    Row(
        "GET",
        "/coach/<string:client_id>",
        of_client(200, **nobody(303)),
        CLIENT,
        notes=frozenset({"coach_openings"}),
        **CLIENTS_ROW,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/alias",
        of_client(303, **nobody(303)),
        CLIENT,
        always(alias="The two from Tuesday"),
        True,
        **BY_COACH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/leave",
        of_client(303, **nobody(303)),
        CLIENT,
        empty,
        True,
        tells=frozenset({"ana", "ben"}),
        **BY_COACH,
    ),
)

# One yes is given to what is suggested here: no answer to the coach is another one for that.
SUGGESTED: dict[str, Any] = {**BY_COACH, "within": "suggested"}
SUGGESTION = {**CLIENT, "suggestion_id": "suggestion"}
COACH_SUGGESTS = (
    Row(
        "POST",
        "/api/coaching/clients/<string:client_id>/suggestions",
        of_client(201),
        CLIENT,
        always(title="Walk", cadence={"unit": "day"}, mode="turns"),
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>/suggestions",
        of_client(200),
        CLIENT,
        **SUGGESTED,
    ),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>/suggestions/<string:suggestion_id>",
        of_client(200),
        SUGGESTION,
        **SUGGESTED,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/suggestions/<string:suggestion_id>",
        of_client(204),
        SUGGESTION,
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
    Row(
        "GET",
        "/coach/<string:client_id>/suggest",
        of_client(200, **nobody(303)),
        CLIENT,
        shows=dict.fromkeys(("self", "coach"), OF_CLIENT),
        **SUGGESTED,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/suggest",
        of_client(303, **nobody(303)),
        CLIENT,
        always(title="Walk", unit="day", mode="turns"),
        True,
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/suggest/<string:suggestion_id>/withdraw",
        of_client(303, **nobody(303)),
        SUGGESTION,
        empty,
        True,
        tells=frozenset({"ana", "ben"}),
        **SUGGESTED,
    ),
)

# Cleo owns the practice, lea works under it: each reads the other's name, and nothing of couples.
NAMES = frozenset({("cleo", "name"), ("lea", "name")})
PRACTISING: dict[str, Any] = {
    "within": "practising",
    "shows": dict.fromkeys(("coach", "excoach"), NAMES),
    "tells": frozenset({"cleo", "lea", "ana", "ben"}),  # of a hand-over that ends with it
}
JOINED = NAMES | {("cleo", "practice")}
JOINING: dict[str, Any] = {
    **PRACTISING,
    "shows": dict.fromkeys(ROLES, JOINED),
}
OF_COLLEAGUE = {"colleague_id": "colleague"}
TO_COLLEAGUE: dict[str, Any] = {
    **BY_COACH,
    "within": "practising",
    "shows": dict.fromkeys(("self", "coach"), NAMES | OF_CLIENT),
}
TO_THE_TWO = frozenset({"ana", "ben"})


def of_practice(owner: int, colleague: int, **others: int) -> Expect:
    """Something of a practice: for its owner, and perhaps for who works there."""
    return each(404, coach=owner, excoach=colleague, **others)


def to_colleague(ids: Ids) -> Any:
    """Return a hand-over to lea."""
    return {"to": ids["colleague"]}


PRACTICE = (
    Row("GET", "/api/coaching/practice", of_practice(200, 200), **PRACTISING),
    Row(
        "PATCH",
        "/api/coaching/practice",
        of_practice(200, 403),
        body=always(name="By the sea"),
        **PRACTISING,
    ),
    Row("POST", "/api/coaching/practice/invite", of_practice(201, 403), body=empty, **PRACTISING),
    Row("DELETE", "/api/coaching/practice/invite", of_practice(204, 403), **PRACTISING),
    Row(
        "POST",
        "/api/coaching/practice/join",
        each(200, ex=404, coach=409, excoach=409),
        body=lambda ids: {"code": ids["colleague_code"]},
        **JOINING,
    ),
    Row("POST", "/api/coaching/practice/leave", of_practice(409, 200), body=empty, **PRACTISING),
    Row(
        "PUT",
        "/api/coaching/practice/owner",
        of_practice(200, 403),
        body=lambda ids: {"id": ids["colleague"]},
        **PRACTISING,
    ),
    Row(
        "DELETE",
        "/api/coaching/practice/colleagues/<string:colleague_id>",
        of_practice(204, 403),
        OF_COLLEAGUE,
        **PRACTISING,
    ),
    Row("DELETE", "/api/coaching/practice-code", each(404, coach=204)),
    Row(
        "GET",
        "/api/coaching/clients/<string:client_id>/handover",
        of_client(200),
        CLIENT,
        **TO_COLLEAGUE,
    ),
    Row(
        "POST",
        "/api/coaching/clients/<string:client_id>/handover",
        of_client(409),
        CLIENT,
        to_colleague,
        **TO_COLLEAGUE,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/handover",
        of_client(204),
        CLIENT,
        tells=TO_THE_TWO,
        **TO_COLLEAGUE,
    ),
    Row("GET", "/coach/practice", each(200, **nobody(303)), **PRACTISING),
    Row(
        "POST",
        "/coach/practice/name",
        of_practice(303, 403, **nobody(303)),
        body=always(name="By the sea"),
        form=True,
        **PRACTISING,
    ),
    Row(
        "POST",
        "/coach/practice/wishes",
        of_practice(303, 303, **nobody(303)),
        body=always(fell_points="30", silent_days="12"),
        form=True,
        **PRACTISING,
    ),
    Row("POST", "/coach/practice/code", each(303, **nobody(303)), body=empty, form=True),
    # Pressed twice it is done, and shows the page.
    Row(
        "POST",
        "/coach/practice/code/end",
        each(200, coach=303, **nobody(303)),
        body=empty,
        form=True,
        **PRACTISING,
    ),
    *(
        Row("POST", f"/coach/practice/{act}", expect, body=empty, form=True, **PRACTISING)
        for act, expect in (
            ("invite", of_practice(303, 403, **nobody(303))),
            ("invite/end", of_practice(303, 403, **nobody(303))),
            ("leave", of_practice(303, 303, **nobody(303))),
        )
    ),
    Row(
        "POST",
        "/coach/practice/join",
        each(303, ex=404, **nobody(303)),
        body=lambda ids: {"code": ids["colleague_code"]},
        form=True,
        **JOINING,
    ),
    *(
        Row(
            "POST",
            f"/coach/practice/colleagues/<string:colleague_id>/{act}",
            of_practice(303, 403, **nobody(303)),
            OF_COLLEAGUE,
            empty,
            True,
            **PRACTISING,
        )
        for act in ("remove", "owner")
    ),
    Row(
        "GET",
        "/coach/<string:client_id>/handover",
        of_client(200, **nobody(303)),
        CLIENT,
        **TO_COLLEAGUE,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/handover",
        of_client(303, **nobody(303)),
        CLIENT,
        to_colleague,
        True,
        **TO_COLLEAGUE,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/handover/end",
        of_client(303, **nobody(303)),
        CLIENT,
        empty,
        True,
        tells=TO_THE_TWO,
        **TO_COLLEAGUE,
    ),
)

TO_BOTH: dict[str, Any] = {"tells": frozenset({"ana", "ben"}), **BY_COACH}
TO_COACH: dict[str, Any] = {"tells": frozenset({"cleo"})}
READ: dict[str, Any] = {"notes": frozenset({"coach_openings"}), **CLIENTS_ROW}
GOAL, MET = {**CLIENT, "goal_id": "goal"}, {**CLIENT, "day": "yesterday"}
KEPT = {"kept_id": "ended_client"}
BY_LEA: dict[str, Any] = {"cast": {"self": "lea"}}
LINE = always(text="Phones away at dinner")


def of_notes(own: int, **others: int) -> Expect:
    """Something that a coach keeps of a couple who has left."""
    return private(own, excoach=own, **others)


SESSIONS = (
    *(
        Row(
            "GET",
            f"/api/coaching/clients/<string:client_id>/{what}",
            of_client(200),
            CLIENT,
            **BY_COACH,
        )
        for what in ("goals", "questions", "sessions")
    ),
    Row(
        "POST",
        "/api/coaching/clients/<string:client_id>/goals",
        of_client(201),
        CLIENT,
        LINE,
        **TO_BOTH,
    ),
    Row(
        "PATCH",
        "/api/coaching/clients/<string:client_id>/goals/<string:goal_id>",
        of_client(200),
        GOAL,
        always(done=True),
        **TO_BOTH,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/goals/<string:goal_id>",
        of_client(204),
        GOAL,
        **TO_BOTH,
    ),
    Row(
        "PUT",
        "/api/coaching/clients/<string:client_id>/sessions/<string:day>",
        of_client(200),
        {**CLIENT, "day": "soon"},
        empty,
        **TO_BOTH,
    ),
    Row(
        "DELETE",
        "/api/coaching/clients/<string:client_id>/sessions/<string:day>",
        of_client(204),
        MET,
        **TO_BOTH,
    ),
    Row("GET", "/api/coaching/clients/<string:client_id>/report", of_client(200), CLIENT, **READ),
    *(
        Row(
            "GET",
            f"/api/couple/coach/<string:link_id>/{what}",
            of_couple(200),
            LINK,
            shows=TO_COUPLE,
        )
        for what in ("goals", "questions", "sessions", "report")
    ),
    Row(
        "POST",
        "/api/couple/coach/<string:link_id>/questions",
        of_couple(201),
        LINK,
        LINE,
        **TO_COACH,
    ),
    Row(
        "DELETE",
        "/api/couple/coach/<string:link_id>/questions/<string:question_id>",
        private(204),
        {**LINK, "question_id": "brought"},
        **TO_COACH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/goals",
        of_client(303, **nobody(303)),
        CLIENT,
        LINE,
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/goals/<string:goal_id>",
        of_client(303, **nobody(303)),
        GOAL,
        always(done="on"),
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/goals/<string:goal_id>/remove",
        of_client(303, **nobody(303)),
        GOAL,
        empty,
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/sessions",
        of_client(303, **nobody(303)),
        CLIENT,
        always(day="2026-05-20"),
        True,
        **TO_BOTH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/sessions/<string:day>/remove",
        of_client(303, **nobody(303)),
        MET,
        empty,
        True,
        **TO_BOTH,
    ),
    Row("GET", "/coach/<string:client_id>/packet", of_client(200, **nobody(303)), CLIENT, **READ),
    Row(
        "GET",
        "/coach/<string:client_id>/packet/<any(pdf, csv, json):kind>",
        of_client(200, **nobody(303)),
        {**CLIENT, "kind": "csv"},
        **READ,
    ),
    Row(
        "GET",
        "/our-coach/packet",
        each(200, ex=303, former=303, single=303, **nobody(303)),
        shows=TO_COUPLE,
    ),
    Row(
        "GET",
        "/our-coach/packet/<any(pdf, csv, json):kind>",
        each(200, ex=404, former=404, single=404, **nobody(303)),
        {"kind": "csv"},
        shows=TO_COUPLE,
    ),
)

NOTES = (
    *(
        Row(
            "GET",
            f"/api/coaching/clients/<string:client_id>/{what}",
            of_client(200),
            CLIENT,
            **BY_COACH,
        )
        for what in ("notes", "notes/versions", "notes/export")
    ),
    Row(
        "PUT",
        "/api/coaching/clients/<string:client_id>/notes",
        of_client(200),
        CLIENT,
        always(text="They laugh a lot", version=1),
        **BY_COACH,
    ),
    Row("GET", "/api/coaching/kept-notes", each(200)),
    *(
        Row(
            "GET", f"/api/coaching/kept-notes/<string:kept_id>{what}", of_notes(200), KEPT, **BY_LEA
        )
        for what in ("", "/versions", "/export")
    ),
    Row("DELETE", "/api/coaching/kept-notes/<string:kept_id>", of_notes(204), KEPT, **BY_LEA),
    Row(
        "GET",
        "/coach/<string:client_id>/notes",
        of_client(200, **nobody(303)),
        CLIENT,
        shows=dict.fromkeys(("self", "coach"), OF_CLIENT),
        **BY_COACH,
    ),
    Row(
        "POST",
        "/coach/<string:client_id>/notes",
        of_client(303, **nobody(303)),
        CLIENT,
        always(text="They laugh a lot", version="1"),
        True,
        **BY_COACH,
    ),
    Row(
        "GET",
        "/coach/<string:client_id>/notes/<any(text, json):kind>",
        of_client(200, **nobody(303)),
        {**CLIENT, "kind": "text"},
        **BY_COACH,
    ),
    Row("GET", "/coach/kept-notes", each(200, **nobody(303))),
    Row(
        "GET",
        "/coach/kept-notes/<string:kept_id>/<any(text, json):kind>",
        of_notes(200, **nobody(303)),
        {**KEPT, "kind": "text"},
        **BY_LEA,
    ),
    Row(
        "POST",
        "/coach/kept-notes/<string:kept_id>/remove",
        of_notes(303, **nobody(303)),
        KEPT,
        empty,
        True,
        **BY_LEA,
    ),
)

ROWS = (
    COACHING
    + SESSIONS
    + NOTES
    + CLIENTS
    + ROSTER
    + PRACTICE
    + OUR_COACH
    + COACH_SUGGESTS
    + CALLS
    + PAGES
    + SETTINGS
    + OF_HABIT
    + CHECK_INS
    + CARDS
    + TALKS
)
API = tuple(row for row in ROWS if row.rule.startswith("/api"))


@dataclass(frozen=True)
class Event:
    """What becomes of one event of a socket; `expect` is the status of its acknowledgement.

    200 stands for what the event answers; 401 also means that the upgrade was refused.
    """

    name: str
    expect: Expect
    body: Callable[[Ids], Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "expect", _of_coaches(self.expect))


EVENTS = (
    Event("connect", each(200)),
    Event("disconnect", each(200)),
    Event("catch_up", each(200), lambda _ids: {"after": 0}),
    Event("sync", shared(200), sync_body),
)
