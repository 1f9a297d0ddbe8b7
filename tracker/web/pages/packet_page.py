"""The page of a session's packet, the same for the coach and for the two."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from tracker.schemas.progress import Range
from tracker.services import errors
from tracker.services.coaching import packet as packets_
from tracker.services.coaching.packet import Packet
from tracker.web import packet_words, packets
from tracker.web.packets import Kind
from tracker.web.pages import forms

Make = Callable[[date | None, date | None], Packet]
"""Makes the packet of a range, which raises what the use case does."""
HEIGHT, STEP, WIDTH = 64, 14, 10
"""The picture of the weeks, in its own units: how high, how far apart, how wide a bar is."""
_RANGE = Range()


def file(make: Make, kind: Kind, called: Callable[[Packet], str]) -> Response:
    """Return the packet as a file, of the range that the address asks for."""
    values, wrong = _asked()
    if wrong:
        raise errors.NotFound
    made = make(values.get("from_"), values.get("to"))
    return packets.answer(made, kind, called(made))


def page(
    make: Make, called: Callable[[Packet], str], *, back: str, endpoint: str, **of: Any
) -> Response:
    """Return the page of the range that the address asks for; of the usual one if that is wrong.

    `back` is the page that leads here; `endpoint` names the page's own view, and with `_file` that
    of its files, `of` what is in their addresses.
    """
    values, wrong = _asked()
    status = 200
    made = None
    if not wrong:
        try:
            made = make(values.get("from_"), values.get("to"))
        except errors.Invalid as refusal:
            wrong = forms.said(refusal)
    if made is None:
        made, status = make(None, None), 422
    chosen: dict[str, Any] = {} if wrong else _address(values)
    shown = render_template(
        "coach/packet.html",
        packet=made,
        told=packet_words.tell(made, called(made)),
        bars=_bars(made),
        size=(STEP * len(made.summary.weeks), HEIGHT),
        typed=request.args,
        is_chosen=bool(chosen),
        files=[
            (kind.upper(), url_for(f"{endpoint}_file", kind=kind, **of, **chosen))
            for kind in ("pdf", "csv", "json")
        ],
        back=back,
        here=url_for(endpoint, **of),
        longest=packets_.LONGEST,
        wrong=wrong,
    )
    return make_response(shown, status)


def _asked() -> tuple[dict[str, Any], forms.Wrong]:
    """Return the range in the address; a field that was left empty chooses nothing."""
    given = {name: text for name, text in request.args.items() if name in ("from", "to") and text}
    return forms.loaded(_RANGE, given)


def _address(values: dict[str, Any]) -> dict[str, str]:
    return {name.rstrip("_"): day.isoformat() for name, day in values.items()}


def _bars(packet: Packet) -> tuple[str, str, str]:
    """Return the weeks as three paths: those of the range, the others, and the ground."""
    chosen: list[str] = []
    others: list[str] = []
    for number, week in enumerate(packet.summary.weeks):
        if not week.counted:
            continue
        high = max(round((HEIGHT - 2) * week.kept / week.counted), 1)
        bar = f"M{STEP * number + (STEP - WIDTH) // 2} {HEIGHT}v-{high}h{WIDTH}v{high}z"
        (chosen if packet.covers(week.start) else others).append(bar)
    return "".join(chosen), "".join(others), f"M0 {HEIGHT}H{STEP * len(packet.summary.weeks)}"
