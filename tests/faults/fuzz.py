"""F4: requests made up from the served OpenAPI document, each sent in every role.

    python -m tests.faults.fuzz --cases 10000 [--seed S] [--role R ...]

No answer may be a 5xx, have a status or a type that the document does not name, or a body that
breaks its schema; every refusal is a problem document with a code from the list. To make a request
up costs more than to send it: so each is made once and sent by everybody. What the writes change
is put back now and then.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.test import TestResponse

from tests.conftest import build
from tests.faults.fuzz_answers import Answers
from tests.faults.fuzz_cases import Request, requests
from tests.security.furnishing import a_world
from tests.security.matrix import API
from tests.security.world import World
from tests.support.stores import migrated

ROLES = ("anonymous", "self", "partner", "ex", "stranger", "coach", "excoach")
UNDRAWN = ("/api/docs", "/api/openapi.json")
"""The document itself, and the page made of it: they are no operations of it."""
CHUNK = 160
"""So many requests, about one for each operation, before it is the next role's turn."""
PUT_BACK = 10
"""After so many writes that succeeded the world is put back."""
ENDS = ("unlink", "retire", "sign-out", "password", "me", "accept", "close-off")
"""What the last word of an address says of a write after which not much is left."""


@dataclass
class Tally:
    """What came of one role's requests."""

    sent: int = 0
    by_class: Counter[int] = field(default_factory=Counter)
    put_back: int = 0


@dataclass
class Figures:
    """What came of a run."""

    asked: int = 0
    operations: int = 0
    roles: dict[str, Tally] = field(default_factory=dict)
    found: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """By operation and complaint: how often, and one request that shows it."""
    making: float = 0.0
    seconds: float = 0.0

    @property
    def fewest(self) -> int:
        """Return how many requests the role with the fewest has sent."""
        return min(tally.sent for tally in self.roles.values())


class Player:
    """Sends requests as one role, and puts the world back."""

    def __init__(self, world: World, answers: Answers, role: str, figures: Figures) -> None:
        self.world, self.answers, self.role, self.figures = world, answers, role, figures
        self.tally = figures.roles.setdefault(role, Tally())
        self.client = world.client()
        self.state, self.changed = "", 0

    def play(self, chunk: Sequence[Request]) -> None:
        """Send them all, those for the same state of the world one after the other."""
        self.state = ""
        for request in sorted(chunk, key=lambda one: one.row.state(self.role)):
            if self.state != request.row.state(self.role) or self.changed >= PUT_BACK:
                self.state, self.changed = request.row.state(self.role), 0
                self.world.reset(self.state)
                self.tally.put_back += 1
            self._send(request)

    def _send(self, request: Request) -> None:
        credentials = request.row.credentials(self.role)
        credential = credentials[self.tally.sent % len(credentials)]
        headers = self.world.headers(request.row.player(self.role), credential)
        self.tally.sent += 1
        try:
            response = self.client.open(
                request.address,
                method=request.method,
                headers=headers,
                data=request.body,
                content_type=request.content_type,
            )
        except Exception as error:  # the tests' application hands on what would be a 500
            said: str | None = f"500 {type(error).__name__}: {str(error)[:200]}"
            self.tally.by_class[5] += 1
            self.changed = PUT_BACK
        else:
            said = self.answers.complaint(request, response)
            self.tally.by_class[response.status_code // 100] += 1
            self._note(request, response)
        if said is not None:
            times, example = self.figures.found.get((request.operation, said), (0, ""))
            shown = example or f"{self.role} by {credential}: {request}"
            self.figures.found[request.operation, said] = (times + 1, shown)

    def _note(self, request: Request, response: TestResponse) -> None:
        if request.method != "GET" and response.status_code < 300:
            last = request.address.partition("?")[0].rpartition("/")[2]
            ends = request.method == "DELETE" or last in ENDS
            self.changed += PUT_BACK if ends else 1


def run(
    world: World,
    cases: int,
    chance: int = 0,
    roles: Sequence[str] = ROLES,
    seconds: float | None = None,
) -> Figures:
    """Send so many requests in each role, or as many as `seconds` of processor time allow."""
    figures, started = Figures(asked=cases), time.process_time()
    document = world.client().get("/api/openapi.json").get_json()
    made = requests(document, API, world.ids, cases, chance)
    figures.operations = len({request.operation for request in made})
    figures.making = time.process_time() - started
    answers = Answers(document)
    players = [Player(world, answers, role, figures) for role in roles]
    for start in range(0, len(made), CHUNK):
        if seconds is not None and time.process_time() - started > seconds:
            break
        for player in players:
            player.play(made[start : start + CHUNK])
    figures.seconds = time.process_time() - started
    return figures


@contextmanager
def a_fresh_world() -> Iterator[World]:
    """Build the world on a SQLite file of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        migrated(build, f"sqlite:///{folder / 'template.db'}", folder)
        with a_world(folder / "template.db", folder) as world:
            yield world


def shown(figures: Figures) -> str:
    """Return the figures as a table, and each finding with a request that shows it."""
    lines = [f"{'role':10} {'sent':>7} {'2xx':>6} {'3xx':>5} {'4xx':>7} {'5xx':>4} {'put back':>9}"]
    for role, tally in figures.roles.items():
        of = tally.by_class
        lines.append(
            f"{role:10} {tally.sent:7} {of[2]:6} {of[3]:5} {of[4]:7} {of[5]:4} {tally.put_back:9}"
        )
    lines.append(
        f"{figures.operations} operations, {figures.seconds:.0f} s of processor time, "
        f"{figures.making:.0f} of them to make the requests up; {len(figures.found)} findings"
    )
    for (operation, said), (times, example) in sorted(figures.found.items()):
        lines.append(f"- {operation}: {said}\n  {times} times, e.g. {example}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000, help="for each role")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--role", action="append", choices=ROLES)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with a_fresh_world() as world:
        figures = run(world, arguments.cases, arguments.seed, arguments.role or ROLES)
    print(shown(figures))
    return 1 if figures.found else 0


if __name__ == "__main__":
    sys.exit(main())
