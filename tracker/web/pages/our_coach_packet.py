"""The packet for a session, for the two: what their coach has, in the same numbers."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, url_for

from tracker import clock
from tracker.services import errors
from tracker.services.coaching import letting_in, packet
from tracker.services.coaching.packet import Packet
from tracker.web.packets import Kind
from tracker.web.pages import browser, coach_names, packet_page

blueprint = Blueprint("our_coach_packet", __name__)


@blueprint.get("/our-coach/packet")
def show() -> Any:
    """Show the packet since the last session, or of the range in the address."""
    make = _maker(browser.me())
    if make is None:
        return redirect(url_for("our_coach.show"), 303)
    return packet_page.page(
        make,
        _called,
        back=url_for("our_coach.show"),
        endpoint="our_coach_packet.show",
    )


@blueprint.get("/our-coach/packet/<any(pdf, csv, json):kind>")
def show_file(kind: Kind) -> Response:
    """Give the packet as a file."""
    make = _maker(browser.me())
    if make is None:
        raise errors.NotFound
    return packet_page.file(make, kind, _called)


def _maker(me: str) -> packet_page.Make | None:
    letting = letting_in.show(me, clock.now())
    if letting is None:
        return None
    link_id = letting.link.id

    def make(first: date | None, last: date | None) -> Packet:
        return packet.for_couple(me, link_id, first, last, clock.now())

    return make


def _called(made: Packet) -> str:
    return coach_names.both(made.client)
