"""The mails that were written into the folder, and their links."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy

from flask import Flask

from tests.support.people import CHEAP_HASH, Someone
from tracker import clock
from tracker.config import Settings
from tracker.extensions import db
from tracker.jobs.mailing import FOLDER
from tracker.models import MailLink, SignUp
from tracker.services import mail_links, sign_ups, transaction
from tracker.services.principal import digest


@dataclass(frozen=True)
class Mail:
    """One mail, as its reader sees it."""

    to: str
    sender: str
    subject: str
    body: str


def mails(app: Flask) -> list[Mail]:
    """Return every mail sent so far, oldest first."""
    settings: Settings = app.config["WOVEN"]
    files = sorted((settings.instance_dir / FOLDER).glob("*.eml"))
    parsed = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
    return [Mail(one["To"], one["From"], one["Subject"], one.get_content()) for one in parsed]


def link_in(mail: Mail) -> str:
    """Return the path of the link with a secret in a mail."""
    (path,) = re.findall(r"^http://127\.0\.0\.1:8000(/[a-z-]+/[\w-]{32})$", mail.body, re.M)
    return str(path)


def mailed_links(app: Flask, someone: Someone) -> dict[str, str]:
    """Make a link of each kind, as if it had been mailed; return the secrets.

    `mailed_confirm` and `mailed_reset` are somebody's, `mailed_sign_up` is a newcomer's.
    """
    kinds = (mail_links.CONFIRM, mail_links.RESET, "sign_up")
    made = {f"mailed_{kind}": mail_links.fresh_secret() for kind in kinds}
    now = clock.now()
    with app.app_context():
        with transaction.writing() as session:
            # Not asked for: the errand would give them other secrets.
            session.add_all(
                MailLink(
                    person_id=someone.id,
                    purpose=kind,
                    email=someone.email,
                    secret_digest=digest(made[f"mailed_{kind}"]),
                    created_at=now,
                    expires_at=now + mail_links.LIVES[kind],
                )
                for kind in kinds[:2]
            )
            session.add(
                SignUp(
                    email="newcomer@example.org",
                    address_key="newcomer@example.org",
                    password_hash=CHEAP_HASH,
                    name="New",
                    timezone="UTC",
                    secret_digest=digest(made["mailed_sign_up"]),
                    created_at=now,
                    expires_at=now + sign_ups.LIVES,
                )
            )
        db.session.remove()
    return made
