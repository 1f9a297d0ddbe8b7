"""The packet for a session, for the coach: to read, to print, to keep."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, url_for

from tracker import clock
from tracker.services.coaching import packet
from tracker.services.coaching.packet import Packet
from tracker.web.packets import Kind
from tracker.web.pages import browser, coach, coach_names, coach_pages, packet_page

blueprint = Blueprint("coach_packet", __name__)
blueprint.before_request(coach_pages.enter)


@blueprint.get("/coach/<string:client_id>/packet")
def show(client_id: str) -> Any:
    """Show the packet since the last session, or of the range in the address."""
    me = browser.me()
    return packet_page.page(
        _maker(me, client_id),
        _called(me),
        back=url_for("coach.client", client_id=client_id),
        endpoint="coach_packet.show",
        client_id=client_id,
    )


@blueprint.get("/coach/<string:client_id>/packet/<any(pdf, csv, json):kind>")
def show_file(client_id: str, kind: Kind) -> Response:
    """Give the packet as a file."""
    me = browser.me()
    return packet_page.file(_maker(me, client_id), kind, _called(me))


def _maker(me: str, client_id: str) -> packet_page.Make:
    def make(first: date | None, last: date | None) -> Packet:
        return packet.for_coach(me, client_id, first, last, clock.now())

    return make


def _called(me: str) -> Any:
    # Not by the coach's own name for them: the paper lies before all three.
    def called(made: Packet) -> str:
        return coach_names.called(made.client, initials=coach.wishes(me).initials)

    return called
