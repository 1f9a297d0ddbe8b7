"""Talks."""

from tests.security.row import Row, always, each, linked, nobody, shared

TALK = {"talk_id": "talk"}

SEEN = always(version=1)

ROWS = (
    Row("POST", "/api/talks", linked(409), body=always(minutes=10)),
    Row("GET", "/api/talks/current", linked(200)),
    Row("GET", "/api/talks/<string:talk_id>", shared(200), TALK),
    *(
        Row("POST", f"/api/talks/<string:talk_id>/{what}", shared(200), TALK, SEEN)
        for what in ("pause", "resume", "end")
    ),
    Row("GET", "/talk", each(200, **nobody(303))),
    Row("POST", "/talk", linked(303, **nobody(303)), body=always(minutes="10"), form=True),
    Row(
        "POST",
        "/talk/press",
        shared(303, **nobody(303)),
        body=lambda ids: {"talk": ids["talk"], "version": "1", "press": "pause"},
        form=True,
    ),
    Row(
        "POST",
        "/talk/tick",
        shared(404, **nobody(303)),
        body=lambda ids: {"talk": ids["talk"], "habit": ids["habit"]},
        form=True,
    ),
    Row(
        "POST",
        "/talk/leave",
        shared(303, **nobody(303)),
        body=lambda ids: {"talk": ids["talk"]},
        form=True,
    ),
)
