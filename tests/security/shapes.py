"""What the schemas themselves say to a value: at a hundredth of what it costs to send it."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from flask import Flask

from tests.security.hostile import VALUES, Way, kept, places, put
from tests.security.operations import documented
from tests.security.row import Row
from tests.security.words import OPAQUE, WORDS
from tests.security.world import World
from tracker.problems import BadShape

Sorted = dict[Way, tuple[list[Any], list[Any]]]
"""By place: of what a schema takes the first of each that it makes the same of; what it refuses."""
ALONE = ("POST /api/sync",)
"""Its operations are judged one by one, by another schema than the body's."""
_document: dict[str, Any] = {}
_judged: dict[str, tuple[Sorted, list[Any]]] = {}
Loaded = tuple[bool, Any]
"""Whether it was taken; and what of, or the messages by field."""


def schema_of(app: Flask, row: Row, where: str) -> ma.Schema | None:
    """Return the schema that judges a call's `json` or `query`, as its view has it."""
    (rule,) = (
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule == row.rule and row.method in (rule.methods or ())
    )
    documented = getattr(app.view_functions[rule.endpoint], "_apidoc", {})
    for argument in documented.get("arguments", {}).get("parameters", ()):
        if argument["in"] == where:
            shape = argument["schema"]
            return shape() if isinstance(shape, type) else shape
    return None


def load(schema: ma.Schema, body: Any) -> Loaded:
    """Return whether a schema takes a body, and what it makes of it; anything else it may raise."""
    try:
        return True, schema.load(body)
    except ma.ValidationError as error:
        problem = BadShape(error.normalized_messages())
    except BadShape as error:
        problem = error
    fields = problem.document()["errors"]
    json.dumps(fields).encode()
    assert fields
    return False, fields


def unstorable(value: Any) -> str | None:
    """Say what of a loaded value a store, or another store, would not take or give back."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return next(filter(None, map(unstorable, value)), None)
    if isinstance(value, str):
        if value != unicodedata.normalize("NFC", value):
            return "not NFC"
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value if letter != "\n"):
            return "no text"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "too large"
    return None


def judged(world: World, row: Row) -> tuple[Sorted, list[Any]]:
    """Put every hostile value to a row's schema, in every place; also return what is wrong.

    Once a row: the schemas know no store.
    """
    if row.name not in _judged:
        _judged[row.name] = _judge(world, row)
    return _judged[row.name]


def _served(world: World) -> dict[str, Any]:
    if not _document:  # to ask for it takes as long as ten writes
        _document.update(world.client().get("/api/openapi.json").get_json())
    return _document


def _judge(world: World, row: Row) -> tuple[Sorted, list[Any]]:
    document = _served(world)
    method, path = documented(row).split(" ")
    operation = document["paths"][path][method.lower()]
    shape = operation["requestBody"]["content"]["application/json"]["schema"]
    ways = dict(places(document, shape))
    schema = schema_of(world.app, row, "json")
    assert schema is not None
    assert row.body is not None
    body = row.body(world.ids)
    assert {name for (name, *_) in ways} >= set(body)
    found: Sorted = {}
    wrong: list[Any] = []
    for way in ways:
        taken: dict[str, Any] = {}
        refused: list[Any] = []
        for value in VALUES:
            try:
                is_taken, loaded = load(schema, put(body, way, value))
            except Exception as error:
                wrong.append((way, repr(value)[:60], f"{type(error).__name__}: {error}"[:200]))
                continue
            if not is_taken:
                refused.append(value)
                continue
            taken.setdefault(repr(loaded), value)
            is_looked_up = row.name in ALONE or way[-1] in OPAQUE
            said = None if is_looked_up else unstorable(loaded)
            if said or not _is_kept(row, way, value, loaded):
                wrong.append((way, repr(value)[:60], said or f"kept as {loaded[way[0]]!r}"))
        found[way] = list(taken.values()), refused
    return found, wrong


def _is_kept(row: Row, way: Way, value: Any, loaded: Any) -> bool:
    words = WORDS.get(row.name)
    if words is None or len(way) > 1 or way[0] not in words.fields or not isinstance(value, str):
        return True
    return (loaded[way[0]] or None) == kept(value)
