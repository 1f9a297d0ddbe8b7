"""The world, once a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.furnishing import a_world
from tests.security.world import World


@pytest.fixture(scope="module")
def world(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world as it was built; `world.restore` before each use."""
    with a_world(template, tmp_path_factory.mktemp("world")) as world:
        yield world
