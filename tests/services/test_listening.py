"""The store names those whom something has become of, and nobody else."""

from datetime import timedelta

from flask import Flask

from tests.support.people import Someone
from tracker import clock, store
from tracker.extensions import db
from tracker.models import Credential, StreamHead
from tracker.services import credentials, listening, transaction

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_those_are_named_whose_stream_has_moved_or_whose_credential_does_not_count(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, dev: Someone
) -> None:
    now = clock.now()
    with app.app_context():
        query = db.select(Credential.person_id, Credential.id)
        ids = {row.person_id: row.id for row in db.session.execute(query)}
        with transaction.writing() as session:
            session.get_one(Credential, ids[ben.id]).expires_at = now
            session.get_one(Credential, ids[dev.id]).expires_at = now + timedelta(seconds=1)
        credentials.end(cleo.id, ids[cleo.id], now)
        with transaction.writing() as session:
            session.execute(db.update(StreamHead).values(head=7))

        with store.reader(db.engine) as connection:
            reached = {ana.id: 7, ben.id: 6, dev.id: 8, NOBODY: 7}
            assert listening.moved(connection, reached) == {ben.id: 7, dev.id: 7}
            assert listening.moved(connection, {}) == {}
            over = listening.ended(connection, [*ids.values(), NOBODY], now)
            assert over == {ids[ben.id], ids[cleo.id], NOBODY}
            assert listening.ended(connection, [], now) == set()
