"""Requests made up from the OpenAPI document by schemathesis: what fits it, and what does not.

Each operation gets its share, first of what stands at the edges of its shapes (lengths, bounds,
fields left out, a wrong type, another method), then of what is drawn. With generated ids alone
everything would be 404, and a body drawn as a whole is almost never one that can be acted on. So
most requests name what is really there, and many are a good body in which some fields were
replaced.
"""

import json
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, urlencode

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.config import GenerationConfig
from schemathesis.core import NOT_SET
from schemathesis.core.result import Ok
from schemathesis.transport.requests import prepare_query

from tests.security.matrix import Row
from tests.security.operations import documented

MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
FEW = 5
"""So many drawn requests of an operation are of one kind."""
REAL, WHOLE, REPLACED = 0.8, 0.3, 0.5
"""How often a path names what is there; a body is left as it was drawn; a field is replaced."""


@dataclass(frozen=True)
class Request:
    """One request, as everybody sends it: only the credentials differ."""

    operation: str
    """`METHOD /path/{parameter}`, as the document names what it was drawn for."""
    row: Row
    method: str
    address: str
    """Path and query."""
    body: bytes | None
    content_type: str | None

    def __str__(self) -> str:
        body = "" if self.body is None else f" {self.content_type} {self.body[:300]!r}"
        return f"{self.method} {self.address[:300]}{body}"


def requests(
    document: dict[str, Any],
    rows: Sequence[Row],
    ids: Mapping[str, Any],
    count: int,
    chance: int,
) -> list[Request]:
    """Return `count` requests in turn for each operation, the same for the same `chance`.

    So whoever stops before the end has asked all operations alike.
    """
    by_name = {documented(row): row for row in rows}
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    share = -(-count // len(operations))
    shares = []
    for number, operation in enumerate(operations):
        dice = random.Random(f"{chance} {operation.label}")
        made = _edges(operation, dice, -(-share // 2))
        made += _drawn(operation, chance + number, share - len(made))
        row = by_name[operation.label]
        shares.append([_request(operation, case, row, ids, dice) for case in made])
    in_turn = [one for each in zip_longest(*shares) for one in each if one is not None]
    return in_turn[:count]


def _edges(operation: APIOperation, dice: random.Random, most: int) -> list[Case]:
    found = list(
        operation.schema.iter_coverage_cases(
            operation, generation_modes=MODES, generation_config=GenerationConfig()
        )
    )
    dice.shuffle(found)
    return found[:most]


def _drawn(operation: APIOperation, chance: int, most: int) -> list[Case]:
    found: list[Case] = []

    def draw(mode: GenerationMode, count: int) -> None:
        @seed(chance)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def keep(case: Case) -> None:
            found.append(case)

        with suppress(Unsatisfiable):  # an operation that takes nothing can be given nothing wrong
            keep()

    # To begin takes longer than to draw a few: then one kind alone, another one by each number.
    kinds = MODES if most > FEW else MODES[chance % 2 :][:1]
    for number, mode in enumerate(kinds, 1):
        if number * most // len(kinds) > len(found):
            draw(mode, number * most // len(kinds) - len(found))
    return found[:most]


def _request(
    operation: APIOperation, case: Case, row: Row, ids: Mapping[str, Any], dice: random.Random
) -> Request:
    address = row.path(ids).partition("?")[0]
    if dice.random() > REAL:
        made_up = {name: _spelled(str(value)) for name, value in case.path_parameters.items()}
        address = operation.path.format(**made_up)
    query = prepare_query(case) or ""
    if not isinstance(query, str):
        query = urlencode(query, doseq=True, errors="surrogatepass")
    body, content_type = None, None
    if case.body is not NOT_SET:
        content_type = case.headers.get("Content-Type") or case.media_type
        body = json.dumps(_body(case.body, row, ids, dice), default=str).encode()
    return Request(
        operation=operation.label,
        row=row,
        method=case.method,
        address=f"{address}?{query}" if query else address,
        body=body,
        content_type=content_type,
    )


def _body(drawn: Any, row: Row, ids: Mapping[str, Any], dice: random.Random) -> Any:
    good = None if row.body is None else row.body(ids)
    if not isinstance(drawn, dict) or not isinstance(good, dict) or dice.random() < WHOLE:
        return drawn
    return good | {name: value for name, value in drawn.items() if dice.random() < REPLACED}


def _spelled(text: str) -> str:
    """Return a text as it stands in an address; what was drawn may be escaped already."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="%")
