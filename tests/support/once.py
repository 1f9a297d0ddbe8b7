"""What every application of a test run comes to anew, with the same result: worked out once.

An application for each test keeps tests apart; compiling the routes, templates and statements of
each again took more than half of their time. Nothing of an application is shared: neither maps nor
environments nor connections, only what was made of the same text.
"""

import gc
from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule


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
    """Keep the functions that werkzeug compiles to build a route's addresses; undo it to end.

    Such a function reads all else, the converters too, from the rule that it is called on.
    """
    compiled: dict[Any, Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:  # these are worked into the function
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    patch = pytest.MonkeyPatch()
    patch.setattr(Rule, "_compile_builder", once)
    return patch


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
