"""What the site itself serves: the door, documents, files, help."""

from tests.security.row import Row, each, everybody, nobody

ROWS = (
    Row("GET", "/api/openapi.json", everybody(200)),
    Row("GET", "/api/docs", everybody(200)),
    Row("GET", "/", everybody(200)),
    Row("GET", "/healthz", everybody(200)),
    Row("GET", "/readyz", everybody(200)),
    Row("GET", "/metrics", everybody(200)),
    Row(
        "GET",
        "/static/<version>/<path:name>",
        everybody(200),
        {"version": "any version", "name": "stylesheet"},
    ),
    Row("GET", "/sw.js", everybody(200)),
    Row("GET", "/manifest.webmanifest", everybody(200)),
    Row("GET", "/guidance", everybody(200)),
    Row("GET", "/guidance/help", everybody(200)),
    Row("GET", "/reading", everybody(200)),
    Row("GET", "/offline", everybody(200)),
    Row("GET", "/offline/days", each(200, **nobody(303))),
)
