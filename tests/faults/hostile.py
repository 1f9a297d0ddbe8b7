"""F15: hostile strings in every text field, on both databases; what was taken comes back.

    python -m tests.faults.hostile [--strings 2000] [--seed S] [--store sqlite|postgres ...]

A string is put to each field's schema first. What is refused is sent, in all the fields that refuse
it at once, and must be refused by name; what is taken is sent in all the others, and read again.
Then every field of every form gets some of them.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice, repeat
from pathlib import Path
from typing import Any

from tests.conftest import build
from tests.faults.hostile_strings import strings
from tests.security.furnishing import a_world_on
from tests.security.hostile import Way, put
from tests.security.matrix import API, ROWS
from tests.security.row import Row
from tests.security.senders import Sender
from tests.security.shapes import judged, load, schema_of
from tests.security.words import NOT_KEPT, SAME_WORDS, WORDS
from tests.security.world import World
from tests.support.servers import postgres_server
from tests.support.stores import BOTH, migrated

TENTH = 10
"""Of wishes in the columns of another call PostgreSQL gets so many times less."""
FORM = 20
"""So many strings a field of a form gets for 2,000 of a call's."""


@dataclass
class Figures:
    """What came of one store."""

    store: str
    fields: int = 0
    sent: int = 0
    kept: int = 0
    refused: int = 0
    forms: int = 0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    """Call or form, what was sent, and what was wrong."""
    outcomes: dict[tuple[str, str], Any] = field(default_factory=dict)
    """By call and string: what came back of it."""
    seconds: float = 0.0


def text_ways(world: World, row: Row) -> tuple[list[Way], list[Way]]:
    """Return the places of a row's body that keep words, and those that only look at them."""
    words = WORDS[row.name].fields if row.name in WORDS else ()
    found = judged(world, row)[0]
    kept = [way for way in found if way[-1] in words]
    others = [way for way in found if way[-1] in NOT_KEPT and way[-1] not in (*words, "op")]
    return kept, others


def ask_calls(world: World, figures: Figures, texts: Sequence[str]) -> None:
    """Put all strings into every text field of the API."""
    for row in API:
        kept, others = ([], []) if row.body is None else text_ways(world, row)
        if not kept and not others:
            continue
        figures.fields += len(kept) + len(others)
        is_less = figures.store != "sqlite" and row.name in SAME_WORDS
        sender = Sender(world, row)
        for text in texts[:: TENTH if is_less else 1]:
            for values, refused in plays(world, row, (kept, others), text):
                said = sender.complaint(values, refused)
                figures.sent += 1
                figures.refused += bool(refused)
                figures.outcomes[row.name, " ".join((*map(str, values), text))] = sender.outcome
                if said is not None:
                    figures.wrong.append((row.name, f"{list(values)} {text[:60]!r}", said))
        figures.kept += sender.kept
        if (said := sender.unreadable()) is not None:
            figures.wrong.append((row.name, "all of them", said))


def plays(
    world: World, row: Row, ways: tuple[list[Way], list[Way]], text: str
) -> Iterator[tuple[dict[Way, str], set[str] | None]]:
    """Yield where a text is to be put at once, with what must be refused."""
    schema = schema_of(world.app, row, "json")
    assert schema is not None
    assert row.body is not None
    good = row.body(world.ids)
    taken = {way: load(schema, put(good, way, text))[0] for each in ways for way in each}
    if refused := {way: text for way, is_taken in taken.items() if not is_taken}:
        yield refused, {str(way[0]) for way in refused}
    for each in ways:
        if values := {way: text for way in each if taken[way]}:
            yield values, None


def ask_forms(world: World, figures: Figures, texts: Sequence[str]) -> None:
    """Put some of the strings, others for another field, into every field of every form."""
    turn = cycle(texts)
    each = max(1, FORM * len(texts) // 2000)
    for row in ROWS:
        if not row.form or row.body is None:
            continue
        headers = world.headers(row.player(row.asker), row.credentials(row.asker)[-1])
        world.restore(row.within)
        good = row.body(world.ids)
        for name, text in ((name, text) for name in good for text in islice(turn, each)):
            body = {**good, name: text.encode("utf-8", "surrogatepass")}
            figures.forms += 1
            try:
                response = world.client().open(
                    row.path(world.ids), method=row.method, headers=headers, data=body
                )
            except Exception as error:
                figures.wrong.append((row.name, f"{name} {text[:60]!r}", repr(error)[:200]))
                world.reset(row.within)
                continue
            if response.status_code >= 500:
                said = f"{response.status_code}"
                figures.wrong.append((row.name, f"{name} {text[:60]!r}", said))
            elif response.status_code < 400:
                world.reset(row.within)


@contextmanager
def a_world_in(store: str) -> Iterator[World]:
    """Build the world in a store of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        if store == "sqlite":
            url = f"sqlite:///{folder / 'world.db'}"
        else:
            url = stack.enter_context(postgres_server()).new_database()
        migrated(build, url, folder)
        yield stack.enter_context(a_world_on(url, folder))


def run(store: str, texts: Sequence[str]) -> Figures:
    """Ask everything of one store."""
    figures, started = Figures(store), time.monotonic()
    with a_world_in(store) as world:
        ask_calls(world, figures, texts)
        ask_forms(world, figures, texts)
    figures.seconds = time.monotonic() - started
    return figures


def differences(one: Figures, other: Figures) -> list[str]:
    """Return what came of the same request in one store and not in the other."""
    return [
        f"{call} {asked[:80]!r}: {one.outcomes[call, asked]} and {other.outcomes[call, asked]}"
        for call, asked in one.outcomes.keys() & other.outcomes.keys()
        if call not in SAME_WORDS and one.outcomes[call, asked] != other.outcomes[call, asked]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--strings", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--store", action="append", choices=BOTH)
    arguments = parser.parse_args()
    texts = strings(arguments.strings, arguments.seed)
    stores = arguments.store or BOTH
    with ProcessPoolExecutor(len(stores), multiprocessing.get_context("spawn")) as beside:
        runs = list(beside.map(run, stores, repeat(texts)))
    print(f"{'store':9} fields strings    sent    kept refused forms wrong seconds")
    for one in runs:
        print(
            f"{one.store:9} {one.fields:6} {len(texts):7} {one.sent:7} {one.kept:7} "
            f"{one.refused:7} {one.forms:5} {len(one.wrong):5} {one.seconds:7.0f}"
        )
    apart = differences(*runs) if len(runs) > 1 else []
    print(f"{len(apart)} differences between the stores")
    for line in apart[:20]:
        print(f"- {line}")
    for one in runs:
        for said, times in Counter((call, said) for call, _, said in one.wrong).most_common(20):
            example = next(sent for call, sent, found in one.wrong if (call, found) == said)
            print(f"- {one.store} {said[0]}: {said[1]}\n  {times} times, e.g. {example}")
    return 1 if apart or any(one.wrong for one in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
