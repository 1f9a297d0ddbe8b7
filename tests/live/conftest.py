"""One real server for the live tests, and the strangers who listen to all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Ear, Remote, assert_silent
from tests.support.server import LiveServer
from tracker import clock


@pytest.fixture(scope="session")
def shared_server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server on SQLite for the whole run; a test that stops or kills one starts its own."""
    with LiveServer(tmp_path_factory.mktemp("live"), template=template) as server:
        yield server


@pytest.fixture(scope="session")
def eavesdroppers(shared_server: LiveServer) -> Iterator[tuple[list[Remote], list[Ear]]]:
    """Let dev and eva, another couple, and max listen from the first test to the last."""
    people = [Remote(shared_server, name) for name in ("dev", "eva", "max")]
    link(people[0], people[1])
    ears = [person.ear() for person in people]
    yield people, ears
    for ear in ears:
        ear.client.disconnect()


@pytest.fixture
def server(
    shared_server: LiveServer, eavesdroppers: tuple[list[Remote], list[Ear]]
) -> Iterator[LiveServer]:
    """Give the server; afterwards the strangers have heard nothing and stayed connected."""
    yield shared_server
    people, ears = eavesdroppers
    assert_silent(people, ears)
    assert all(ear.client.connected for ear in ears)


@pytest.fixture
def stranger(server: LiveServer, eavesdroppers: tuple[list[Remote], list[Ear]]) -> Remote:
    """Return dev, a stranger; more of one than to touch anything that is heard."""
    return eavesdroppers[0][0]


@pytest.fixture
def ana(server: LiveServer) -> Remote:
    """Return ana, one of the couple."""
    return Remote(server, "ana")


@pytest.fixture
def ben(server: LiveServer) -> Remote:
    """Return ben, the other of the couple."""
    return Remote(server, "ben")


@pytest.fixture
def couple(ana: Remote, ben: Remote) -> str:
    """Link ana and ben; return their couple's id."""
    return link(ana, ben)


@pytest.fixture
def habit(ana: Remote, couple: str) -> str:
    """Return the id of a daily habit of theirs."""
    return agreed(ana, couple, clock.now().date())
