"""The operations of the served OpenAPI document, and which row of the matrix each one is."""

from typing import Any

from tests.security.matrix import Row
from tests.security.world import World


def operations(world: World) -> dict[str, dict[str, Any]]:
    """Return the operations of the served document by `METHOD /path/{parameter}`."""
    document = world.client().get("/api/openapi.json").get_json()
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    }


def documented(row: Row) -> str:
    """Name a row as the document does."""
    return row.name.replace("<string:", "{").replace(">", "}")
