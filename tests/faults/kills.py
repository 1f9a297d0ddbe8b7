"""F1: kill -9 in the middle of ticks, again and again; what was acknowledged is there, once.

    python -m tests.faults.kills [--kills 200] [--postgres]

The server is killed and started again while clients tick (`ticking.py`); on PostgreSQL every other
kill is one of the database instead, in immediate mode.
"""

import argparse
import random
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.faults.budget import Budget
from tests.faults.casting import cast
from tests.faults.report import Report
from tests.faults.soundness import wrong_with
from tests.faults.ticking import Figures
from tests.support.server import served
from tests.support.servers import PostgresServer, postgres_server


def run(
    kills: Budget,
    postgres: PostgresServer | None = None,
    template: Path | None = None,
    seed: int = 0,
) -> Report:
    """Kill as often as the budget has it; tell what came of it. `template`: as of LiveServer."""
    figures, report = Figures(), Report(f"F1 kill -9 on {'PostgreSQL' if postgres else 'SQLite'}")
    chance = random.Random(seed)
    url = None if postgres is None else postgres.new_database()
    with served(database_url=url, template=template) as server:
        people = cast([server], figures)
        for number in kills:
            time.sleep(chance.uniform(0.05, 0.4))
            if postgres is not None and number % 2:
                postgres.kill()
                time.sleep(chance.uniform(0.0, 0.1))
                postgres.start()
            else:
                server.restart()
        time.sleep(0.3)
        people.judge(figures)
        server.stop()
        # SQLAlchemy's own of connections that broke are among them; none of ours.
        unexpected = server.log.count('"event": "unexpected"')
        wrong = wrong_with(server.environ["DATABASE_URL"])
    report.say("kills", number + 1)
    figures.tell(report)
    report.must("unexpected errors in the log", unexpected, at_most=0)
    report.none("what the database's own check says", wrong)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        postgres = stack.enter_context(postgres_server(fsync=True)) if arguments.postgres else None
        report = run(Budget(arguments.kills), postgres, seed=arguments.seed)
    print(report)
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
