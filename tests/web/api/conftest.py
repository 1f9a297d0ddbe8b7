"""An evening to agree on habits; and the world of `tests/security/`, as built for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.furnishing import a_world
from tests.security.world import World
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
def world(whole_world: World, request: pytest.FixtureRequest) -> World:
    """The world as it was built, in the state in which a row of the matrix is asked."""
    asked = getattr(request.node, "callspec", None)
    row = asked.params.get("row") if asked else None
    whole_world.restore(row.within if row else "linked")
    return whole_world
