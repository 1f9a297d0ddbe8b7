"""A row of the matrix: what becomes of one method of one route, for every role.

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
    wall       a screen that a link of ana and ben has let in
    exwall     a screen whose link they have ended

For another role: add it to ROLES, to CAST and to the four expectations below; each row that
should differ for it names it. Who coaches is linked with nobody, and wherever a row does not name
them they get what `single` gets. A screen is nobody: it gets what `anonymous` gets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

COACHES = ("coach", "excoach")
SCREENS = ("wall", "exwall")
PEOPLE = ("self", "partner", "ex", "former", "stranger", "single", *COACHES)
NOBODIES = ("anonymous", "revoked", *SCREENS)
ROLES = (*NOBODIES, *PEOPLE)
CAST: dict[str, str | None] = {
    **dict.fromkeys(NOBODIES),
    "self": "ana",
    "partner": "ben",
    "ex": "ben",
    "former": "fin",
    "stranger": "dev",
    "single": "max",
    "coach": "cleo",
    "excoach": "lea",
}
STATE = {"ex": "left"}
"""In which state of the world a role asks, where it is not `linked`."""
CREDENTIALS = {
    "anonymous": ("none", "made up"),
    "revoked": ("deleted token", "expired session"),
    "wall": ("screen",),
    "exwall": ("ended screen",),
}
"""What a role presents, where it is not each of its token and its session."""
ASKING = ("self", "partner", "single", "coach", "excoach", "stranger", "anonymous")
"""Who is asked first whether they may."""
PROGRAMS_AT_PAGES = ("self", "stranger")
"""Who asks for pages with a token, too: a page is for browsers, and looks at neither."""

Expect = Mapping[str, int]
Ids = Mapping[str, Any]


def _complete(expect: Expect) -> Expect:
    """Add the roles that are named only where they differ."""
    like = {**dict.fromkeys(COACHES, "single"), **dict.fromkeys(SCREENS, "anonymous")}
    return {**{role: expect[other] for role, other in like.items() if other in expect}, **expect}


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
        object.__setattr__(self, "expect", _complete(self.expect))
        if "anonymous" in self.shows:
            screens = dict.fromkeys(SCREENS, self.shows["anonymous"])
            object.__setattr__(self, "shows", {**screens, **self.shows})

    @property
    def name(self) -> str:
        """Name the row, in the words of the URL map."""
        return f"{self.method} {self.rule}"

    def state(self, role: str) -> str:
        """Return in which state of the world a role asks."""
        return STATE.get(role, self.within)

    def credentials(self, role: str) -> tuple[str, ...]:
        """Return what a role presents, one after the other; first what is meant to be used."""
        if role in CREDENTIALS:
            return CREDENTIALS[role]
        if self.rule.startswith("/api/"):
            return ("token", "session")
        return ("session", "token") if role in PROGRAMS_AT_PAGES else ("session",)

    def status(self, role: str, credential: str) -> int:
        """Return what it comes to for a role with one of its credentials."""
        if credential == "token" and self.programs is not None:
            return self.programs
        return self.expect[role]

    @property
    def asker(self) -> str:
        """Name a role for which the row's own request succeeds; `self` where there is none."""
        return next((role for role in ASKING if self.expect[role] < 400), "self")

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


@dataclass(frozen=True)
class Event:
    """What becomes of one event of a socket; `expect` is the status of its acknowledgement.

    200 stands for what the event answers; 401 also means that the upgrade was refused.
    """

    name: str
    expect: Expect
    body: Callable[[Ids], Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "expect", _complete(self.expect))
