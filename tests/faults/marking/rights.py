"""Who may read which mark: as templates/settings/who_sees_what.html says it, mark by mark.

What is not written here nobody may read, not even whose it is: passwords, secrets, what is kept of
them. Each line has to be used, so that none says more than is true.
"""

import re
from dataclasses import dataclass

from tests.faults.marking.asking import SCREEN
from tests.faults.marking.finding import Mark

FEED = "calendar"
"""Who has ana's calendar address, and nothing else."""
PAIRS = ({"ana", "ben"}, {"dev", "eva"})


@dataclass(frozen=True, slots=True)
class Right:
    """A mark, and what the one who may read it is to whose it is; on which addresses, of whom."""

    what: str
    who: str
    path: str = ""
    owners: str = ""

    def allows(self, relations: set[str], mark: Mark, path: str) -> bool:
        """Tell whether it is this right that lets somebody read a mark."""
        return (
            self.what == mark[1]
            and self.who in relations
            and (not self.owners or mark[0] in self.owners.split())
            and re.search(self.path, path) is not None
        )


def rights(*whats: str, who: str, path: str = "", owners: str = "") -> list[Right]:
    """Return one right for each of some marks."""
    return [Right(what, who, path, owners) for what in whats]


ZONES = r"^/(sign-up|join|settings/you|let-in)"
FILE = r"^/api/me/export"
INVITED = r"^/(join|api/invites/)"
LET_IN = r"^/(let-in|api/coach-invites/)"
MAILED = r"^/(forgot|confirm)/"

RIGHTS = [
    *rights("title", "wish", "why", "plan", "small", "emoji", "note", who="self"),
    *rights("words", "hour", "name", "email", "zone", "label", "question", who="self"),
    *rights("sealed", "opened", "quiet", "time", "passkey", "untold", "newemail", who="self"),
    *rights("goal", "alias", "practice", "ours", who="self"),
    *rights("ours", who="partner"),
    *rights("ours", who=SCREEN, owners="ana"),  # it shows their names
    *rights("device", who="self", path=r"^/api/me/push$"),  # a digest of what the browser knows
    *rights("kept", "kepttitle", who="self", path=FILE),
    *rights("brought", who="self", path=FILE),  # the partner once it is in, as a note
    *rights("id", who="self"),
    *rights("id", who="partner"),
    *rights("id", who="client"),
    *rights("id", who="colleague"),
    *rights("id", who="ex", path=f"{FILE}|^/api/changes$|^socket$"),  # what was told stays told
    *rights("id", who="exclient", path=f"{FILE}|^/api/changes$|^socket$|^/api/couple/coach$"),
    *rights("id", who="asking", path=r"^/api/couple/coach$"),
    *rights("title", "wish", "why", "plan", "small", "emoji", "note", who="partner"),
    *rights("words", "hour", "name", "question", who="partner"),
    *rights("sealed", "opened", who="partner", owners="dev eva"),  # both are in
    *rights("title", who="ex", path=FILE),  # a copied title, of what oneself ticked
    *rights("title", "name", "question", who="coach"),
    *rights("title", "why", "name", "goal", "practice", who="client", owners="cleo"),
    *rights("name", who="exclient", owners="lea cleo"),
    *rights("name", who="colleague"),
    *rights("name", who="asked"),
    *rights("name", who="asking"),
    *rights("name", "title", who="anybody", path=INVITED, owners="max"),
    *rights("name", who="anybody", path=LET_IN, owners="dev eva"),
    *rights("email", who="anybody", path=MAILED, owners="ana new"),
    *rights("zone", who="anybody", path=ZONES),
    *rights("title", "name", who=SCREEN, owners="ana ben"),
    *rights("wallsecret", who=SCREEN, path=r"^/wall$"),  # its own: the cookie is set anew
    *rights("title", "emoji", "words", "hour", "zone", who=FEED),
]


def relations(viewer: str, owner: str, *, left: bool = False) -> set[str]:
    """Return what a viewer is to an owner; `left`: ana has left ben since."""
    found = {"anybody"}
    if viewer == owner:
        found.add("self")
    elif {viewer, owner} in PAIRS:
        found.add("ex" if left and "ana" in (viewer, owner) else "partner")
    elif {viewer, owner} == {"fin", "ana"}:
        found.add("ex")
    elif {viewer, owner} == {"cleo", "lea"}:
        found.add("colleague")
    elif owner in ("ana", "ben"):
        found |= {"cleo": {"excoach" if left else "coach"}, "lea": {"excoach"}}.get(viewer, set())
        found |= {viewer} & {SCREEN, FEED}
    elif viewer in ("ana", "ben"):
        found |= {"cleo": {"exclient" if left else "client"}, "lea": {"exclient"}}.get(owner, set())
    elif {viewer, owner} in ({"cleo", "dev"}, {"cleo", "eva"}):
        found.add("asked" if viewer == "cleo" else "asking")
    return found
