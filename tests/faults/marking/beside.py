"""What comes about in ways that take days, or a mailbox: stored as it would be."""

from datetime import timedelta

from tests.security.world import NOW, ZONES, World
from tests.support.people import CHEAP_HASH
from tracker.extensions import db
from tracker.models import KeptTick, MailLink, PasskeyChallenge, Person, SignUp
from tracker.models.columns import new_id
from tracker.services import transaction


def store(world: World) -> None:
    """Store what comes about in ways that take days, or a mailbox."""
    people = {name: person.id for name, person in world.people.items()}
    rows = [
        KeptTick(
            person_id=people["fin"],
            habit_id=new_id(),
            date=NOW.date(),
            slot=0,
            title="mk-fin-kepttitle",
            note="mk-fin-kept",
        ),
        PasskeyChallenge(
            purpose="add",
            person_id=people["ben"],
            challenge=b"mk-ben-challenge",
            expires_at=NOW + timedelta(days=1),
        ),
        *(
            MailLink(
                person_id=None if purpose == "reset" else people["ana"],
                purpose=purpose,
                email=f"mk-ana-{email}@example.org",
                created_at=NOW,
                expires_at=NOW + timedelta(hours=1),
            )
            for purpose, email in (
                ("address", "newemail"),
                ("confirm", "email"),
                ("moved", "email"),
                ("reset", "email"),
            )
        ),
        SignUp(
            email="mk-new-email@example.org",
            address_key="mk-new-email@example.org",
            password_hash=CHEAP_HASH,
            name="mk-new-name",
            timezone=ZONES["max"],
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
        ),
    ]
    with world.app.app_context(), transaction.writing() as session:
        session.add_all(rows)
        # Mails of what was done to an account go to who has shown that they read theirs.
        session.execute(db.update(Person).values(email_confirmed_at=NOW))
