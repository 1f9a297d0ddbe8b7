"""What pages cost the server: `python -m tests.benchmarks.pages`.

Each beside an empty page of the same application that puts as many queries to the store, by primary
keys, and draws the layout with nothing in it. Through the whole stack, packed as browsers get it,
for a couple with six habits and years of history.
"""

import json

from flask import Flask, render_template, request
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from tests.benchmarks.in_process import Ask, application, by_turns, settle, signed_in
from tests.benchmarks.table import Pair, head, row
from tests.support.statements import asked, driven
from tracker.extensions import db
from tracker.models import CoachLink, Membership, Person
from tracker.web.pages import browser

YEARS, SEED = 5, 3
TURNS, ROUNDS, WARM = 5, 40, 30
PAGES = ("/today", "/us", "/habits", "/habits/{habit}", "/check-in", "/settings")
OF_COACH = ("/coach", "/coach/{client}")
TARGETS = {"/today": "≤ 2"}
EMPTY = '{% extends "layout.html" %}'


def add_empty_page(app: Flask) -> None:
    """Add a page with nothing on it, which asks the store `queries` times."""
    assert app.jinja_env.loader is not None
    app.jinja_env.loader = ChoiceLoader([app.jinja_env.loader, DictLoader({"empty.html": EMPTY})])

    @app.get("/empty")
    def empty() -> str:
        me = browser.signed_in().person_id
        for _ in range(int(request.args["queries"])):
            db.session.execute(select(Person.name).where(Person.id == me)).one()
        return render_template("empty.html")


def queries(said: list[str], ask: Ask) -> int:
    """Return how many queries a page puts to the store."""
    said.clear()
    ask()
    return len(asked(said))


def furnished(app: Flask) -> list[tuple[str, Ask, Ask]]:
    """Tell a couple's story; return each page by its path, and the empty one beside it."""
    add_empty_page(app)
    shown = app.test_cli_runner().invoke(args=["demo", f"--years={YEARS}", f"--seed={SEED}"])
    assert shown.exit_code == 0, shown.output
    couple = json.loads(shown.output)
    with app.app_context():
        query = select(Membership.person_id).where(Membership.couple_id == couple["couple"])
        ana = db.session.scalars(query.order_by(Membership.side)).first()
        client, cleo = db.session.execute(select(CoachLink.id, CoachLink.coach_id)).one()
    assert ana is not None
    assert cleo is not None
    found = []
    with driven(app) as said:
        for paths, person in ((PAGES, ana), (OF_COACH, cleo)):
            sent = signed_in(app, person)
            bare = queries(said, Ask(app, "/empty?queries=0", sent))
            for path in paths:
                page = Ask(app, path.format(habit=couple["habits"][0], client=client), sent)
                page()  # what is due is settled by the first look
                number = queries(said, page)
                empty = Ask(app, f"/empty?queries={number - bare}", sent)
                found.append((f"{path}: {number}", page, empty))
    return found


def main() -> None:
    """Print the table."""
    with application() as app:
        pages = furnished(app)
        asks = [ask for _, page, empty in pages for ask in (empty, page)]
        by_turns(asks, WARM)
        settle()
        turns = [by_turns(asks, ROUNDS) for _ in range(TURNS)]
    head("empty", "page")
    for place, (name, _, _) in enumerate(pages):
        pairs: list[Pair] = [(turn[2 * place], turn[2 * place + 1]) for turn in turns]
        row(f"ms of {name} queries", pairs, TARGETS.get(name.partition(":")[0], ""))


if __name__ == "__main__":
    main()
