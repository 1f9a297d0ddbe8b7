"""The mails that were written into the folder."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask

from tracker.config import Settings
from tracker.jobs.mailing import FOLDER

RULE = b"\n" + b"-" * 79 + b"\n"


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
    folder: Path = settings.instance_dir / FOLDER
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns)
    raw = [part for path in files for part in path.read_bytes().split(RULE) if part.strip()]
    parsed = [message_from_bytes(part, policy=policy.default) for part in raw]
    return [Mail(one["To"], one["From"], one["Subject"], one.get_content()) for one in parsed]
