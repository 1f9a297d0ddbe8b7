"""Every page there is, in one place: for the checks of all pages, and for their pictures.

A page that is new belongs in here; tests/e2e/test_pages.py finds the ones that do not.
"""

from dataclasses import dataclass
from typing import Literal

Who = Literal["nobody", "ana", "max", "cleo"]
"""Who looks at it: nobody signed in, one of a couple, somebody without a partner, a coach."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as somebody sees it. The path may name ids of the demo: `/habits/{habit}`."""

    name: str
    path: str
    who: Who


PAGES = (
    Page("landing", "/", "nobody"),
    Page("sign-in", "/sign-in", "nobody"),
    Page("sign-up", "/sign-up", "nobody"),
    Page("not-found", "/nowhere", "nobody"),
    Page("today", "/today", "ana"),
    Page("today-alone", "/today", "max"),
    Page("api-docs", "/api/docs", "nobody"),
)

NO_PAGES: frozenset[str] = frozenset()
"""Endpoints of the pages that answer GET with something else than a page."""
