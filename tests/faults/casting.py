"""A couple whose clients tick, strangers beside them, and what must be true of them at the end."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tests.faults.ticking import SLOTS, Client, Figures, Place
from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tracker import clock


@dataclass
class Cast:
    """A couple whose clients tick, and strangers who must hear nothing of it."""

    clients: list[Client]
    people: list[Remote]
    strangers: list[Remote]
    couple: str

    def judge(self, figures: Figures) -> None:
        """Stop the clients, and compare cells and streams with what they know."""
        for client in self.clients:
            client.stopped.set()
        for client in self.clients:
            client.join(60)
            if client.failure is not None:
                raise client.failure
        judge(self.clients, self.people, self.strangers, figures)


def cast(servers: Sequence[LiveServer], figures: Figures) -> Cast:
    """Let two clients of each of a couple tick from now on, each at the next of the servers."""
    ana, ben, *strangers = (
        Remote(servers[0], name) for name in ("ana", "ben", "dev", "eva", "max")
    )
    link(strangers[0], strangers[1])
    couple = link(ana, ben)
    start = clock.now().date() - timedelta(days=5)
    clients = [
        Client(person, agreed(ana, couple, start, times=SLOTS), number, figures, server)
        for number, (person, server) in enumerate(
            zip((ana, ben, ana, ben), itertools.cycle(servers), strict=False)
        )
    ]
    for client in clients:
        client.start()
    return Cast(clients, [ana, ben], strangers, couple)


def judge(
    clients: Sequence[Client],
    people: Sequence[Remote],
    strangers: Sequence[Remote],
    figures: Figures,
) -> None:
    """Compare cells and streams with what the clients know."""
    for client in clients:
        expected = {place: note for place, note in client.holds.items() if note is not None}
        found = client.stored()
        for place in expected.keys() | found.keys():
            if expected.get(place) != found.get(place):
                figures.lost.append((place, expected.get(place), found.get(place)))
    for person in people:
        stream = person.stream()
        if [item["seq"] for item in stream] != list(range(1, len(stream) + 1)):
            figures.gaps.append(person.name)
        told: dict[tuple[str, str, Place], list[bool]] = defaultdict(list)
        for item in stream:
            if item["kind"] == "tick":
                data = item["data"]
                place = (data["date"], data["slot"])
                told[data["habit"], data["person"], place].append(data["done"])
        for client in clients:
            for place in client.places:
                heard = told[client.habit, client.person.id, place]
                if heard != client.shown[place]:
                    figures.doubled.append((person.name, place, heard, client.shown[place]))
    figures.leaks += [stranger.name for stranger in strangers if stranger.stream()]
