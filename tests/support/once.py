"""What every application of a test run comes to anew, with the same result: worked out once.

An application for each test keeps tests apart; compiling the routes, templates and statements of
each again took more than half of their time. Nothing of an application is shared: neither maps nor
environments nor connections, only what was made of the same text.
"""

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, MethodType
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule

from tests.support.people import CHEAP, CHEAP_HASH
from tracker.config import ROOT
from tracker.services import passwords
from tracker.web import statics


class TemplateCode(BytecodeCache):
    """Keep the code of templates, by name and by a digest of the source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what is known."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_templates = TemplateCode()


def compile_templates_once(app: Flask) -> None:
    """Let an application take the code of its templates from one before it."""
    app.jinja_env.bytecode_cache = _templates


def compile_routes_once() -> pytest.MonkeyPatch:
    """Keep what werkzeug makes of a route's text; undo it to end.

    Functions that build addresses read all else from the rule that they are called on, and our
    converters nothing from the map that they were made for.
    """
    compiled: dict[Any, tuple[Any, ...]] = {}
    compile_rule = Rule.compile

    def once(rule: Rule) -> None:
        defaults = tuple((rule.defaults or {}).items())
        key = (rule.rule, rule.subdomain, rule.host, rule.is_leaf, rule.merge_slashes, defaults)
        if key not in compiled:
            compile_rule(rule)
            methods: tuple[Any, Any] = (rule._build, rule._build_unknown)
            functions = [method.__func__ for method in methods]
            compiled[key] = (rule._parts, rule._trace, rule._converters, rule.arguments, *functions)
        parts, trace, converters, arguments, build, build_unknown = compiled[key]
        rule._parts, rule._trace = list(parts), list(trace)
        rule._converters, rule.arguments = dict(converters), set(arguments)
        rule._build, rule._build_unknown = MethodType(build, rule), MethodType(build_unknown, rule)

    patch = pytest.MonkeyPatch()
    patch.setattr(Rule, "compile", once)
    return patch


def read_statics_once() -> pytest.MonkeyPatch:
    """Read and digest our own files for the first application alone; undo it to end."""
    fresh, kept = statics.Statics, cache(statics.Statics)

    def once(folder: Path) -> statics.Statics:
        return kept(folder) if folder == ROOT / "static" else fresh(folder)

    patch = pytest.MonkeyPatch()
    patch.setattr(statics, "Statics", once)
    return patch


_REAL = passwords._HASHER, passwords.DUMMY


def hash_cheaply() -> None:
    """Let passwords cost next to nothing in this process."""
    passwords._HASHER, passwords.DUMMY = CHEAP, CHEAP_HASH


@pytest.fixture
def real_hashes() -> Iterator[None]:
    """Let passwords cost what they cost where somebody is served."""
    passwords._HASHER, passwords.DUMMY = _REAL
    yield
    hash_cheaply()


_statements: dict[str, tuple[Dialect, Any]] = {}


def keep_statements(engine: Engine) -> None:
    """Let engines from now on take compiled statements from this one, which is connected.

    SQLAlchemy keeps them by dialect: with them goes what it has learnt of the server.
    """
    statements: Any = engine._compiled_cache
    statements.capacity = 3000  # of all tests, not those of one process that serves
    _statements[engine.dialect.name] = (engine.dialect, statements)


def compile_statements_once(engine: Engine) -> None:
    """Let an engine take its compiled statements from one that was kept, if there is one."""
    if kept := _statements.get(engine.dialect.name):
        engine.dialect, engine._compiled_cache = kept


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives as long as the run.

    Thousands of collected tests, the modules and all tables: it went through them again and again,
    which took more than half of what making an application takes. As tracker/server.py does it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
