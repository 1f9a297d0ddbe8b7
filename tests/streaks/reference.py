"""Work the rules out day by day, from their prose alone; it shares no code with the engine.

Slow on purpose: every date is asked which terms hold it and which block it falls into, and
everything is counted by looking. Cases and results are plain, shaped like the vectors.
"""

from collections.abc import Callable
from datetime import date, timedelta
from math import sqrt
from typing import Any

Plain = dict[str, Any]
ONE = timedelta(days=1)
# Longer than the longest block, twelve months.
FAR = timedelta(days=380)


def day(text: str) -> date:
    return date.fromisoformat(text)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def week_containing(d: date, week_start: int) -> date:
    while d.isoweekday() != week_start:
        d -= ONE
    return d


def terms_on(d: date, all_terms: list[Plain]) -> Plain | None:
    """Find the terms in force on a date."""
    begun = [t for t in all_terms if day(t["starts_on"]) <= d]
    if not begun:
        return None
    newest = max(begun, key=lambda t: day(t["starts_on"]))
    if newest["ends_on"] is not None and d > day(newest["ends_on"]):
        return None
    return newest


def block_of(d: date, terms: Plain, week_start: int) -> object:
    """Name the block a date falls into, None where it falls into none."""
    cadence, starts_on = terms["cadence"], day(terms["starts_on"])
    every = cadence["every"]
    if cadence["unit"] == "week":
        weeks = week_containing(d, week_start) - week_containing(starts_on, week_start)
        return (weeks.days // 7) // every
    if cadence["unit"] == "month":
        return ((d.year - starts_on.year) * 12 + d.month - starts_on.month) // every
    if cadence["weekdays"] is not None:
        return d if d.isoweekday() in cadence["weekdays"] else None
    return (d - starts_on).days // every


def periods_of(case: Plain, until: date) -> list[Plain]:
    """List every period that starts by `until`, with its days, its terms and its turn."""
    found: list[Plain] = []
    a, b = case["partners"]
    for terms in sorted(case["terms"], key=lambda t: str(t["starts_on"])):
        starts_on = day(terms["starts_on"])
        if starts_on > until:
            continue
        blocks: dict[object, list[date]] = {}
        held: dict[object, list[date]] = {}
        for d in days_between(starts_on - FAR, until + FAR):
            block = block_of(d, terms, case["week_start"])
            if block is None:
                continue
            blocks.setdefault(block, []).append(d)
            if terms_on(d, case["terms"]) is terms:
                held.setdefault(block, []).append(d)
        turn = terms["first_turn"]
        for place, (block, days) in enumerate(held.items()):
            if days[0] <= until:
                found.append(
                    {
                        "start": days[0],
                        "end": days[-1],
                        "days": days,
                        "partial": days != blocks[block],
                        "terms": terms,
                        "turn": turn,
                    }
                )
            cut_at_the_front = place == 0 and days[0] != blocks[block][0]
            if turn is not None and not cut_at_the_front:
                turn = b if turn == a else a
    return found


def count(case: Plain, period: Plain) -> None:
    """Fill in target, done, done_by and fraction."""
    terms = period["terms"]
    cadence = terms["cadence"]
    target = cadence["times"]
    slots = cadence["unit"] == "day" and cadence["every"] == 1
    marks: dict[str, set[object]] = {person: set() for person in case["partners"]}
    for person, when, slot in case["ticks"]:
        if day(when) in period["days"] and person in marks:
            marks[person].add((when, slot) if slots else when)
    a, b = (marks[person] for person in case["partners"])
    period["target"] = target
    period["done_by"] = {person: len(own) for person, own in marks.items()}
    if terms["mode"] == "each":
        period["done"] = min(len(a), len(b))
        period["fraction"] = (min(1, len(a) / target) + min(1, len(b) / target)) / 2
    else:
        period["done"] = len(a | b)
        period["fraction"] = min(1, period["done"] / target)


def is_paused(case: Plain, d: date) -> bool:
    return any(
        day(pause["first"]) <= d and (pause["last"] is None or d <= day(pause["last"]))
        for pause in case["pauses"]
    )


def judge(case: Plain, period: Plain, grace: int) -> str:
    """Take the seven outcomes in their order."""
    today = day(case["today"])
    cadence = period["terms"]["cadence"]
    if period["done"] >= period["target"]:
        return "kept"
    if period["end"] >= today:
        return "open"
    paused = len([d for d in period["days"] if is_paused(case, d)])
    unpaused = len(period["days"]) - paused
    if 2 * paused >= len(period["days"]):
        return "paused"
    if cadence["unit"] in ("week", "month") and paused > 0 and unpaused < cadence["times"]:
        return "paused"
    if period["partial"]:
        return "void"
    if period["end"] >= today - timedelta(days=case["backfill_days"]):
        return "pending"
    if period["terms"]["grace"] and grace > 0:
        return "graced"
    return "missed"


def spacing(cadence: Plain) -> float:
    if cadence["unit"] == "week":
        return float(7 * cadence["every"] * cadence["times"])
    if cadence["unit"] == "month":
        return float(30 * cadence["every"] * cadence["times"])
    if cadence["weekdays"] is not None:
        return 7 / len(cadence["weekdays"])
    return float(cadence["every"])


def evaluate(case: Plain) -> Plain:
    """Give what `expect` holds in a vector, dates as dates, without the adherence."""
    latest = day(case["latest"])
    current = best = toward = 0
    grace, strength = 1, 0.0
    periods = periods_of(case, latest)
    for period in periods:
        terms = period["terms"]
        count(case, period)
        outcome = period["outcome"] = judge(case, period, grace)
        if outcome == "kept":
            current += 1
            best = max(best, current)
            if terms["grace"]:
                toward += 1
                if toward >= {"day": 7, "week": 4, "month": 3}[terms["cadence"]["unit"]]:
                    toward = 0
                    grace = min(2, grace + 1)
        if outcome == "graced":
            grace -= 1
        if outcome == "missed":
            current = grace = toward = 0
        if outcome in ("kept", "graced", "missed"):
            m = 0.5 ** (sqrt(spacing(terms["cadence"])) / 13)
            strength = strength * m + period["fraction"] * (1 - m)
    return {
        "current": current,
        "best": best,
        "grace": grace,
        "toward": toward,
        "strength": strength,
        "periods": periods,
    }


def adherence(
    case: Plain, periods: list[Plain], first: date, last: date
) -> tuple[float | None, Plain]:
    """Share out what was kept, for the couple and for each partner."""
    today = day(case["today"])
    counted = []
    for p in periods:
        judged = p["outcome"] in ("kept", "graced", "missed")
        if judged and p["end"] < today and first <= p["end"] <= last:
            counted.append(p)
        if p["outcome"] == "kept" and p["end"] >= today and first <= p["start"] <= last:
            counted.append(p)
    if not counted:
        return None, dict.fromkeys(case["partners"])

    def kept(p: Plain) -> bool:
        return bool(p["outcome"] == "kept")

    own: Plain = {}
    for person in case["partners"]:
        mine = [p for p in counted if p["turn"] is None or p["turn"] == person]
        good = [
            p
            for p in mine
            if (p["done_by"][person] >= p["target"] if p["terms"]["mode"] == "each" else kept(p))
        ]
        own[person] = len(good) / len(mine) if mine else None
    return len([p for p in counted if kept(p)]) / len(counted), own


def couple_weeks(group: Plain) -> Plain:
    """Give the `expect` of a group of weeks, dates as dates."""
    today, latest, week_start = day(group["today"]), day(group["latest"]), group["week_start"]
    habits = []
    for case in group["cases"]:
        # Outcomes come from the evaluation; what starts later is still to come.
        known = evaluate({**case, "latest": max(group["horizon"], group["latest"])})["periods"]
        habits.append([p for p in known if p["start"] <= day(group["horizon"])])
    last = week_containing(latest, week_start)
    first = min([p["start"] for habit in habits for p in habit], default=latest)
    first = min(week_containing(first, week_start), last - 7 * (group["weeks"] - 1) * ONE)

    streak, weeks = 0, []
    start = first
    while start <= last:
        inside = [
            [
                p["outcome"]
                for p in habit
                if start <= p["end"] < start + 7 * ONE and p["outcome"] not in ("paused", "void")
            ]
            for habit in habits
        ]
        inside = [outcomes for outcomes in inside if outcomes]
        progress = mean(inside, lambda o: o.count("kept") / len(o))
        if start + 6 * ONE >= today or any("pending" in outcomes for outcomes in inside):
            state = "running"
        elif not inside:
            state = "quiet"
        else:
            ratio = mean(
                inside,
                lambda o: (
                    (o.count("kept") + o.count("graced"))
                    / (o.count("kept") + o.count("graced") + o.count("missed"))
                ),
            )
            state = "woven" if ratio is not None and ratio >= 0.7 - 1e-9 else "loose"
        if state == "woven":
            streak += 1
        if state == "loose":
            streak = 0
        weeks.append((start, progress, state))
        start += 7 * ONE
    listed = weeks[-group["weeks"] :] if group["weeks"] else []
    return {"streak": streak, "weeks": listed}


def mean(habits: list[list[str]], share: Callable[[list[str]], float]) -> float | None:
    if not habits:
        return None
    return sum(share(outcomes) for outcomes in habits) / len(habits)
