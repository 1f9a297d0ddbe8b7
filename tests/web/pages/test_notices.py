"""What was done is said by the page that a form led to, and by no link that somebody sends."""

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.people import FROM_A_PAGE, Someone

LEFT = "You have left."


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Referer": "https://chat.example/today"},
        {"Referer": "http://127.0.0.1:8000.evil.example/"},
        {"Referer": "http://["},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", **FROM_A_PAGE},
    ],
)
def test_a_link_that_was_sent_says_nothing(ana: Someone, headers: dict[str, str]) -> None:
    assert LEFT not in ana.get("/today?said=left", headers=headers).get_data(as_text=True)


@pytest.mark.parametrize("headers", [FROM_A_PAGE, {"Sec-Fetch-Site": "same-origin"}])
def test_a_page_of_ours_leads_to_what_was_done(ana: Someone, headers: dict[str, str]) -> None:
    assert LEFT in ana.get("/today?said=left", headers=headers).get_data(as_text=True)


@pytest.mark.parametrize("there", ["/today?said=left", "/today?s%61id=left"])
def test_signing_in_does_not_lead_to_a_notice_that_a_link_names(
    app: Flask, ana: Someone, there: str
) -> None:
    assert Browser(app).sign_in(ana.email, next=there).headers["Location"] == "/today"
