"""What everybody must have ended with, worked out from the log of what was said."""

import math
from collections.abc import Iterable
from datetime import date, timedelta

from tests.faults.offline import BACKFILL, BEGIN, Place, World
from tests.support.people import Someone
from tracker import streaks
from tracker.schemas import progress as shapes


def expected(world: World) -> dict[Place, str | None]:
    """Fold the log by (eff, op), as the contract has it: the cells that are done, and notes."""
    cells: dict[Place, str | None] = {}
    for place, words in world.log.items():
        words.sort(key=lambda said: (said.when, said.op))
        if words[-1].done:
            noted = [said for said in words if said.speaks_of_note]
            cells[place] = noted[-1].note if noted and noted[-1].done else None
    return cells


def stored(world: World, reader: Someone) -> dict[Place, str | None]:
    """Read what the server holds."""
    first, last = (BEGIN - timedelta(days=9)).date(), (BEGIN + timedelta(days=5)).date()
    cells: dict[Place, str | None] = {}
    for habit in world.habits:
        after = ""
        while True:
            page = reader.get(f"/api/habits/{habit}/ticks?from={first}&to={last}{after}").get_json()
            for item in page["items"]:
                cells[habit, item["person"], item["date"], item["slot"]] = item["note"]
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
    return cells


def folded(world: World, cells: Iterable[Place], habit: str) -> streaks.Progress:
    """Fold a habit anew from the cells that are done."""
    dates = [streaks.local_date(world.end, zone, 0) for zone in world.zones.values()]
    return streaks.evaluate(
        [world.habits[habit]],
        [
            streaks.Tick(person, date.fromisoformat(day), slot)
            for of, person, day, slot in cells
            if of == habit
        ],
        [],
        partners=list(world.zones),
        week_start=1,
        today=min(dates),
        latest=max(dates),
        backfill_days=BACKFILL,
    )


def check(world: World) -> None:
    """Compare what everybody ended with."""
    wanted = expected(world)
    assert wanted
    world.time.move_to(world.end, tick=False)
    for person in world.people:
        assert stored(world, person) == wanted
        stream = person.stream()
        assert [item["seq"] for item in stream] == list(range(1, len(stream) + 1))
        for habit in world.habits:
            told = person.get(f"/api/habits/{habit}/progress").get_json()
            whole = folded(world, wanted, habit)
            assert told["periods"] == shapes.Period(many=True).dump(whole.periods)
            figures = (whole.current, whole.best, whole.grace)
            assert (told["current"], told["best"], told["grace"]) == figures
            assert math.isclose(told["strength"], whole.strength, abs_tol=1e-12)
    shown = {place: note is not None for place, note in wanted.items()}
    for phone in world.phones:
        assert phone.outbox == []
        assert phone.shows == shown
