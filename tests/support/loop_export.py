"""Files as Loop Habit Tracker writes them under "Export as CSV", newer and older."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta

NEWER = {
    "Habits.csv": (
        "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,"
        "Unit,Target Type,Target Value,Archived?\n"
        "001,Méditer ensemble,YES_NO,Did you sit down?,,1,1,#FF8F00,,,,false\n"
        '002,"Wake up, early",YES_NO,,,2,3,#00897B,,,,false\n'
        "003,Pages,NUMERICAL,How many pages?,,1,1,#00897B,pages,AT_LEAST,10.0,false\n"
        "004,Cigarettes,NUMERICAL,,,1,7,#00897B,,AT_MOST,2.0,false\n"
        "005,Nothing yet,YES_NO,,,1,1,#00897B,,,,false\n"
    ),
    "001 Mditer ensemble/Checkmarks.csv": (
        "Date,Value,Notes\n2026-05-19,YES_MANUAL,\n2026-05-18,NO,Sick\n"
        '2026-05-17,YES_MANUAL,"""Quiet"", really"\n2026-05-16,SKIP,\n2026-05-15,UNKNOWN,\n'
        "2026-05-14,YES_AUTO,\n2026-05-13,YES_MANUAL,=1+1\n"
    ),
    "001 Mditer ensemble/Scores.csv": "Date,Score\n2026-05-19,0.1234\n",
    "002 Wake up early/Checkmarks.csv": "Date,Value,Notes\n2026-05-19,YES_MANUAL,\n",
    "002 Wake up early/Scores.csv": "Date,Score\n2026-05-19,0.1234\n",
    "003 Pages/Checkmarks.csv": "Date,Value,Notes\n2026-05-19,12500,\n2026-05-18,9999,\n",
    "004 Cigarettes/Checkmarks.csv": "Date,Value,Notes\n2026-05-19,1000,\n2026-05-18,3000,\n",
    "005 Nothing yet/Checkmarks.csv": "Date,Value,Notes\n",
    "Checkmarks.csv": "Date,Méditer ensemble,Wake up, early,Pages,\n2026-05-19,YES_MANUAL,-1,0,\n",
    "Scores.csv": "Date,Méditer ensemble,Wake up, early,Pages,\n2026-05-19,0.1,0.1,0.1,\n",
}
"""As since 2021: words for values, notes, what is measured, an awkward name."""
OLDER = {
    "Habits.csv": (
        "Position,Name,Description,NumRepetitions,Interval,Color\n"
        "001,Wake up early,Did you wake up before 6am?,2,7,#00897B\n"
        "002,Walk,,1,2,#00897B\n"
    ),
    "001 Wake up early/Checkmarks.csv": "2015-01-25,2\n2015-01-24,0\n2015-01-23,1\n2015-01-22,2\n",
    "002 Walk/Checkmarks.csv": "2015-01-25,2\n",
}
"""As before: numbers for values, no names of columns, no notes."""


def packed(files: Mapping[str, str], *, inside: str = "") -> bytes:
    """Return the zip of some files, in a folder of it where `inside` says so."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(inside + name, text)
    return raw.getvalue()


def two_habits(last: date, days: int = 126) -> bytes:
    """Return an export of two habits: one done most days, one two or three times a week."""
    kinds = (("Walk after dinner", "1,1", range(7)), ("Call the grandparents", "2,7", (1, 5)))
    files = {"Habits.csv": NEWER["Habits.csv"].splitlines()[0] + "\n"}
    for number, (name, often, weekdays) in enumerate(kinds, 1):
        files["Habits.csv"] += f"{number:03},{name},YES_NO,,,{often},#00897B,,,,false\n"
        rows = ["Date,Value,Notes"]
        for back in range(days):
            day = last - timedelta(days=back)
            done = day.weekday() in weekdays and back % 17 != 11
            rows.append(f"{day},{'YES_MANUAL' if done else 'NO'},")
        files[f"{number:03} {name}/Checkmarks.csv"] = "\n".join(rows) + "\n"
    return packed(files)
