"""Files of others: what is read of them, and that none can do harm."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.support.loop_export import NEWER, OLDER, packed
from tracker.services.importing import archive, reading
from tracker.services.importing.found import DoneDay, Unreadable
from tracker.streaks import Cadence


def days(*numbers: int) -> list[date]:
    return [date(2026, 5, number) for number in numbers]


@pytest.mark.parametrize("inside", ["", "Loop Habits CSV 2026-05-20/"])
def test_a_newer_export_of_loop_is_read_habit_by_habit(inside: str) -> None:
    calm, early, pages, fewer = reading.read(packed(NEWER, inside=inside))
    assert calm.name == "Méditer ensemble"
    assert [day.date for day in calm.days] == days(13, 17, 19)
    assert [day.note for day in calm.days] == ["=1+1", '"Quiet", really', None]
    assert (calm.cadence, calm.is_said) == (Cadence(), True)
    assert (early.name, early.cadence) == ("Wake up, early", Cadence("week", 1, 5))
    assert [day.date for day in pages.days] == days(19)
    assert (pages.cadence, fewer.cadence) == (Cadence(), Cadence("week", 1, 1))
    assert [day.date for day in fewer.days] == days(19)


def test_an_older_export_of_loop_is_read_by_its_numbers() -> None:
    early, walk = reading.read(packed(OLDER))
    assert [day.date.day for day in early.days] == [22, 25]
    assert (early.cadence, walk.cadence) == (Cadence("week", 1, 2), Cadence("day", 2, 1))


def test_the_table_of_all_habits_is_enough() -> None:
    text = "Date,Walk,Read,\n2026-05-19,2,YES_MANUAL,\n2026-05-18,1,-1,\n2026-05-17,2,0,\n"
    for raw in (text.encode(), packed({"Checkmarks.csv": text})):
        walk, read = reading.read(raw)
        assert (walk.name, [day.date for day in walk.days]) == ("Walk", days(17, 19))
        assert (read.name, [day.date for day in read.days], read.is_said) == (
            "Read",
            days(19),
            False,
        )


PLAIN = [("2026-05-18", "Walk", "1", ""), ("2026-05-19", "Walk", "x", "'=far"), ("", "", "", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_plain_table_is_read_however_a_spreadsheet_wrote_it(
    encoding: str, separator: str, end: str
) -> None:
    rows = [("date", "habit", "done", "note"), *PLAIN, ("2026-05-20", "Wälk", "no", "")]
    text = end.join(separator.join(row) for row in rows)
    (walk,) = reading.read(text.encode(encoding))
    assert walk.name == "Walk"
    assert walk.days == (DoneDay(days(18)[0]), DoneDay(days(19)[0], 1, "=far"))


@pytest.mark.parametrize(
    ("text", "name", "times"),
    [
        ("2026-05-18,Walk\n2026-05-18,Walk", "Walk", 2),  # without names of columns, without done
        ("2026-05-18,Walk,3", "Walk", 3),
        ("HABIT,Date\nWalk,2026-05-18T08:00:00Z", "Walk", 1),
        ("date,habit,done\n2026-05-18,Wa\x01lk,999999999999", "Wa lk", 20),
        ("date,habit\n2026-05-18,A\u030a" + "b" * 100, "Å" + "b" * 79, 1),
    ],
)
def test_a_plain_table_may_be_short_and_odd(text: str, name: str, times: int) -> None:
    (found,) = reading.read(text.encode())
    assert (found.name, [day.times for day in found.days]) == (name, [times])


@pytest.mark.parametrize(
    ("done", "cadence"),
    [
        (range(1, 29), Cadence()),
        (range(1, 29, 2), Cadence("week", 1, 4)),
        ((1, 28), Cadence("month", 1, 2)),
    ],
)
def test_how_often_is_worked_out_where_nobody_says_it(done: Any, cadence: Cadence) -> None:
    text = "\n".join(f"2026-02-{day:02},Walk" for day in done)
    assert reading.read(text.encode())[0].cadence == cadence


def lied() -> bytes:
    """Return an archive whose file is said to be small."""
    raw = bytearray(packed({"Checkmarks.csv": "0" * (archive.LARGEST_FILE + 1)}))
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(raw)


def many(name: str, number: int) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file:
        for one in range(number):
            file.writestr(name.format(one), "Date,Value\n2026-05-19,2\n")
    return raw.getvalue()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"date,habit\n2026-02-30,Walk\n0001-01-01,Walk\n", "empty"),
        (b"Dear diary", "not_a_table"),
        (b'date,habit\n"' + b"x" * 30_000, "not_a_table"),
        (b"\x00\x01\x02\xff" * 9, "not_a_table"),
        (b"PK\x03\x04 broken", "not_a_zip"),
        (packed(NEWER)[:-30], "not_a_zip"),
        (packed({"../../etc/passwd": "x"}), "not_an_export"),
        (packed({"Checkmarks.csv": "0" * (archive.LARGEST_FILE + 1)}), "too_large"),
        (packed({f"{n:03} x/Checkmarks.csv": "0" * 1_900_000 for n in range(5)}), "too_large"),
        (b"x" * (reading.LARGEST + 1), "too_large"),
        (many("{:05}", 2001), "too_large"),
        (many("{:03} a/Checkmarks.csv", 51), "too_many_habits"),
        (b"".join(b"2026-05-18,%d\n" % n for n in range(51)), "too_many_habits"),
    ],
)
def test_what_cannot_be_read_is_refused_in_few_words(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.read(raw)
    assert refused.value.reason == reason


def test_an_archive_that_lies_about_its_sizes_gains_nothing() -> None:
    with pytest.raises(Unreadable):
        reading.read(lied())


@pytest.mark.parametrize(
    ("way", "name", "content", "reason"),
    [
        (zipfile.ZIP_BZIP2, "001 Walk/Checkmarks.csv", bytes(2**20), "not_a_zip"),
        (zipfile.ZIP_LZMA, "001 Walk/Checkmarks.csv", bytes(2**20), "not_a_zip"),
        (zipfile.ZIP_DEFLATED, "", b"", "not_a_zip"),
        (zipfile.ZIP_DEFLATED, "001 Walk/Checkmarks.csv", b"a\n" * 100_001, "too_large"),
    ],
    ids=["bzip2", "lzma", "no name", "lines"],
)
def test_an_archive_that_would_cost_more_than_it_holds_is_refused_early(
    way: int, name: str, content: bytes, reason: str
) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", way) as file:
        file.writestr(zipfile.ZipInfo(name or "?"), content, way)
    made = raw.getvalue()
    if not name:  # as no writer makes it
        made = made.replace(b"?", b"")
        made = made.replace(b"\x01\x00\x00\x00", b"\x00\x00\x00\x00")
    with pytest.raises(Unreadable) as refused:
        reading.read(made)
    assert refused.value.reason == reason


def test_marks_piled_on_a_letter_are_few() -> None:
    raw = f"date,habit,done,note\n2026-05-18,Walk,1,a{chr(0x301) * 400}b\n"
    (walk,) = reading.read(raw.encode())
    assert walk.days[0].note == f"\u00e1{chr(0x301) * 29}b"
