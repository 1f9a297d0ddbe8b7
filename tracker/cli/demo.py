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
from tracker.cli import demo_coaching, demo_story
from tracker.cli.demo_words import COACH, PEOPLE
from tracker.config import Settings
from tracker.services import demo, demo_twins, schema_version
from tracker.services import demo_coaching as coaching
from tracker.services.demo import Account, Lived
from tracker.streaks import local_date

FILE = "demo.json"
"""In the instance folder: who the standard demo's people are, and their passwords."""
ZONE = "Europe/Berlin"
HOST = "woven.example"
STANDARD_YEARS, STANDARD_SEED = 1.5, 41
DIFFERENT = 16
"""Of so many couples no two have the same story; of more, each has one of theirs."""
CLIENT = "client"
"""The role of who is there to be seen by the coach, and is not printed."""
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
    help=f"So many couples of one coach; from the {DIFFERENT + 1}th on with stories told before.",
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
        click.echo(json.dumps(_add(years, seed, couples, clock.now(), settings)))
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
        _tell_standard(people, here, clock.now(), settings)
        here = demo.found([person["email"] for person in people])
    _show(settings, [person for person in people if person["email"] in here], path)


def _refusal(settings: Settings) -> str | None:
    if settings.https:
        return "No demo data on a public server (PUBLIC_URL is https)."
    if schema_version.state() != "ok":
        return "The store is not ready: run `flask --app wsgi db upgrade` first."
    return None


def _add(
    years: float, seed: int, couples: int, now: datetime, settings: Settings
) -> dict[str, Any]:
    today = local_date(now, ZONE, 0)
    # One password for all of a run: hashing it for four hundred people takes ten seconds.
    password = _password()
    password_hash = demo.make_hash(password)

    def account(name: str) -> Account:
        email = f"{name.lower()}.{secrets.token_hex(5)}@{HOST}"
        return Account(name, email, password, ZONE, password_hash)

    coach = account(COACH)
    coach_id = demo.add_person(coach, today - timedelta(days=round(years * demo_story.YEAR)))
    added, originals = [], []
    for number in range(couples):
        one, other = (account(name) for name in demo_story.names(seed, number))
        if number < DIFFERENT:
            story = demo_story.tell(seed, number, years, today)
            coached = demo_coaching.let_in(coach_id, _secret(settings), story, today, ZONE)
            lived = demo.live(story, (one, other), now, coached=coached)
            if couples > DIFFERENT:
                originals.append(demo_twins.Original(lived))
        else:
            lived = originals[number % DIFFERENT].again((one, other))
        added.append({"partners": [_key(one), _key(other)], **_ids(lived)})
    first = added[0]
    said = {"partners": first["partners"], "coach": _key(coach), **first}
    return said if couples == 1 else said | {"couples": added}


def _secret(settings: Settings) -> bytes:
    return settings.secret_key.encode()


def _password() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _key(account: Account) -> dict[str, str]:
    return {"email": account.email, "password": account.password}


def _ids(lived: Lived) -> dict[str, Any]:
    return {"couple": lived.couple, "habits": list(lived.habits)}


def _standard_people() -> list[dict[str, str]]:
    roles = (PEOPLE[0], "partner"), (PEOPLE[1], "partner"), (COACH, "coach")
    people = [_person(name, role, _password()) for name, role in roles]
    shared = _password()
    clients = [name for pair in demo_coaching.COUPLES for name in pair]
    return people + [_person(name, CLIENT, shared) for name in clients]


def _person(name: str, role: str, password: str) -> dict[str, str]:
    return {"name": name, "role": role, "email": f"{name.lower()}@{HOST}", "password": password}


def _tell_standard(
    people: list[dict[str, str]], here: dict[str, str], now: datetime, settings: Settings
) -> None:
    """Tell the standard story; one that was broken off by a crash is told anew.

    The first couple comes last: by their ticks it is known that all was told.
    """
    for person in people:
        if person["email"] in here:
            demo.forget(here[person["email"]], person["password"], now)
    hashes = {password: demo.make_hash(password) for password in {p["password"] for p in people}}
    one, other, coach, *clients = (
        Account(p["name"], p["email"], p["password"], ZONE, hashes[p["password"]]) for p in people
    )
    today, secret = local_date(now, ZONE, 0), _secret(settings)
    story = demo_story.tell(STANDARD_SEED, 0, STANDARD_YEARS, today, asking=True)
    coach_id = demo.add_person(coach, story.began)
    coaching.open_practice(coach_id, demo_coaching.PRACTICE, now)
    for number, pair in enumerate(zip(clients[::2], clients[1::2], strict=False)):
        fate = demo_coaching.tell(STANDARD_SEED, number, today)
        coached = demo_coaching.let_in(coach_id, secret, fate, today, ZONE)
        demo.live(fate, pair, now, coached=coached)
    coached = demo_coaching.told(coach_id, secret, today, ZONE)
    demo.live(story, (one, other), now, coached=coached)


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
        if person["role"] != CLIENT
    ]
    click.echo(f"\nWoven at {settings.public_url} — people of the demo to sign in as:")
    click.echo("\n".join(lines))
    click.echo(f"Their passwords are kept in {path}. `make run DEMO=0` starts without them.\n")
