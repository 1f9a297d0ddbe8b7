"""Made-up stories: the same for the same seed, and believable."""

from datetime import date, timedelta

import pytest

from tracker.cli import demo_story
from tracker.cli.demo_story import DATE, LISTEN, PHONES, THANKS, WALK
from tracker.cli.demo_words import HABITS, LET_GO, NOTES, PEOPLE, PLANS, WISH
from tracker.services.appreciations import MARKS
from tracker.services.demo import Story

TODAY = date(2026, 5, 20)
SEEDS = range(12)


@pytest.fixture(scope="module")
def story() -> Story:
    return demo_story.tell(5, 0, 1.5, TODAY, asking=True)


def test_a_seed_tells_one_story_and_another_seed_another(story: Story) -> None:
    assert demo_story.tell(5, 0, 1.5, TODAY, asking=True) == story
    assert demo_story.tell(6, 0, 1.5, TODAY, asking=True).ticks != story.ticks
    assert demo_story.tell(5, 1, 1.5, TODAY, asking=True).ticks != story.ticks


def test_it_ends_today_and_begins_so_many_years_ago(story: Story) -> None:
    assert story.began == TODAY - timedelta(days=548)
    days = [tick.day for ticks in story.ticks for tick in ticks]
    assert max(days) == TODAY
    assert min(days) >= story.began


@pytest.mark.parametrize("years", [0.25, 1.5, 10])
@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_ticks_ahead_twice_or_after_the_days_one_may(seed: int, years: float) -> None:
    story = demo_story.tell(seed, seed, years, TODAY)
    assert len(story.ticks) == len(HABITS) == 6
    for ticks in story.ticks:
        assert len({(tick.side, tick.day) for tick in ticks}) == len(ticks) > 0
        for tick in ticks:
            assert timedelta() <= tick.at.date() - tick.day <= timedelta(days=2)
            assert tick.at.date() <= TODAY


@pytest.mark.parametrize("years", [0.25, 1.5, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_there_are_breaks_that_are_over(seed: int, years: float) -> None:
    rests = demo_story.tell(seed, 0, years, TODAY).rests
    assert {rest.habit for rest in rests} == {None, WALK}
    assert all(rest.first < (rest.last or TODAY) < TODAY for rest in rests)


def test_it_looks_like_life(story: Story) -> None:
    ticks = [tick for each in story.ticks for tick in each]
    late = sum(tick.at.date() > tick.day for tick in ticks) / len(ticks)
    assert 0.03 < late < 0.2
    noted = sum(tick.note is not None for tick in ticks) / len(ticks)
    assert 0.1 < noted < 0.5
    days = {tick.day for tick in story.ticks[THANKS]}
    kept = len(days) / (TODAY - story.began).days
    assert 0.7 < kept < 0.99
    assert {tick.side for tick in story.ticks[LISTEN]} == {0, 1}
    assert all(tick.day.isoweekday() <= 5 for tick in story.ticks[PHONES])
    assert len(story.ticks[DATE]) < len(story.ticks[THANKS])


@pytest.mark.parametrize("weekday", range(7))
def test_it_ends_with_something_to_do_and_something_to_read(weekday: int) -> None:
    today = TODAY + timedelta(days=weekday)
    story = demo_story.tell(5, 0, 1.5, today, asking=True)
    (thanks,) = (tick for tick in story.ticks[THANKS] if tick.day == today)
    assert thanks.side == 1
    assert thanks.note is not None
    monday = today - timedelta(days=today.isoweekday() - 1)
    assert max(tick.day for tick in story.ticks[LISTEN]) < monday
    planned = story.plan.occasion.day
    assert story.plan.monday == monday
    if today <= planned:
        assert max(tick.day for tick in story.ticks[DATE]) < monday


def test_what_is_asked_and_answered_has_a_history(story: Story) -> None:
    said = [[step.word for step in steps] for steps in story.steps]
    assert said[LISTEN] == ["propose", "counter", "accept"]
    assert said[WALK] == ["propose", "accept", "amend", "accept"]
    assert said[6:] == [["propose", "accept", "let live"], ["propose"]]
    assert len(demo_story.tell(5, 0, 1.5, TODAY).steps) == 6


def test_words_fit_their_fields() -> None:
    for plan, small in PLANS:
        assert max(len(plan or ""), len(small or "")) <= 200
    for title, why, emoji in (*HABITS, LET_GO, WISH):
        assert len(title) <= 80
        assert len(why) <= 500
        assert len(emoji) <= 16
    assert len(NOTES) == len(PLANS) == len(HABITS)
    assert len(set(PEOPLE)) == len(PEOPLE)


def test_the_first_couple_is_always_the_same_two_and_others_differ() -> None:
    assert demo_story.names(3, 0) == demo_story.names(9, 0)
    for number in range(1, 30):
        one, other = demo_story.names(3, number)
        assert one != other


def test_some_words_are_answered_and_those_of_today_are_left_to_the_visitor(story: Story) -> None:
    ticks = [tick for some in story.ticks for tick in some]
    marks = [tick.mark for tick in ticks if tick.mark]
    assert set(marks) == set(MARKS)
    assert len(marks) < sum(tick.note is not None for tick in ticks)
    assert all(tick.note for tick in ticks if tick.mark)
    assert not [tick for tick in ticks if tick.day == TODAY and tick.mark]
