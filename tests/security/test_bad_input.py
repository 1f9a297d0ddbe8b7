"""Hostile values in every field of every body and every query: refused in words or kept as sent.

What a schema says to a value needs no request: all values are put to each. What it refuses is then
sent once a field, to see that the call has this schema. What it takes is sent to both stores, words
in all fields that hold words at once, and read again. Of words each store gets a sixth, all with
`WOVEN_FULL=1`; `python -m tests.faults.hostile` sends 2,000 others.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle, zip_longest
from typing import Any
from urllib.parse import quote
from zlib import crc32

import pytest

from tests.security.furnishing import a_world_on
from tests.security.hostile import CHARACTERS, CURSORS, FEW, Way, put
from tests.security.matrix import API, ROWS, Row
from tests.security.senders import STANDING, Sender, who_asks
from tests.security.shapes import judged, load, schema_of, unstorable
from tests.security.words import NOT_KEPT, OPAQUE, SAME_WORDS, WORDS
from tests.security.world import World
from tests.support.databases import Databases
from tracker.services import transaction

WRITES = [row for row in API if row.method != "GET" and row.body is not None]
FREE = 25
"""A field that takes more different texts than these of the hostile ones holds words."""


@pytest.fixture(scope="module")
def worlds() -> Iterator[tuple[ExitStack, dict[str, World]]]:
    """One world a store, made when a test first asks: to make one takes longer than a test."""
    listeners = list(transaction.listeners)
    with ExitStack() as stack:
        yield stack, {}
    transaction.listeners[:] = listeners


@pytest.fixture
def world(
    worlds: tuple[ExitStack, dict[str, World]],
    store: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    """The world, in whatever store the test is for."""
    stack, made = worlds
    if store not in made:
        folder = tmp_path_factory.mktemp(store)
        if store == "sqlite":
            url = f"sqlite:///{shutil.copy(request.getfixturevalue('template'), folder / 'db')}"
        else:
            databases: Databases = request.getfixturevalue("postgres_databases")
            url = databases.take()
            stack.callback(databases.give_back, url)
        made[store] = stack.enter_context(a_world_on(url, folder))
    return made[store]


def some(values: Sequence[Any], where: str) -> Sequence[Any]:
    """Return a sixth of the values, another one for another place; all with `WOVEN_FULL=1`."""
    if os.environ.get("WOVEN_FULL"):
        return values
    return values[crc32(where.encode()) % PARTS :: PARTS]


PARTS = 6
FEW_TEXTS = 4
"""So many are enough for a text that is not kept."""


@pytest.mark.store("sqlite")  # schemas know no store
def test_a_schema_takes_only_what_can_be_kept_and_says_what_it_refuses(world: World) -> None:
    wrong = {row.name: judged(world, row)[1] for row in WRITES}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.store("sqlite")
def test_every_field_for_free_text_is_read_again_or_need_not_be(world: World) -> None:
    left_out = [
        (row.name, way)
        for row in WRITES
        for way, (taken, _) in judged(world, row)[0].items()
        if sum(isinstance(value, str) for value in taken) > FREE
        and way[-1] not in (*NOT_KEPT, *(WORDS[row.name].fields if row.name in WORDS else ()))
    ]
    assert left_out == []


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_hostile_values_are_refused_in_words_or_kept_as_sent(
    world: World, row: Row, store: str
) -> None:
    words = WORDS[row.name].fields if row.name in WORDS else ()
    sender = Sender(world, row)
    wrong: list[Any] = []

    def send(values: dict[Way, Any], refused: set[str] | None = None) -> bool:
        said = sender.complaint(values, refused)
        if said is not None:
            wrong.append(({way: repr(value)[:60] for way, value in values.items()}, said))
        return said is None

    texts: dict[Way, list[str]] = {}
    for way, (taken, refused) in judged(world, row)[0].items():
        where = f"{store} {row.name} {way}"
        if refused and store == "sqlite":  # what is refused by its shape is in no store's hands
            send({way: refused[crc32(where.encode()) % len(refused)]}, {str(way[0])})
        if way[-1] in words:
            is_asked = row.name in SAME_WORDS and store == "postgres"
            kept_texts = [value for value in taken if isinstance(value, str)]
            texts[way] = list(some(kept_texts, where))[: 3 if is_asked else None]
            taken = [value for value in taken if not isinstance(value, str)]
        elif way[-1] in NOT_KEPT:
            taken = [*(taken if way[-1] in OPAQUE else some(taken, where))][:FEW_TEXTS]
        for value in taken:
            send({way: value})
    for together in zip_longest(*texts.values()):
        send({way: value for way, value in zip(texts, together, strict=True) if value is not None})
    if (said := sender.leave()) is not None:
        wrong.append(said)
    assert wrong == []
    assert sender.kept >= 0.9 * sum(map(len, texts.values())), "refused instead of kept"


READS = [row for row in API if row.method == "GET" or row.name.endswith("<string:day>")]
NUMBERS = tuple(map(str, (2**63 - 1, 2**63, -1, 10**30)))
TEXTS = tuple(value for value in FEW if isinstance(value, str))
ADDRESSES = ("\0", "no-id", "x" * 3000, "٣", "2026-02-30", "\ud800")


def test_hostile_queries_are_refused_in_words_or_read(world: World, store: str) -> None:
    wrong: list[Any] = []
    state = ""
    STANDING.clear()
    for row in sorted(READS, key=lambda row: row.within):
        if row.within != state:
            state = row.within
            world.reset(state)
        person = who_asks(world, row)
        for address in addresses(world, row, store):
            try:
                response = person.call(row.method, address)
            except Exception as error:
                wrong.append((address[:120], f"{type(error).__name__}: {error}"[:200]))
                continue
            status = response.status_code
            is_problem = response.mimetype == "application/problem+json"
            if status not in (200, 204, 404, 422) or is_problem != (status >= 400):
                wrong.append((address[:120], response.get_data(as_text=True)))
    assert wrong == []


def addresses(world: World, row: Row, store: str) -> Iterator[str]:
    """Yield a row's path with hostile queries, and on PostgreSQL hostile paths.

    A schema is asked here too; of what it refuses SQLite alone gets one a name.
    """
    path = row.path(world.ids)
    schema = schema_of(world.app, row, "query")
    for name in () if schema is None else sorted(schema.fields):
        assert schema is not None
        taken: dict[str, str] = {}
        for text in (*TEXTS, *NUMBERS):
            is_taken, loaded = load(schema, {name: text})
            assert not is_taken or name in OPAQUE or unstorable(loaded) is None, (row.name, name)
            taken.setdefault(repr(loaded) if is_taken else "refused", text)
        if store == "postgres":
            taken.pop("refused", None)
        texts = list(some(CURSORS, f"{store} {path}")) if name == "after" else list(taken.values())
        yield from (f"{path}?{name}={spelled(text)}" for text in texts)
    if store == "sqlite":
        unknown = crc32(path.encode()) % len(UNKNOWN)
        yield f"{path}?{spelled(UNKNOWN[unknown])}=1"
    elif row.at:
        part = row.path(world.ids).rpartition(world.ids[list(row.at.values())[-1]])
        yield from (f"{part[0]}{spelled(text)}{part[2]}" for text in ADDRESSES)


FORMS = [row for row in ROWS if row.form and row.body is not None]
TYPED = (
    *("\0", "\ud800", "9" * 30, "x" * 30_000, "a\0b", "no-id", "\x1b[31m", "2026-02-30"),
    *("\u0301" * 300, "9999-12-31", "-1", "x@example.org\r\nBcc: y@example.org", "٣"),
)


def test_no_form_falls_over_what_was_typed(world: World, store: str) -> None:
    """Each field gets one of the values, on PostgreSQL that which no text of its may hold."""
    wrong: list[Any] = []
    state = ""
    STANDING.clear()
    turn = cycle(TYPED if store == "sqlite" else TYPED[:1])
    for row in sorted(FORMS, key=lambda row: row.within):
        assert row.body is not None
        headers = world.headers(row.player(row.asker), row.credentials(row.asker)[-1])
        fields = row.body(world.ids)
        for name, typed in zip(fields, turn, strict=False):
            if row.within != state:
                state = row.within
                world.reset(state)
            data = {**fields, name: typed.encode("utf-8", "surrogatepass")}
            path, method = row.path(world.ids), row.method
            try:
                response = world.client().open(path, method=method, headers=headers, data=data)
            except Exception as error:
                wrong.append((row.name, name, typed[:20], repr(error)[:200]))
                state = ""
                continue
            if response.status_code >= 500:
                wrong.append((row.name, name, typed[:20], response.status_code))
            if response.status_code < 400:
                state = ""
    assert wrong == []


UNKNOWN = ("unknown", "\0", "\ud800", "")


def spelled(text: str) -> str:
    """Return a text as it stands in an address."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.store("sqlite")
def test_the_values_would_be_noticed(world: World) -> None:
    """What stands at a place is really sent there."""
    assert put({"a": 1}, ("b", "c"), 2) == {"a": 1, "b": {"c": 2}}
    assert put({"a": [{"x": 1}, 5]}, ("a", 0, "y"), 2)["a"][0] == {"x": 1, "y": 2}
    assert put({}, ("a", 0), 2) == {"a": [2]}
    row = next(row for row in WRITES if row.name == "POST /api/habits")
    found, _ = judged(world, row)
    expected = {("title",), ("cadence",), ("cadence", "weekdays"), ("cadence", "weekdays", 0)}
    assert set(found) >= expected
    assert {name for (name, *_) in found} >= {"why", "emoji", "mode", "first_turn", "starts_on"}
    taken, refused = found["title",]
    assert set(CHARACTERS) | {"", "x" * 81} <= {value for value in refused if type(value) is str}
    assert {"x" * 80, "שלום", "{{7*7}}"} <= set(taken)
    assert found["starts_on",][0] == [None, "2026-02-28"][:1]
