"""Whatever is written to the world is seen, and undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import build
from tests.security.furnishing import furnished
from tests.security.stored import Postgres, SqliteFile, stored_by
from tests.security.world import World
from tests.support.stores import NewStore
from tracker.extensions import db
from tracker.models import Person, StreamHead
from tracker.services import transaction


@pytest.fixture
def world(new_store: NewStore, tmp_path: Path) -> Iterator[World]:
    """The world, in either store."""
    listeners = list(transaction.listeners)
    app = build(new_store(), tmp_path)
    with furnished(app) as world:
        yield world
    transaction.listeners[:] = listeners
    with app.app_context():
        db.engine.dispose()


def test_every_write_is_noticed_and_undone(world: World, store: str) -> None:
    kinds = {"sqlite": SqliteFile, "postgres": Postgres}
    assert type(stored_by(world.app)) is kinds[store]
    world.restore("linked")
    before, dump = world.digest(), world.dump()
    assert world.digest() == before
    changes = (
        db.update(Person).filter_by(id=world.people["eva"].id).values(name="Another"),
        db.delete(StreamHead).filter_by(person_id=world.people["max"].id),
    )
    for change in changes:
        with world.app.app_context(), transaction.writing() as session:
            session.execute(change)
        assert world.digest() != before
        world.restore("linked")
        assert (world.digest(), world.dump()) == (before, dump)
    world.restore("left")
    assert world.digest() != before
    world.restore("linked")
    assert (world.digest(), world.dump()) == (before, dump)
