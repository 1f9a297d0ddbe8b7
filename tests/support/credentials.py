"""More sessions and tokens than the one that a person of a test begins with."""

import secrets
from datetime import timedelta

from tests.support.people import Someone
from tracker import clock
from tracker.models import Credential
from tracker.services import principal, transaction


def another(person: Someone, kind: str = "token") -> tuple[str, str]:
    """Give a person one more session or token; return its id and secret."""
    secret, now = secrets.token_urlsafe(32), clock.now()
    with person.app.app_context(), transaction.writing() as session:
        row = Credential(
            person_id=person.id,
            kind=kind,
            secret_digest=principal.digest(secret),
            label="other",
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(days=1) if kind == "session" else None,
        )
        session.add(row)
        session.flush()
        return str(row.id), secret
