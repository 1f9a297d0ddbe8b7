"""The screen on the wall."""

from tests.security.row import Row, always, each, empty, everybody, linked, nobody, shared

WALL = {"wall_id": "wall"}
ON_WALL = frozenset({("ana", "name"), ("ben", "name"), ("ana", "title")})

ROWS = (
    Row("GET", "/api/walls", linked(200)),
    Row("POST", "/api/walls", linked(201), body=always(names=False)),
    Row(
        "PATCH",
        "/api/walls/<string:wall_id>",
        shared(200, ex=404),
        WALL,
        always(names=False),
    ),
    Row("DELETE", "/api/walls/<string:wall_id>", shared(204, ex=404), WALL),
    # A screen is let in by its cookie, whoever else is signed in there: see test_wall.py.
    Row("GET", "/wall", everybody(404, wall=200), shows={"wall": ON_WALL}),
    Row(
        "GET",
        "/wall/<string:secret>",
        everybody(303, ex=404),
        {"secret": "wall_secret"},
    ),
    Row("GET", "/settings/wall", each(200, **nobody(303))),
    Row(
        "POST",
        "/settings/wall",
        each(409, **nobody(303), self=200, partner=200, stranger=200),
        body=always(names="on"),
        form=True,
    ),
    Row(
        "POST",
        "/settings/wall/<string:wall_id>",
        shared(303, ex=404, **nobody(303)),
        WALL,
        empty,
        True,
    ),
    Row(
        "POST",
        "/settings/wall/<string:wall_id>/end",
        shared(303, ex=404, **nobody(303)),
        WALL,
        empty,
        True,
    ),
)
