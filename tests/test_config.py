"""Settings that are refused, and the secret that is made once."""

import re
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tracker import config, own_secrets
from tracker.config import SettingError, Settings, from_environ

HTTPS = "https://woven.example"
VAPID_KEY = "AAAAAAAAAABMvZ40Lu8lWQ465CjDXSvumPU54pOJR8g"
KEPT = {"secret_key", "vapid_key"}


def read(folder: Path, **environ: str) -> Settings:
    """Read the settings with this folder for what is kept."""
    return from_environ({"INSTANCE_DIR": str(folder), **environ})


def test_without_any_settings_it_is_for_this_machine(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'woven.db'}"
    assert (settings.port, settings.bind, settings.proxy_hops) == (8000, "127.0.0.1", 0)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.origins == {"http://127.0.0.1:8000", "http://localhost:8000"}
    assert settings.hosts == {"127.0.0.1:8000", "localhost:8000"}
    assert settings.rate_limits
    assert not settings.https
    assert settings.redis_url is None


def test_whoever_runs_it_may_say_who_they_are(tmp_path: Path) -> None:
    unset = read(tmp_path)
    assert (unset.operator, unset.operator_contact) == (None, None)
    assert unset.undone_list == tmp_path / "undone.txt"
    elsewhere = str(tmp_path / "elsewhere" / "list")
    said = read(
        tmp_path,
        OPERATOR=" Jose\u0301 & friends ",
        OPERATOR_CONTACT="help@example.org",
        UNDONE_LIST=elsewhere,
    )
    assert (said.operator, said.operator_contact) == ("Jos\u00e9 & friends", "help@example.org")
    assert str(said.undone_list) == elsewhere
    page = "https://example.org/about?us=1"
    assert read(tmp_path, OPERATOR_CONTACT=page).operator_contact == page


def test_an_empty_setting_is_one_that_is_not_set(tmp_path: Path) -> None:
    names = ("DATABASE_URL", "REDIS_URL", "PORT", "PUBLIC_URL", "SECRET_KEY", "RATE_LIMITS")
    unset = read(tmp_path)
    assert read(tmp_path, **dict.fromkeys(names, "")) == unset


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "80.5"),
        ("PORT", "http"),
        ("PORT", "٨٠٨٠"),
        ("PORT", "²"),
        ("PORT", " 8000"),
        ("PORT", "9" * 5000),
        ("PROXY_HOPS", "-1"),
        ("PROXY_HOPS", "11"),
        ("OPERATOR", "x" * 81),
        ("OPERATOR", "Two\nlines"),
        ("OPERATOR", "turned \u202e around"),
        ("OPERATOR_CONTACT", "javascript:alert(1)"),
        ("OPERATOR_CONTACT", "http://example.org"),
        ("OPERATOR_CONTACT", 'https://example.org/"onclick='),
        ("OPERATOR_CONTACT", "data:text/html,x@example.org x"),
        ("PROXY_HOPS", "all"),
        ("PUBLIC_URL", "woven.example"),
        ("PUBLIC_URL", "ftp://woven.example"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://woven.example/path"),
        ("PUBLIC_URL", "https://woven.example?query"),
        ("PUBLIC_URL", "https://woven.example#part"),
        ("PUBLIC_URL", "https://ana@woven.example"),
        ("PUBLIC_URL", "https://woven.example:port"),
        ("PUBLIC_URL", "https://woven.example:99999"),
        ("PUBLIC_URL", "https://wov en.example"),
        ("PUBLIC_URL", "https://[::1"),
        ("PUBLIC_URL", "*"),
        ("DATABASE_URL", "woven.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///relative.db"),
        ("DATABASE_URL", "postgresql://localhost/woven"),
        ("DATABASE_URL", "postgres://localhost/woven"),
        ("DATABASE_URL", "mysql://localhost/woven"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "x" * 31),
        ("RATE_LIMITS", "no"),
        ("RATE_LIMITS", "0"),
        ("VAPID_KEY", "short"),
        ("VAPID_KEY", "A" * 43),
        ("VAPID_KEY", "_" * 43),
        ("VAPID_KEY", f"{VAPID_KEY}="),
        ("PUSH_HOSTS", "*"),
        ("PUSH_HOSTS", "*.com"),
        ("PUSH_HOSTS", "push.example,"),
        ("PUSH_HOSTS", "https://push.example"),
        ("PUSH_HOSTS", "push.*.example"),
        ("MAIL_URL", "mail.example.org"),
        ("MAIL_URL", "http://mail.example.org"),
        ("MAIL_FROM", "Woven"),
        ("SIGNUP_CONFIRM", "maybe"),
        ("LOG_LEVEL", "loud"),
        ("JOBS", "there"),
        ("STOP_SECONDS", "61"),
        ("STOP_SECONDS", "-1"),
        ("METRICS_TOKEN", "fifteen-letters"),
        ("METRICS_TOKEN", "sixteen letters and spaces"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as refusal:
        read(tmp_path, **{name: value})
    if name in ("SECRET_KEY", "VAPID_KEY"):
        assert value not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMITS", "off"),
        ("RATE_LIMITS", "OFF"),
        ("FLASK_DEBUG", "1"),
        ("FLASK_DEBUG", "true"),
    ],
)
def test_what_is_for_tests_is_refused_in_production(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read(tmp_path, PUBLIC_URL=HTTPS, **{name: value})
    read(tmp_path, PUBLIC_URL="http://woven.example", **{name: value})


@pytest.mark.parametrize(
    ("url", "origin", "host"),
    [
        (HTTPS, HTTPS, "woven.example"),
        (f"{HTTPS}/", HTTPS, "woven.example"),
        (f"{HTTPS}:8443", f"{HTTPS}:8443", "woven.example:8443"),
        ("https://Woven.Example", HTTPS, "woven.example"),
        (f"{HTTPS}:443", HTTPS, "woven.example"),
        ("http://woven.example:80", "http://woven.example", "woven.example"),
        ("HTTPS://woven.example", HTTPS, "woven.example"),
        ("http://[::1]:8000", "http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_an_origin_is_read_as_browsers_send_it(
    tmp_path: Path, url: str, origin: str, host: str
) -> None:
    settings = read(tmp_path, PUBLIC_URL=url)
    assert settings.public_url == origin
    assert settings.origins == {origin}
    assert settings.hosts == {host}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "made"
    secret = getattr(read(folder), name)
    assert len(secret) >= 32
    assert {path.name for path in folder.iterdir()} == KEPT
    kept = folder / name
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text() == secret
    assert getattr(read(folder), name) == secret
    assert getattr(read(tmp_path / "other"), name) != secret


def test_secrets_that_are_given_are_taken_and_not_kept(tmp_path: Path) -> None:
    given = "given by whoever runs this server"
    settings = read(tmp_path, SECRET_KEY=given, VAPID_KEY=VAPID_KEY)
    assert (settings.secret_key, settings.vapid_key) == (given, VAPID_KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "\n", "short"])
@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_kept_secret_that_is_none_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SettingError, match=name):
        read(tmp_path)


def test_push_services_are_named_one_by_one(tmp_path: Path) -> None:
    assert "fcm.googleapis.com" in read(tmp_path).push_hosts
    given = read(tmp_path, PUSH_HOSTS="push.example.org, *.Push.Example").push_hosts
    assert given == ("push.example.org", "*.push.example")


@pytest.mark.parametrize("number", range(10))
def test_all_that_start_at_once_get_the_same_secret(tmp_path: Path, number: int) -> None:
    folder, line = tmp_path / f"made-{number}", threading.Barrier(4)

    def start(_one: int) -> tuple[str, str]:
        line.wait()
        settings = read(folder)
        return settings.secret_key, settings.vapid_key

    with ThreadPoolExecutor(4) as starting:
        secrets = set(starting.map(start, range(4)))
    assert len(secrets) == 1
    assert all(len(secret) >= 32 for secret in secrets.pop())
    assert {path.name for path in folder.iterdir()} == KEPT


def test_of_two_in_the_very_same_moment_one_secret_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = config.os.link
    first: list[str] = []

    def link(source: Path, target: Path) -> None:
        if not first:
            first.append("the other process was faster, by the blink of an eye")
            Path(target).write_text(first[0])
        real(source, target)

    monkeypatch.setattr(own_secrets.os, "link", link)
    assert read(tmp_path).secret_key == first[0]
    assert {path.name for path in tmp_path.iterdir()} == KEPT


def test_every_setting_is_described_where_it_is_read() -> None:
    source = Path(config.__file__).read_text()
    read_in_code = set(re.findall(r'env(?:\.get)?\(?,? ?"([A-Z_]+)"', source))
    described = set(re.findall(r"^    `([A-Z_]+)`", source, re.MULTILINE))
    assert described >= read_in_code - {"FLASK_DEBUG"}
    assert described


@pytest.mark.parametrize("name", config.BY_FILE)
def test_a_secret_may_stand_in_a_file_and_not_in_two_places(tmp_path: Path, name: str) -> None:
    place = tmp_path / "secret"
    setting = f"{name}_FILE"
    with pytest.raises(SettingError, match=f"^{setting}: "):
        read(tmp_path, **{setting: str(place)})
    place.write_text(" \n")
    with pytest.raises(SettingError, match=f"^{setting}: .* is empty"):
        read(tmp_path, **{setting: str(place)})
    fits = {
        "DATABASE_URL": "postgresql+psycopg://woven:secret@db/woven",
        "REDIS_URL": "redis://:secret@redis:6379/0",
        "MAIL_URL": "smtps://woven:secret@mail.example",
        "VAPID_KEY": VAPID_KEY,
    }.get(name, "s" * 40)
    place.write_text(f"{fits}\n")
    assert getattr(read(tmp_path, **{setting: str(place)}), name.lower()) == fits
    assert read(tmp_path, **{setting: str(place)}) == read(tmp_path, **{name: fits})
    with pytest.raises(SettingError, match="set one of them"):
        read(tmp_path, **{setting: str(place), name: fits})
    assert read(tmp_path, **{setting: ""}) == read(tmp_path)
