"""Settings, all from the environment, each described once: here."""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tracker import own_secrets
from tracker.own_secrets import SettingError as SettingError

ROOT = Path(__file__).resolve().parent.parent


_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[1-9][0-9]{0,4}))?"
)
_MAIL = re.compile(r"smtps?://([^@/\s]+@)?(?P<host>[A-Za-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_PAGE = re.compile(r"https://[^\s<>\"']+")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that a name may not hold: controls, and what turns a line around."""
_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")
_PUSH_HOSTS = (
    "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com"
)
BY_FILE = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MAIL_URL", "VAPID_KEY", "METRICS_TOKEN")
"""Settings that hold secrets: of each, NAME_FILE may say which file it stands in."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment may decide.

    `INSTANCE_DIR`   folder of the secret, the default database and the demo's passwords;
                     default `instance/`
    `DATABASE_URL`   `sqlite:////path/file.db` (default: `woven.db` in INSTANCE_DIR) or
                     `postgresql+psycopg://…`
    `REDIS_URL`      only with several processes: hands committed changes from one to the others
    `PORT`           where `python wsgi.py` listens; default 8000
    `BIND`           address it listens on; default 127.0.0.1
    `PUBLIC_URL`     origin for links and for the Host and Origin checks; default
                     `http://127.0.0.1:PORT`, with `localhost` beside it while it is not set
    `PROXY_HOPS`     how many proxies stand in front and set X-Forwarded-For; default 0: none is
                     believed
    `SECRET_KEY`     at least 32 characters; default: made at the first start and kept in
                     INSTANCE_DIR, mode 0600
    `RATE_LIMITS`    `off` for tests and benchmarks; refused where PUBLIC_URL is https
    `MAIL_URL`       `smtp://user:password@host:587` (with STARTTLS where there is a user) or
                     `smtps://…`; default: mails are written into the folder `mail` in INSTANCE_DIR
    `MAIL_FROM`      address that mails come from; default `woven@` the host of PUBLIC_URL
    `SIGNUP_CONFIRM` `on`: accounts start with a mailed link; default: on where MAIL_URL is set
    `VAPID_KEY`      what this server proves itself by to push services: a private key as
                     `web-push generate-vapid-keys` prints it; default: made at the first start
                     and kept in INSTANCE_DIR, mode 0600
    `PUSH_HOSTS`     push services that reminders may be sent to, with commas between them; `*.` at
                     the front stands for any name below; default those of Chrome, Firefox, Safari
                     and Edge
    `EXIT_URL`       where "Exit" on every page leads: somewhere unremarkable; default
                     `https://www.wikipedia.org/`
    `OPERATOR`       who runs this server, as people read it before they link: a name, at most 80
                     characters; default: "Whoever runs this server"
    `OPERATOR_CONTACT` how they reach them: an email address or an address that begins with
                     https://
    `UNDONE_LIST`    file with what must not come back with an older backup: accounts that were
                     erased, couples and coachings that were ended, as ids; default `undone.txt` in
                     INSTANCE_DIR, mode 0600. It must not be restored together with the database
    `BACKUP_DIR`     folder that `flask backup` and migrations put their backups into; default
                     `backups` in INSTANCE_DIR
    `MIGRATION_BACKUP` `off`: migrations do not back up the database first, for who does so
                     themselves
    `JOBS`           `here` (default): every process that serves also does what nobody waits for;
                     `elsewhere`: processes of `python wsgi.py jobs` do
    `STOP_SECONDS`   how long a process that is told to stop (SIGTERM) goes on serving, while
                     /readyz says so to the proxy: from 0, the default, to 60. 5 behind a proxy that
                     asks each second
    `METRICS_TOKEN`  what /metrics is asked with, `Authorization: Bearer …`, at least 16
                     characters; default: only this machine may ask, and not by way of a proxy
    `LOG_LEVEL`      debug, info (default), warning or error

    Of those in BY_FILE, `…_FILE` may be set in place of the setting itself, to a file that it
    stands in: what containers and systemd hand secrets over by.
    """

    instance_dir: Path
    database_url: str
    redis_url: str | None
    port: int
    bind: str
    public_url: str
    origins: frozenset[str]
    proxy_hops: int
    secret_key: str
    rate_limits: bool
    mail_url: str | None
    mail_from: str
    signup_confirm: bool
    vapid_key: str
    push_hosts: tuple[str, ...]
    exit_url: str
    operator: str | None
    operator_contact: str | None
    undone_list: Path
    backup_dir: Path
    migration_backup: bool
    jobs_here: bool
    stop_seconds: int
    metrics_token: str | None
    log_level: str

    @property
    def https(self) -> bool:
        """Tell whether people reach this server by https: a production server."""
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """Return the Host headers that are ours."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    @property
    def sqlite(self) -> bool:
        """Tell whether the store is a SQLite file."""
        return self.database_url.startswith("sqlite")


def from_environ(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises SettingError for a value that cannot be used.
    """
    env = _with_files(os.environ if environ is None else environ)
    instance = Path(env.get("INSTANCE_DIR") or ROOT / "instance").resolve()
    port = _integer(env, "PORT", 8000, 1, 65535)
    public_url, origins = _origins(env.get("PUBLIC_URL", "").rstrip("/"), port)
    https = public_url.startswith("https://")
    rate_limits = _switch(env, "RATE_LIMITS", default=True)
    if https and not rate_limits:
        raise SettingError("RATE_LIMITS=off is refused where PUBLIC_URL is https")
    if https and env.get("FLASK_DEBUG", "0") not in ("", "0", "false"):
        raise SettingError("FLASK_DEBUG is refused where PUBLIC_URL is https")
    database_url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'woven.db'}"
    if not database_url.startswith(("sqlite:////", "postgresql+psycopg://")):
        raise SettingError("DATABASE_URL: sqlite:////path/file.db or postgresql+psycopg://…")
    mail_url = env.get("MAIL_URL") or None
    if mail_url is not None and not _MAIL.fullmatch(mail_url):
        raise SettingError("MAIL_URL: smtp://user:password@host:587 or smtps://…")
    mail_from = env.get("MAIL_FROM") or f"woven@{urlsplit(public_url).hostname}"
    if not _ADDRESS.fullmatch(mail_from):
        raise SettingError("MAIL_FROM: an address such as woven@example.org")
    exit_url = env.get("EXIT_URL") or "https://www.wikipedia.org/"
    if not exit_url.startswith(("https://", "http://")):
        raise SettingError("EXIT_URL: an address that begins with https://")
    where = env.get("JOBS", "").lower() or "here"
    if where not in ("here", "elsewhere"):
        raise SettingError("JOBS: here or elsewhere")
    metrics_token = env.get("METRICS_TOKEN") or None
    if metrics_token is not None and not re.fullmatch(r"[!-~]{16,}", metrics_token):
        raise SettingError("METRICS_TOKEN: at least 16 characters, of ASCII and without spaces")
    log_level = env.get("LOG_LEVEL", "info").lower()
    if log_level not in ("debug", "info", "warning", "error"):
        raise SettingError("LOG_LEVEL: debug, info, warning or error")
    return Settings(
        instance_dir=instance,
        database_url=database_url,
        redis_url=env.get("REDIS_URL") or None,
        port=port,
        bind=env.get("BIND", "127.0.0.1"),
        public_url=public_url,
        origins=origins,
        proxy_hops=_integer(env, "PROXY_HOPS", 0, 0, 10),
        secret_key=own_secrets.secret_key(env.get("SECRET_KEY", ""), instance),
        rate_limits=rate_limits,
        mail_url=mail_url,
        mail_from=mail_from,
        signup_confirm=_switch(env, "SIGNUP_CONFIRM", default=mail_url is not None),
        vapid_key=own_secrets.vapid_key(env.get("VAPID_KEY", ""), instance),
        push_hosts=_hosts(env.get("PUSH_HOSTS") or _PUSH_HOSTS),
        exit_url=exit_url,
        operator=_operator(env.get("OPERATOR", "")),
        operator_contact=_contact(env.get("OPERATOR_CONTACT", "")),
        undone_list=Path(env.get("UNDONE_LIST") or instance / "undone.txt").absolute(),
        backup_dir=Path(env.get("BACKUP_DIR") or instance / "backups").absolute(),
        migration_backup=_switch(env, "MIGRATION_BACKUP", default=True),
        jobs_here=where == "here",
        stop_seconds=_integer(env, "STOP_SECONDS", 0, 0, 60),
        metrics_token=metrics_token,
        log_level=log_level,
    )


def _with_files(env: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with what stands in files read in."""
    read = {}
    for name in BY_FILE:
        place = env.get(f"{name}_FILE")
        if not place:
            continue
        if env.get(name):
            raise SettingError(f"{name} and {name}_FILE: set one of them")
        try:
            read[name] = Path(place).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"{name}_FILE: {place} cannot be read") from error
        if not read[name]:  # an empty one would be a setting that is not set, and its default
            raise SettingError(f"{name}_FILE: {place} is empty")
    return {**env, **read}


def _origins(public_url: str, port: int) -> tuple[str, frozenset[str]]:
    if not public_url:
        local = f"http://127.0.0.1:{port}"
        return local, frozenset({local, f"http://localhost:{port}"})
    # Spelled as browsers spell it in Host and Origin; and `HTTPS://` must count as https.
    parts = _ORIGIN.fullmatch(public_url.lower())
    if parts is None or int(parts["port"] or 1) > 65535:
        raise SettingError("PUBLIC_URL: an origin such as https://woven.example")
    usual = {"http": "80", "https": "443"}[parts["scheme"]]
    place = "" if parts["port"] in (None, usual) else f":{parts['port']}"
    origin = f"{parts['scheme']}://{parts['host']}{place}"
    return origin, frozenset({origin})


def _operator(raw: str) -> str | None:
    name = unicodedata.normalize("NFC", raw.strip())
    if len(name) > 80 or any(unicodedata.category(letter) in _UNSEEN for letter in name):
        raise SettingError("OPERATOR: a name of at most 80 characters, in one line")
    return name or None


def _contact(raw: str) -> str | None:
    contact = raw.strip()
    # It becomes a link: nothing but these two kinds may stand in it.
    if contact and not (_ADDRESS.fullmatch(contact) or _PAGE.fullmatch(contact)):
        raise SettingError("OPERATOR_CONTACT: an email address, or one that begins with https://")
    return contact or None


def _hosts(raw: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in raw.split(","))
    if not all(_HOST.fullmatch(host) for host in hosts):
        raise SettingError("PUSH_HOSTS: names such as fcm.googleapis.com,*.push.apple.com")
    return hosts


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", raw) or not low <= int(raw) <= high:
        raise SettingError(f"{name}: a whole number from {low} to {high}")
    return int(raw)


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    raw = env.get(name, "").lower()
    if raw not in ("", "on", "off"):
        raise SettingError(f"{name}: on or off")
    return default if not raw else raw == "on"
