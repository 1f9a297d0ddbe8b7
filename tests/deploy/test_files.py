"""What a self-hoster copies: every setting and command in it exists, and nothing runs unguarded."""

import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tracker import config
from tracker.cli import COMMANDS
from tracker.config import ROOT, Settings

DEPLOY = ROOT / "deploy"
SETTINGS = set(re.findall(r"^\s*`([A-Z_]+)`", str(Settings.__doc__), re.M)) | {
    f"{name}_FILE" for name in config.BY_FILE
}
OTHERS = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "FLASK_APP", "PATH", "HOME", "UPSTREAMS"}
"""What is set for Python, Flask and the proxy."""
FLASK = {command.name for command in COMMANDS} | {"db"}
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSED = ["compose.yaml", "compose.cluster.yaml"]


def services(name: str) -> dict[str, dict[str, Any]]:
    """Return the services of a compose file."""
    composed = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = composed["services"]
    return found


def commands(text: str) -> set[str]:
    """Return the commands of `flask` that a text calls."""
    return set(re.findall(r"\bflask(?: --app wsgi)?,? ([a-z][a-z-]*)", text))


def hardening(unit: Path) -> list[str]:
    """Return what a unit says it may do, from that comment on."""
    text = unit.read_text(encoding="utf-8")
    return text.partition("# What it may do")[2].partition("\n[")[0].strip().splitlines()


def test_units_are_guarded_alike_and_call_what_there_is() -> None:
    assert [unit.name for unit in UNITS] == [
        "woven-backup.service",
        "woven-worker.service",
        "woven.service",
        "woven@.service",
    ]
    for unit in UNITS:
        assert hardening(unit) == hardening(UNITS[0])
        text = unit.read_text(encoding="utf-8")
        assert re.search(r"^User=woven$", text, re.M)
        given = re.findall(r"^Environment=(.+)$|env (PORT=)", text, re.M)
        names = {pair.partition("=")[0] for both in given for pair in "".join(both).split()}
        assert names <= SETTINGS | OTHERS, unit.name
        assert commands(text) <= FLASK
        for program in re.findall(r"\.venv/bin/python (\S+\.py|-m \S+)", text):
            file = program.removeprefix("-m ").replace(".", "/") + ".py"
            assert program in ("wsgi.py", "-m flask") or (ROOT / file).exists(), program
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="} <= set(
        hardening(UNITS[0])
    )


@pytest.mark.parametrize("name", COMPOSED)
def test_every_container_is_guarded(name: str) -> None:
    for title, service in services(name).items():
        assert service["read_only"] is True, title
        assert service["cap_drop"] == ["ALL"], title
        assert service["security_opt"] == ["no-new-privileges:true"], title
        assert set(service.get("cap_add", [])) <= {"NET_BIND_SERVICE"}, title
        assert "mem_limit" in service or title == "migrate", title
        if "ports" in service:
            assert title == "proxy"
        else:
            assert service["user"] in ("10001:10001", "postgres", "redis"), title
        environment = {
            key for key in service.get("environment", {}) if not key.startswith("POSTGRES_")
        }
        assert environment <= SETTINGS | OTHERS, title
        assert commands(" ".join(service.get("command", []))) <= FLASK, title
        assert set(service.get("depends_on", ())) <= set(services(name)), title


def test_the_database_and_redis_are_reached_by_nobody_else() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.cluster.yaml").read_text(encoding="utf-8"))
    assert composed["networks"]["back"] == {"internal": True}
    for title in ("postgres", "redis"):
        assert composed["services"][title]["networks"] == ["back"]
    assert composed["services"]["proxy"]["networks"] == ["front"]


def made_secrets(folder: Path) -> dict[str, str]:
    """Call the script in a folder; return what it keeps there."""
    subprocess.run([folder / "secrets.sh"], check=True, capture_output=True)
    return {path.name: path.read_text() for path in (folder / "secrets").iterdir()}


def test_secrets_are_made_once_for_their_owner_and_can_be_used(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "secrets.sh", tmp_path)
    made, again = made_secrets(tmp_path), made_secrets(tmp_path)
    assert made == again
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    composed = yaml.safe_load((DEPLOY / "compose.cluster.yaml").read_text(encoding="utf-8"))
    wanted = {place["file"].partition("/")[2] for place in composed["secrets"].values()}
    assert wanted == set(made) - {"redis_password"}
    given = composed["services"]["web1"]["environment"]
    environ = {
        key: value.replace("/run/secrets", str(tmp_path / "secrets"))
        for key, value in given.items()
    }
    read = config.from_environ(
        environ | {"PUBLIC_URL": "https://woven.example", "INSTANCE_DIR": str(tmp_path / "data")}
    )
    assert read.secret_key == made["secret_key"].strip()
    assert made["postgres_password"].strip() in read.database_url
    assert made["redis_password"].strip() in str(read.redis_url)
    assert (read.jobs_here, read.stop_seconds, read.proxy_hops) == (False, 5, 1)


def test_an_image_holds_what_it_runs_and_nothing_of_a_checkout() -> None:
    allowed = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.M)
    for name in allowed:
        assert (ROOT / name).exists(), name
    assert {"tracker", "migrations", "static", "templates", "wsgi.py", "pyproject.toml"} <= set(
        allowed
    )
    assert not {"instance", "tests", ".git", "deploy"} & set(allowed)
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in dockerfile
    stages = re.split(r"^FROM ", dockerfile, flags=re.M)[2:]
    for stage in stages[:2]:  # the last one is the first of them again
        assert re.findall(r"^USER (.+)$", stage, re.M)[-1] == "10001:10001"
    names = set(re.findall(r"^(?:ENV )? +([A-Z_]+)=|^ENV ([A-Z_]+)=", dockerfile, re.M))
    assert {"".join(pair) for pair in names} <= SETTINGS | OTHERS


def test_the_example_holds_settings_alone() -> None:
    example = (DEPLOY / "env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.M))
    assert {"PUBLIC_URL", "OPERATOR", "PROXY_HOPS"} <= named <= SETTINGS


def test_no_proxy_logs_paths_or_lets_anybody_at_the_metrics() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert re.search(r"@closed path .*/metrics /metrics/\*", caddy)
    assert {"request", "uri", "remote_ip"} <= set(re.findall(r"^\s+(\w+) delete$", caddy, re.M))
    site = caddy.partition("{$PUBLIC_URL} {")[2]
    assert not re.search(r"^\s+log\b", site, re.M)
    nginx = (DEPLOY / "nginx/woven.conf").read_text(encoding="utf-8")
    assert nginx.count("access_log off;") == nginx.count("server {") == 2
    assert "/(metrics|" in nginx
    assert "proxy_add_x_forwarded_for;" not in nginx


def test_what_operating_says_there_is_there_is() -> None:
    text = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    assert commands(text) <= FLASK, commands(text) - FLASK
    assert {"doctor", "backup", "restore"} <= commands(text)
    assert set(re.findall(r"^woven ([a-z]+)", text, re.M)) <= FLASK
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", text))
    assert named <= SETTINGS | OTHERS, named - SETTINGS
    files = set(re.findall(r"systemd/([\w@.-]+\w)", text))
    missing = {file for file in files if not (DEPLOY / "systemd" / file).exists()}
    assert missing <= {"system", "service", "timer", "target"}, missing
