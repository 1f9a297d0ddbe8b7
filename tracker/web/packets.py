"""A session's packet as it is handed out: JSON, a table for spreadsheets, a paper to print."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from flask import Response, request

from tracker.schemas.coach_packet import Packet as PacketSchema
from tracker.services.coaching.figure_kinds import RangeFigures, Share
from tracker.services.coaching.packet import Packet
from tracker.web import packet_paper, packet_words, sheets, time_line_words

Kind = Literal["json", "csv", "pdf"]
TYPES: dict[str, Kind] = {
    "application/json": "json",
    "text/csv": "csv",
    "application/pdf": "pdf",
}
FILES = [mimetype for mimetype, kind in TYPES.items() if kind != "json"]
HEADER = ("part", "name", "from", "to", "kept", "counted", "rate", "value", "words")
_SHAPE = PacketSchema()


def wanted() -> Kind:
    """Return which form the request's Accept prefers; JSON where it takes none of ours."""
    return TYPES[request.accept_mimetypes.best_match(TYPES, default="application/json")]


def answer(packet: Packet, kind: Kind, title: str | None = None) -> Response:
    """Return a packet in one of the forms; `title` is what the two are called on paper."""
    if kind == "json":
        return Response(_SHAPE.write(document(packet)), mimetype="application/json")
    if kind == "csv":
        content, mimetype = sheets.write(rows(packet)), sheets.MIMETYPE
    else:
        told = packet_words.tell(packet, title or packet_words.pair(packet.client.names))
        content, mimetype = packet_paper.draw(told), "application/pdf"
    response = Response(content, mimetype=mimetype)
    # The day alone: a file's name lies about where anybody may see it.
    name = f"session-{packet.now.last.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def document(packet: Packet) -> dict[str, Any]:
    """Return a packet as its schema takes it."""
    now, before, summary = packet.now, packet.before, packet.summary
    return {
        "id": packet.client.link_id,
        "names": packet.client.names,
        "scopes": packet.client.scopes,
        "as_of": summary.as_of,
        "through": summary.through,
        "session_on": packet.session_on,
        "adherence": {
            "range": _range(now),
            "before": _range(before),
            "d7": summary.d7,
            "d28": summary.d28,
            "d90": summary.d90,
        },
        "weeks": [
            {**week._asdict(), "in_range": packet.covers(week.start)} for week in summary.weeks
        ],
        "habits": packet.habits,
        "changes": packet.changes,
        "returns": now.returns,
        "trends": [
            {
                "question": trend.question,
                "points": [{"on": on, "mean": mean} for on, mean in trend.points],
            }
            for trend in packet.trends
        ],
        "goals": packet.goals,
        "questions": packet.questions,
        "last_session": packet.sessions.last,
        "next_session": packet.sessions.next,
    }


def rows(packet: Packet) -> Iterator[Sequence[object]]:
    """Yield a packet as the rows of one table: what a row is of stands in its first cell."""
    now, before, summary = packet.now, packet.before, packet.summary
    yield HEADER
    yield _row("couple", " & ".join(packet.client.names))
    for part, figures in (("range", now), ("before", before)):
        yield _row(part, None, figures.first, figures.last, figures.total)
    for part, share in (("d7", summary.d7), ("d28", summary.d28), ("d90", summary.d90)):
        yield _row(part, None, None, summary.through, share)
    for week in summary.weeks:
        yield _row("week", None, week.start, None, Share(week.kept, week.counted, None))
    for habit in packet.habits or ():
        said = None if habit.terms is None else time_line_words.terms(habit.terms)
        yield _row("habit", habit.title, now.first, now.last, habit.now, words=said)
        yield _row("habit before", habit.title, before.first, before.last, habit.before)
    for entry in packet.changes:
        said = None if entry.terms is None else time_line_words.terms(entry.terms)
        yield _row(entry.kind, entry.title, entry.on, entry.until, value=entry.count, words=said)
    for days in now.returns:
        yield _row("way back", value=days)
    for trend in packet.trends:
        for on, mean in trend.points:
            yield _row("trend", trend.question, on, value=mean)
    for goal in packet.goals:
        yield _row("goal", None, goal.made_on, goal.done_on, words=goal.text)
    for question in packet.questions:
        yield _row("question", None, question.made_on, words=question.text)
    for part, day in (("last session", packet.sessions.last), ("next", packet.sessions.next)):
        yield _row(part, None, day)


def _range(figures: RangeFigures) -> dict[str, Any]:
    return {**figures.total._asdict(), "from_": figures.first, "to": figures.last}


def _row(
    part: str,
    name: str | None = None,
    first: date | None = None,
    last: date | None = None,
    share: Share | None = None,
    *,
    value: object = None,
    words: str | None = None,
) -> Sequence[object]:
    counts = ("", "", "") if share is None else share
    return (part, name, first, last, *counts, value, words)
