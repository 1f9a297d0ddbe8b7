"""The stream."""

from tests.security.row import Row, each

ROWS = (Row("GET", "/api/changes", each(200)),)
