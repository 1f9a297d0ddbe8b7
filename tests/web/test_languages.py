"""Whose language a page speaks, and whose way of writing dates."""

from datetime import date

import pytest
from flask import Flask

from tracker.web.languages import chosen
from tracker.web.words import dates

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("header", "name", "written"),
    [
        ("", "en_GB", "Sunday, 22 November"),
        ("en", "en_GB", "Sunday, 22 November"),
        ("en-US,en;q=0.8", "en_US", "Sunday, November 22"),
        ("it-IT,en-US;q=0.5", "en_US", "Sunday, November 22"),
        ("it-IT,it;q=0.9", "en_GB", "Sunday, 22 November"),
        ("x-made-up,*,en-XX-!!", "en_GB", "Sunday, 22 November"),
    ],
)
def test_a_date_is_written_as_the_reader_writes_it(
    app: Flask, header: str, name: str, written: str
) -> None:
    with app.test_request_context("/", headers={"Accept-Language": header}):
        assert str(chosen()) == name
        assert dates.full(DAY) == written


def test_a_page_says_its_language(app: Flask) -> None:
    page = app.test_client().get("/", headers={"Accept-Language": "en-US"}).get_data(as_text=True)
    assert '<html lang="en" dir="ltr"' in page
