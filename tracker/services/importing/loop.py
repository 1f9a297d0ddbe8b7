"""What Loop Habit Tracker writes under "Export as CSV", in its newer and its older ways.

A zip with `Habits.csv`, a folder `001 Name/` a habit with its `Checkmarks.csv` and `Scores.csv`,
and both tables again for all habits together. Newer ones say YES_MANUAL, YES_AUTO, NO, SKIP and
UNKNOWN where older ones say 2, 1, 0, 3 and -1. Of what is measured the values are thousandths.
What Loop filled in by itself (YES_AUTO) nobody did on that day: it is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.services.importing import table
from tracker.services.importing.found import (
    DAILY,
    LONGEST_NAME,
    MOST_DAYS,
    MOST_HABITS,
    Found,
    Gathering,
    Unreadable,
    clean,
    day_of,
    found,
    rhythm,
)
from tracker.streaks import Cadence

_FOLDER = re.compile(r"(?:.*/)?(\d{1,4})\b ?([^/]*)/Checkmarks\.csv", re.DOTALL)
_HABITS, _ALL = "Habits.csv", "Checkmarks.csv"
_DONE = ("YES_MANUAL", "2")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What Habits.csv says of a habit; `least` and `most` in thousandths, of what is measured."""

    name: str
    cadence: Cadence | None = None
    least: int | None = None
    most: int | None = None

    def times(self, value: str) -> int:
        """Return how often a day's value means that it was done."""
        if self.least is None and self.most is None:
            return int(value.strip().upper() in _DONE)
        if not re.fullmatch(r"[0-9]{1,12}", value.strip()):
            return 0
        number = int(value)
        if self.least is not None:
            return int(number >= self.least)
        return int(self.most is not None and number <= self.most)


def is_wanted(name: str) -> bool:
    """Tell whether a file of the archive is one that is read."""
    return name.endswith(_ALL) or name.rpartition("/")[2] == _HABITS


def read_archive(files: Mapping[str, bytes]) -> list[Found]:
    """Return the habits of an export, in its order. Raises Unreadable."""
    kinds = {}
    for name, raw in files.items():
        if name.rpartition("/")[2] == _HABITS:
            kinds = _kinds(table.rows_of(table.text_of(raw)))
    folders = {int(at[1]): (at[2], files[at[0]]) for at in map(_FOLDER.fullmatch, files) if at}
    if len(folders) > MOST_HABITS:
        raise Unreadable("too_many_habits")
    if not folders:
        whole = next((raw for name, raw in files.items() if name.endswith(_ALL)), None)
        if whole is None:
            raise Unreadable("not_an_export")
        return read_matrix(list(table.rows_of(table.text_of(whole))))
    habits, total = [], 0
    for number in sorted(folders):
        folder, raw = folders[number]
        kind = kinds.get(number) or _Kind(clean(folder, LONGEST_NAME) or "?")
        days = _gathered(kind, table.rows_of(table.text_of(raw))).days()
        total += len(days)
        if total > MOST_DAYS:
            raise Unreadable("too_many_days")
        if days:
            said = kind.cadence
            habits.append(Found(kind.name, days, said or rhythm(days), said is not None))
    return habits


def _gathered(kind: _Kind, rows: Iterable[Sequence[str]]) -> Gathering:
    gathering = Gathering()
    for row in rows:
        day = day_of(row[0])
        if day is not None and len(row) > 1 and kind.times(row[1]):
            gathering.add(day, 1, row[2] if len(row) > 2 else "")
    return gathering


def is_matrix(head: Sequence[str]) -> bool:
    """Tell whether a table's first row is that of all habits together, or of one."""
    return head[0].strip() == "Date" and len(head) > 1 and "habit" not in map(str.lower, head)


def read_matrix(rows: Sequence[Sequence[str]]) -> list[Found]:
    """Return the habits of a `Checkmarks.csv`, of all habits or of one. Raises Unreadable.

    Nothing in it says how often a habit is meant, nor what is measured.
    """
    if not rows or not is_matrix(rows[0]):
        raise Unreadable("not_an_export")
    head = [cell.strip() for cell in rows[0]]
    if head[1] == "Value":  # of one habit, whose name its folder bears
        return found({"?": _gathered(_Kind("?"), rows)})
    names = [clean(name, LONGEST_NAME) for name in head[1:]]
    while names and not names[-1]:  # each row ends in a separator
        names.pop()
    if len(names) > MOST_HABITS:
        raise Unreadable("too_many_habits")
    gathered = [Gathering() for _ in names]
    kind = _Kind("")
    for row in rows:
        day = day_of(row[0])
        if day is None:
            continue
        for value, gathering in zip(row[1:], gathered, strict=False):
            if kind.times(value):
                gathering.add(day)
        if sum(map(len, gathered)) > MOST_DAYS:
            raise Unreadable("too_many_days")
    # Two may be called the same: each is a habit of its own.
    return [
        Found(name or "?", days, rhythm(days), False)
        for name, days in zip(names, (each.days() for each in gathered), strict=True)
        if days
    ]


def _kinds(rows: Iterable[Sequence[str]]) -> dict[int, _Kind]:
    kinds: dict[int, _Kind] = {}
    names: list[str] = []
    for row in rows:
        if not names:
            names = [cell.strip().lower() for cell in row]
            continue
        said = dict(zip(names, row, strict=False))
        position = said.get("position", "").strip()
        if position.isascii() and position.isdigit() and len(kinds) < 1000:
            kinds[int(position[:6])] = _kind(said)
    return kinds


def _kind(said: Mapping[str, str]) -> _Kind:
    name = clean(said.get("name", ""), LONGEST_NAME) or "?"
    times = said.get("frequencynumerator") or said.get("numrepetitions") or ""
    days = said.get("frequencydenominator") or said.get("interval") or ""
    cadence = _cadence(times.strip(), days.strip())
    if said.get("type", "").strip().upper() != "NUMERICAL":
        return _Kind(name, cadence)
    target = _thousandths(said.get("target value", ""))
    if "MOST" in said.get("target type", "").upper():
        return _Kind(name, cadence, most=target)
    return _Kind(name, cadence, least=max(target, 1))


def _thousandths(text: str) -> int:
    try:
        return min(round(float(text.strip() or "0") * 1000), 10**12)
    except (ValueError, OverflowError):
        return 0


def _cadence(times: str, days: str) -> Cadence | None:
    """Return so many times in so many days in our words; None where we have none for it."""
    if not (times.isascii() and times.isdigit() and days.isascii() and days.isdigit()):
        return None
    number, span = int(times[:4]), int(days[:4])
    if number < 1 or span < 1:
        return None
    if number >= span:
        return DAILY
    if span == 7:
        return Cadence("week", 1, number)
    if span in (28, 29, 30, 31):
        return Cadence("month", 1, min(number, 28))
    if number == 1 and span <= 90:
        return Cadence("day", span, 1)
    if span % 7 == 0 and span // 7 <= 12:
        return Cadence("week", span // 7, number)
    return Cadence("week", 1, max(1, min(7, round(7 * number / span))))
