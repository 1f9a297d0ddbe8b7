"""Who may do what: one row for each method of each route and for each event of a socket.

What a row says, and who plays the roles, stands in `row.py`. The rows stand in `rows/`, a file for
each feature: what its `ROWS` holds is found by itself.
"""

import pkgutil
from importlib import import_module

from tests.security import rows
from tests.security.row import Event, Row, each, shared, sync_body

__all__ = ["API", "EVENTS", "ROWS", "Event", "Row"]

ROWS: tuple[Row, ...] = tuple(
    row
    for name in sorted(module.name for module in pkgutil.iter_modules(rows.__path__))
    for row in import_module(f"{rows.__name__}.{name}").ROWS
)
API = tuple(row for row in ROWS if row.rule.startswith("/api"))

EVENTS = (
    Event("connect", each(200, wall=200)),
    Event("disconnect", each(200, wall=200)),
    Event("catch_up", each(200), lambda _ids: {"after": 0}),
    Event("sync", shared(200), sync_body),
)
