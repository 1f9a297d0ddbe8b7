"""What the first visit of Today costs."""

from collections import Counter

from tests.e2e.conftest import OpenWindow

BUDGET = 80 * 1024
"""Bytes over the wire, with headers and without fonts (design: "What a page may weigh")."""


def test_a_first_visit_of_today_stays_within_its_budget(open_window: OpenWindow) -> None:
    window = open_window("ana")
    wire = window.context.new_cdp_session(window.page)
    kinds: dict[str, tuple[str, str]] = {}
    weights: Counter[tuple[str, str]] = Counter()

    def answered(event: dict) -> None:
        kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def finished(event: dict) -> None:
        weights[kinds.get(event["requestId"], ("?", "?"))] += event["encodedDataLength"]

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    window.page.goto("/today", wait_until="networkidle")

    parts = {part: weight for part, weight in weights.items() if part[0] != "Font"}
    assert any(kind == "Document" for kind, _ in parts)
    assert sum(parts.values()) <= BUDGET, sorted(parts.items(), key=lambda part: -part[1])
