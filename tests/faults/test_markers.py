"""Part of F6 (`python -m tests.faults.markers`): no mark is where its reader may not read it."""

from pathlib import Path

import pytest

from tests.faults import markers
from tests.faults.marking import columns
from tests.faults.marking.finding import Finder


def test_every_column_that_can_hold_text_is_entered() -> None:
    assert columns.unentered() == set(), "add these to tests/faults/marking/columns.py"


def test_a_mark_is_found_however_it_is_written() -> None:
    finder = Finder(["ana"])
    finder.know({"Africa/Abidjan": ("ana", "zone")})
    finder.times = {b"03:47": ("ana", "time")}
    finder.digests = {b"a1" * 32}
    for written, mark in (
        (b'{"note":"so mk-ana-note."}', ("ana", "note")),
        (b"mk-ana-note".hex().encode(), ("ana", "hidden")),
        (b"eCBtay1hbmEtbm90ZQ==", ("ana", "hidden")),  # base 64 of "x mk-ana-note"
        (b"eHggbWstYW5hLW5vdGU=", ("ana", "hidden")),  # of "xx mk-ana-note"
        (b"eHh4IG1rLWFuYS1ub3Rl", ("ana", "hidden")),  # of "xxx mk-ana-note"
        (b"tz=Africa/Abidjan", ("ana", "zone")),
        (b'{"time": "03:47"}', ("ana", "time")),
        (b"a1" * 32, ("", "digest")),
        (b"$argon2id$v=19", ("", "digest")),
    ):
        assert finder.find(written) == {mark}, written
    for nothing in (b"12:03:47Z", b"03:47:11", b"mark-ana-note", b"b2" * 32):
        assert finder.find(nothing) == set()


@pytest.mark.timeout(120)
def test_no_mark_is_where_its_reader_may_not_read_it(template: Path, redis_url: str) -> None:
    figures = markers.run(1, wide=False, template=template, redis_url=redis_url)
    assert figures.finds == []
    assert figures.unmarked == []
    assert figures.unused == [], "tests/faults/marking/rights.py lets in who is never there"
    assert figures.is_clean, figures
