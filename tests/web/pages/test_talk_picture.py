"""A talk as a band of cloth: whoever has the word lies on top."""

import re
from datetime import timedelta

import pytest

from tracker.services.talk_phases import plan
from tracker.web.pages.talk_picture import HEIGHT, MOST, STEP, band

MINUTE = timedelta(minutes=1)


def tops(path: str) -> list[bool]:
    """Return of each thread that runs down whether it is whole, and so lies on top."""
    bars = re.findall(r"M[\d.]+ ([\d.]+)h[\d.]+v([\d.]+)h-[\d.]+z", path)
    return [float(height) == HEIGHT for top, height in bars if float(top) == 0]


def test_whoever_has_the_word_lies_on_top() -> None:
    drawn = band(plan(10 * MINUTE, 4 * MINUTE, 0), timedelta())
    assert tops(drawn.down) == [True] * 4 + [False] + [False] * 4 + [True]
    assert drawn.width == 10 * STEP


def test_together_the_threads_take_turns_on_top() -> None:
    assert tops(band(plan(5 * MINUTE), timedelta()).down) == [True, False, True, False, True]


@pytest.mark.parametrize("minutes", [5, 20, 24, 45, 90])
def test_it_is_woven_as_far_as_the_talk_has_come(minutes: int) -> None:
    phases = plan(minutes * MINUTE)
    width = band(phases, timedelta()).width
    assert width == min(minutes, MOST) * STEP
    for part in (0, 0.5, 1):
        assert band(phases, part * minutes * MINUTE).done == pytest.approx(part * width, abs=0.1)
    assert band(phases, 3 * minutes * MINUTE).done == width
