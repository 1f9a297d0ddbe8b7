"""Hostile values in every field of every body and every query: refused in words or kept as sent."""

import base64
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote
from zlib import crc32

import pytest
from werkzeug.test import TestResponse

from tests.security.hostile import FEW, VALUES, kept, places, put, values_for
from tests.security.matrix import API, Row
from tests.security.operations import documented, operations
from tests.security.world import World, a_world_on
from tests.support.databases import Databases
from tests.support.people import Someone
from tracker.services import transaction

WRITES = [row for row in API if row.method != "GET" and row.body is not None]
Back = Callable[[Someone, Mapping[str, Any], World], Any]


def habit(way: str) -> Back:
    """Return how to look at a habit again: what stands there now, or what is being asked."""

    def look(person: Someone, answer: Mapping[str, Any], _world: World) -> Any:
        shown = person.get(f"/api/habits/{answer['id']}").get_json()
        for step in way.split("."):
            shown = shown[step]
        return shown

    return look


def note(person: Someone, answer: Mapping[str, Any], world: World) -> Any:
    day = answer["tick"]["date"]
    path = f"/api/habits/{world.ids['habit']}/ticks?from={day}&to={day}"
    items = person.get(path).get_json()["items"]
    return next(item["note"] for item in items if item["person"] == person.id)


def synced_note(person: Someone, answer: Mapping[str, Any], world: World) -> Any:
    if answer["results"][0]["status"] == "rejected":
        return REFUSED
    day = world.ids["yesterday"]
    return note(person, {"tick": {"date": day}}, world)


def label(person: Someone, answer: Mapping[str, Any], _world: World) -> Any:
    items = person.get("/api/tokens").get_json()["items"]
    return next(item["label"] for item in items if item["id"] == answer["id"])


def suggested(name: str) -> Back:
    """Return how a coach looks again at what they suggested."""

    def look(person: Someone, answer: Mapping[str, Any], world: World) -> Any:
        path = f"/api/coaching/clients/{world.ids['client']}/suggestions/{answer['id']}"
        return person.get(path).get_json()[name]

    return look


REFUSED = object()
OF_A_HABIT = ("title", "why", "emoji", "plan", "two_minute")
WORDS: dict[str, dict[str, Back]] = {
    "POST /api/habits": {name: habit(name) for name in OF_A_HABIT},
    "POST /api/coaching/clients/<string:client_id>/suggestions": {
        name: suggested(name) for name in OF_A_HABIT
    },
    "PUT /api/habits/<string:habit_id>/occasions/<string:period_start>": {
        "words": habit("occasion.words")
    },
    "PUT /api/habits/<string:habit_id>/ticks/<string:day>": {"note": note},
    "PATCH /api/me": {"name": lambda person, _answer, _world: me(person)["name"]},
    "POST /api/accounts": {
        "name": lambda _person, answer, _world: answer["name"],
        "email": lambda _person, answer, _world: answer["email"],
    },
    "POST /api/tokens": {"label": label},
    "POST /api/sync": {"note": synced_note},
    **{
        f"POST /api/habits/<string:habit_id>/{what}": {
            name: habit(f"proposal.{name}") for name in OF_A_HABIT
        }
        for what in ("counter", "amend")
    },
}
"""Of each field that holds words, how to read them again once they were taken."""
SAME_WORDS = frozenset(
    {
        "POST /api/habits/<string:habit_id>/counter",
        "POST /api/habits/<string:habit_id>/amend",
        "POST /api/coaching/clients/<string:client_id>/suggestions",
    }
)
"""Rows that take the fields of POST /api/habits."""
INSTEAD = {"label": "Program"}
"""What stands in the place of words left empty, where that is not null."""


def me(person: Someone) -> dict[str, Any]:
    return person.get("/api/me").get_json()


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
    made[store].restore("linked")
    return made[store]


def who_asks(world: World, row: Row) -> Someone:
    """Return somebody for whom the row's own request would succeed, where there is anybody."""
    roles = ("self", "partner", "single", "coach", "excoach")
    role = next((role for role in roles if row.expect[role] < 300), "self")
    return world.people[row.player(role) or "ana"]


class Sender:
    """Sends a row's request with one value in another place each time."""

    def __init__(self, world: World, row: Row) -> None:
        self.world = world
        self.row = row
        self.person = who_asks(world, row)
        self.changed = False

    def complaint(self, way: Any, value: Any) -> str | None:
        """Send the value at that place; say what was wrong with the answer."""
        try:
            response = self.send(way, value)
            if response.status_code in STATES and self.changed:
                # Not the value's fault but that of the one before, which was taken.
                self.world.reset("linked")
                self.changed = False
                response = self.send(way, value)
            if response.status_code >= 400:
                shown = response.get_data(as_text=True)
                ok = response.status_code < 500 and response.mimetype == "application/problem+json"
                return None if ok else shown
            self.changed = True
            return self.judge(response, way, value)
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:300]

    def send(self, way: Any, value: Any) -> TestResponse:
        """Send it."""
        assert self.row.body is not None
        body = json.dumps(put(self.row.body(self.world.ids), way, value))
        path = self.row.path(self.world.ids)
        kwargs = {"data": body, "content_type": "application/json"}
        return self.person.call(self.row.method, path, **kwargs)

    def judge(self, response: TestResponse, way: Any, value: Any) -> str | None:
        """Say what is wrong with what was stored."""
        if isinstance(value, str) and way[-1] in WORDS.get(self.row.name, ()):
            again = WORDS[self.row.name][way[-1]](self.person, response.get_json(), self.world)
            expected = kept(value) or INSTEAD.get(way[-1])
            if again is not REFUSED and again != expected:
                return f"came back as {again!r}"
        return None


STATES = (401, 403, 404, 409, 410)


def unreadable(world: World) -> str | None:
    """Say which list or page the two cannot read any more."""
    for name in ("ana", "ben"):
        for path in ("/api/habits", "/api/progress", "/api/changes"):
            try:
                status = world.people[name].get(path).status_code
            except Exception as error:
                return f"then {path}: {type(error).__name__}"
            if status not in (200, 401, 404):  # the account or the couple may be gone by now
                return f"then {path}: {status}"
    return None


def some(values: Sequence[Any], where: str) -> Sequence[Any]:
    """Return a third of the values, another one for another place; all with `WOVEN_FULL=1`."""
    if os.environ.get("WOVEN_FULL"):
        return values
    return values[crc32(where.encode()) % PARTS :: PARTS]


PARTS = 3


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_hostile_values_are_refused_in_words_or_kept_as_sent(
    world: World, row: Row, store: str
) -> None:
    document = world.client().get("/api/openapi.json").get_json()
    operation = operations(world)[documented(row)]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    ways = dict(places(document, schema))
    assert row.body is not None
    assert {name for (name, *_) in ways} >= set(row.body(world.ids))
    sender = Sender(world, row)
    wrong: list[Any] = []
    for way, shape in ways.items():
        # What the store makes of a wish's words POST /api/habits asks of both.
        is_asked = store == "postgres" and row.name in SAME_WORDS
        for value in some(FEW if is_asked else values_for(shape), f"{row.name} {way}"):
            said = sender.complaint(way, value)
            if said is not None:
                wrong.append((way, repr(value)[:60], said))
        if sender.changed and (said := unreadable(world)) is not None:
            wrong.append((way, said))
    assert wrong == []


def cursor(text: str) -> str:
    """Return a text as a cursor would be written."""
    return base64.urlsafe_b64encode(text.encode()).decode()


CURSORS = (
    cursor("[" * 5000),
    cursor('{"a":' * 1000),
    cursor("[]"),
    cursor("{}"),
    cursor("null"),
    cursor("NaN"),
    cursor('["1"]'),
    cursor('["-1"]'),
    cursor('["99999999999999999999"]'),
    cursor('["1", "2"]'),
    cursor('["1", "00000000-0000-0000-0000-000000000000"]'),
    cursor('["9999999999999999", "00000000-0000-0000-0000-000000000000"]'),
    cursor('["-1", "00000000-0000-0000-0000-000000000000"]'),
    cursor('["1", "\\u0000"]'),
    cursor('["1", "\\ud800"]'),
    cursor('["2026-05-06", "00000000-0000-0000-0000-000000000000", "0"]'),
    cursor('["0001-01-01", "00000000-0000-0000-0000-000000000000", "-1"]'),
    cursor('["9999-12-31", "00000000-0000-0000-0000-000000000000", "99999"]'),
    cursor(f'["2026-05-06", "00000000-0000-0000-0000-000000000000", "{"9" * 40}"]'),
    cursor(f'["2026-05-06", "00000000-0000-0000-0000-000000000000", "{"9" * 4400}"]'),
    cursor(f'["2026-05-06", "00000000-0000-0000-0000-000000000000", {"9" * 4400}]'),
    cursor('["2026-05-06", "00000000-0000-0000-0000-000000000000", "1_0"]'),
    cursor('["2026-W19-3", "00000000-0000-0000-0000-000000000000", "0"]'),
    cursor('[["2026-05-06"], {}, null]'),
    cursor('["3"]')[:-1],
    "=" * 10,
    "A" * 4000,
)
READS = [row for row in API if row.method == "GET" or row.name.endswith("<string:day>")]


def test_hostile_queries_are_refused_in_words_or_read(world: World) -> None:
    known = operations(world)
    wrong = []
    for row in READS:
        described = known.get(documented(row), {}).get("parameters", ())
        names = {one["name"] for one in described if one["in"] == "query"}
        person = who_asks(world, row)
        for name, text in queries(names):
            query = f"{spelled(name)}={spelled(text)}"
            try:
                response = person.call(row.method, f"{row.path(world.ids)}?{query}")
            except Exception as error:
                wrong.append((row.name, query[:80], f"{type(error).__name__}: {error}"[:200]))
                continue
            status = response.status_code
            is_problem = response.mimetype == "application/problem+json"
            if status not in (200, 204, 404, 422) or is_problem != (status >= 400):
                wrong.append((row.name, query[:80], response.get_data(as_text=True)))
    assert wrong == []


def queries(names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield names and values for the query of an operation that knows these names."""
    texts = [value for value in FEW if isinstance(value, str)]
    numbers = map(str, (2**63 - 1, 2**63, -1, 10**30))
    yield from itertools.product(sorted(names), (*texts, *numbers))
    yield from itertools.product(names & {"after"}, CURSORS)
    yield from itertools.product(("unknown", "\0", "\ud800", ""), texts[:4])


def spelled(text: str) -> str:
    """Return a text as it stands in an address."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_the_values_would_be_noticed(world: World) -> None:
    """What stands at a place is really sent there."""
    assert put({"a": 1}, ("b", "c"), 2) == {"a": 1, "b": {"c": 2}}
    assert put({"a": [{"x": 1}, 5]}, ("a", 0, "y"), 2)["a"][0] == {"x": 1, "y": 2}
    assert put({}, ("a", 0), 2) == {"a": [2]}
    row = next(row for row in WRITES if row.name == "POST /api/habits")
    document = world.client().get("/api/openapi.json").get_json()
    content = operations(world)[documented(row)]["requestBody"]["content"]
    ways = dict(places(document, content["application/json"]["schema"]))
    expected = {("title",), ("cadence",), ("cadence", "weekdays"), ("cadence", "weekdays", 0)}
    assert set(ways) >= expected
    assert values_for(ways["title",]) == VALUES
    assert values_for(ways["starts_on",]) == FEW
    assert {name for (name, *_) in ways} >= {"why", "emoji", "mode", "first_turn", "starts_on"}
