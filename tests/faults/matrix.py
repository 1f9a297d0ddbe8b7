"""F5: every route and every socket event in every role, printing what came of it.

    python -m tests.faults.matrix [--store postgres]

What each may do says the matrix (`tests/security/rows/`); a route without a row is a fault. The
tests ask the same in `tests/security/test_matrix.py`.
"""

import argparse
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import build
from tests.security.furnishing import a_world_on
from tests.security.judging import judge, judge_event, judge_head, judge_options
from tests.security.matrix import EVENTS, ROWS
from tests.security.row import CREDENTIALS, ROLES
from tests.security.world import World
from tests.support.servers import postgres_server
from tests.support.stores import migrated


@dataclass
class Figures:
    """What a run came to."""

    routes: int = 0
    events: int = len(EVENTS)
    roles: int = len(ROLES)
    requests: int = 0
    sockets: int = 0
    without_row: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    """Every answer that was not as its row says: a status, a word, a write, an item of a stream."""
    in_role: Counter[str] = field(default_factory=Counter)
    """In how many ways each role was judged."""

    @property
    def is_clean(self) -> bool:
        """Tell whether every route has its row and every answer is as it says."""
        return not self.without_row and not self.leaks

    @contextmanager
    def judged(self, what: str, role: str, credential: str) -> Iterator[None]:
        """Count an answer, and write down what is wrong with it."""
        self.in_role[role] += 1
        try:
            yield
        except Exception as error:
            said = traceback.extract_tb(error.__traceback__)[-1].line
            self.leaks.append(f"{what} as {role} by {credential}: {said} {str(error)[:200]}")


def run(world: World) -> Figures:
    """Ask for everything in every role."""
    figures = Figures(routes=len(ROWS))
    known, rules = {row.name for row in ROWS}, {row.rule: row for row in ROWS}
    for rule in world.app.url_map.iter_rules():
        names = {f"{method} {rule.rule}" for method in (rule.methods or set())}
        asked = {name for name in names if not name.startswith(("HEAD ", "OPTIONS "))}
        figures.without_row += sorted(asked - known)
    for row in ROWS:
        for role in ROLES:
            for credential in row.credentials(role):
                with figures.judged(row.name, role, credential):
                    judge(world, row, role, credential)
            if row is rules[row.rule]:
                with figures.judged(f"OPTIONS {row.rule}", role, row.credentials(role)[0]):
                    judge_options(world, row, role)
            if row.method == "GET":
                with figures.judged(f"HEAD {row.rule}", role, row.credentials(role)[0]):
                    judge_head(world, row, role)
    figures.requests = world.asked
    for event in EVENTS:
        for role in ROLES:
            for credential in CREDENTIALS.get(role, ("token", "session")):
                figures.sockets += 1
                with figures.judged(event.name, role, credential):
                    judge_event(world, event, role, credential)
    return figures


def show(figures: Figures, write: Callable[[str], object] = print) -> None:
    """Print the figures as a table, and the faults beneath it."""
    write(f"routes {figures.routes}, of them without a row: {len(figures.without_row)}")
    write(f"events {figures.events}, sockets opened or refused: {figures.sockets}")
    write(f"roles {figures.roles}, requests {figures.requests}")
    for role in ROLES:
        write(f"  {role:10} judged {figures.in_role[role]} times")
    write(f"leaks {len(figures.leaks)}")
    for fault in (*figures.without_row, *figures.leaks):
        write(f"  {fault}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'world.db'}"
        if arguments.store == "postgres":
            url = stack.enter_context(postgres_server()).new_database()
        migrated(build, url, folder)
        figures = run(stack.enter_context(a_world_on(url, folder)))
    show(figures)
    return 0 if figures.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
