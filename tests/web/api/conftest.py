"""An evening to agree on habits; and the world of `tests/security/`, as built for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.world import World, a_world
from tests.web.api.evening import NOW, Clock


@pytest.fixture
def evening(time_machine: Clock) -> None:
    """Let it be that evening."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(scope="module")
def whole_world(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, once."""
    with a_world(template, tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def world(whole_world: World) -> World:
    """The world as it was built."""
    whole_world.restore("linked")
    return whole_world
