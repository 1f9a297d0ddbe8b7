"""Tables for spreadsheets: no cell is a formula, and names come through whole."""

import csv
import io

import pytest

from tracker.web import sheets

ARMED = (
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "+49 30",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\0=1+1",
    "=",
)
HARMLESS = ("Walk after dinner", " =1+1", "a=b", "1+1", "", '"=1"', "שלום, עולם", "two\nlines")


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ARMED)
def test_a_cell_that_a_spreadsheet_would_work_out_gets_an_apostrophe(text: str) -> None:
    ((found,),) = read(sheets.write([[text]]))
    assert found == "'" + text.replace("\0", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_come_through_as_they_are(text: str) -> None:
    assert read(sheets.write([["x", text]])) == [["x", text]]


def test_a_file_says_that_it_is_utf_8_and_leaves_empty_what_is_not_there() -> None:
    content = sheets.write([["Zoë", None, 0, 0.5]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [["Zoë", "", "0", "0.5"]]
