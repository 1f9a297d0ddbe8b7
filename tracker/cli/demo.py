"""Demo data: `flask --app wsgi demo`."""

import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli import demo_story
from tracker.cli.demo_words import COACH, PEOPLE
from tracker.config import Settings
from tracker.services import demo, schema_version
from tracker.services.demo import Account, Lived
from tracker.streaks import local_date

FILE = "demo.json"
"""In the instance folder: who the standard demo's people are, and their passwords."""
ZONE = "Europe/Berlin"
HOST = "woven.example"
STANDARD_YEARS, STANDARD_SEED = 1.5, 41
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@click.command("demo")
@click.option(
    "--years",
    type=click.FloatRange(demo_story.SHORTEST, 40),
    help="Add a couple with this many years behind them, and print it as JSON.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the story.")
@click.option(
    "--couples",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="So many couples of one coach.",
)
@click.option("--if-empty", is_flag=True, help="Where there are other accounts, do nothing.")
@with_appcontext
def command(years: float | None, seed: int, couples: int, *, if_empty: bool) -> None:
    """Add demo accounts; without --years those that `make run` shows."""
    settings: Settings = current_app.config["WOVEN"]
    refusal = _refusal(settings)
    if years is not None:
        if refusal:
            raise click.ClickException(refusal)
        click.echo(json.dumps(_add(years, seed, couples, clock.now())))
        return
    path = settings.instance_dir / FILE
    people = _read(path)
    here = {} if refusal else demo.found([person["email"] for person in people])
    if not refusal and not here and demo.is_anybody_here():
        refusal = "There are accounts here already: no demo data beside them."
    if refusal:
        if not if_empty:
            raise click.ClickException(refusal)
        click.echo(refusal)
        return
    people = people or _standard_people()
    if not demo.has_ticked(here.get(people[0]["email"])):
        _write(path, people)  # first, so that nobody is left with an account and no password
        _tell_standard(people, here, clock.now())
        here = demo.found([person["email"] for person in people])
    _show(settings, [person for person in people if person["email"] in here], path)


def _refusal(settings: Settings) -> str | None:
    if settings.https:
        return "No demo data on a public server (PUBLIC_URL is https)."
    if schema_version.state() != "ok":
        return "The store is not ready: run `flask --app wsgi db upgrade` first."
    return None


def _add(years: float, seed: int, couples: int, now: datetime) -> dict[str, Any]:
    today = local_date(now, ZONE, 0)
    coach = _account(COACH)
    demo.add_person(coach, today - timedelta(days=round(years * demo_story.YEAR)))
    added = []
    for number in range(couples):
        one, other = (_account(name) for name in demo_story.names(seed, number))
        story = demo_story.tell(seed, number, years, today)
        lived = demo.live(story, (one, other), now)
        added.append({"partners": [_key(one), _key(other)], **_ids(lived)})
    first = added[0]
    said = {"partners": first["partners"], "coach": _key(coach), **first}
    return said if couples == 1 else said | {"couples": added}


def _account(name: str) -> Account:
    return Account(name, f"{name.lower()}.{secrets.token_hex(5)}@{HOST}", _password(), ZONE)


def _password() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _key(account: Account) -> dict[str, str]:
    return {"email": account.email, "password": account.password}


def _ids(lived: Lived) -> dict[str, Any]:
    return {"couple": lived.couple, "habits": list(lived.habits)}


def _standard_people() -> list[dict[str, str]]:
    roles = (PEOPLE[0], "partner"), (PEOPLE[1], "partner"), (COACH, "coach")
    return [
        {"name": name, "role": role, "email": f"{name.lower()}@{HOST}", "password": _password()}
        for name, role in roles
    ]


def _tell_standard(people: list[dict[str, str]], here: dict[str, str], now: datetime) -> None:
    """Tell the standard story; one that was broken off by a crash is told anew."""
    for person in people:
        if person["email"] in here:
            demo.forget(here[person["email"]], person["password"], now)
    one, other, coach = (
        Account(person["name"], person["email"], person["password"], ZONE) for person in people
    )
    today = local_date(now, ZONE, 0)
    story = demo_story.tell(STANDARD_SEED, 0, STANDARD_YEARS, today, asking=True)
    demo.add_person(coach, story.began)
    demo.live(story, (one, other), now)


def _read(path: Path) -> list[dict[str, str]]:
    try:
        people = json.loads(path.read_text(encoding="utf-8"))["people"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} cannot be read. Delete it, or the demo.") from error
    return list(people)


def _write(path: Path, people: list[dict[str, str]]) -> None:
    path.unlink(missing_ok=True)  # one that was left readable for others must not stay so
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"people": people}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def _show(settings: Settings, people: list[dict[str, str]], path: Path) -> None:
    lines = [
        f"  {person['name']:<5} {person['role']:<8} {person['email']:<18} {person['password']}"
        for person in people
    ]
    click.echo(f"\nWoven at {settings.public_url} — people of the demo to sign in as:")
    click.echo("\n".join(lines))
    click.echo(f"Their passwords are kept in {path}. `make run DEMO=0` starts without them.\n")
