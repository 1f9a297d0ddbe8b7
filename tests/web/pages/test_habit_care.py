"""Care of a habit: its plan, a gentler one, one's own now, living on, and bringing it back."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine

from tests.support.agreeing import agree, ask, say
from tests.support.habits import agreed
from tests.support.people import Someone
from tests.web.pages.agree_forms import page, sent, words
from tracker.services import ticks
from tracker.streaks import Cadence
from tracker.web.pages import habit_guidance, library

DAY = timedelta(days=1)
MONDAY = date(2026, 5, 25)
NOW = datetime(2026, 5, 25, 18, tzinfo=UTC)
PLAN, SMALL = "When we have cleared the table, we put on our shoes.", "Once to the corner."


@pytest.fixture(autouse=True)
def _monday(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    return str(agree(ana, ben, title="Walk", plan=PLAN, two_minute=SMALL, mode="each")["id"])


@pytest.fixture
def settled(ana: Someone, couple: str) -> str:
    """A daily habit that the two have kept for long enough."""
    habit = agreed(ana, couple, MONDAY - 65 * DAY, title="Walk", mode="together")
    with ana.app.app_context():
        for number in range(66):
            ticks.tick(ana.id, habit, MONDAY - number * DAY, NOW - number * DAY)
    return habit


def value(text: str, name: str) -> str:
    found = re.search(rf'<textarea id="{name}"[^>]*>([^<]*)</textarea>', text)
    found = found or re.search(rf'<input id="{name}"[^>]* value="([^"]*)"', text)
    assert found is not None
    return unescape(found[1])


def test_a_plan_and_its_small_version_are_asked_by_the_form_and_seen_before_a_yes(
    ana: Someone, ben: Someone, couple: str
) -> None:
    typed = "When we have cleared the table,\r\nwe put on our shoes."
    new = page(ana, "/habits/new")
    sent(ana, new, "/habits/new", title="Walk", plan=typed, two_minute=SMALL)
    (habit,) = ben.get("/api/habits?state=proposed").get_json()["items"]
    assert (habit["plan"], habit["two_minute"]) == (PLAN, SMALL)
    for path in ("/today", "/habits", f"/habits/{habit['id']}/answer"):
        assert PLAN in words(page(ben, path))
        assert f"On a full day this counts too: {SMALL}" in words(page(ben, path))
    wrong = sent(ana, new, "/habits/new", title="Walk", plan="x" * 201)
    assert wrong.status_code == 422
    assert "At most 200 characters." in words(wrong.get_data(as_text=True))


def test_a_change_of_the_plan_stands_old_against_new_and_in_the_story(
    ana: Someone, ben: Someone, habit: str
) -> None:
    change = page(ana, f"/habits/{habit}/change")
    assert (value(change, "plan"), value(change, "two_minute")) == (PLAN, SMALL)
    sent(ana, change, f"/habits/{habit}/change", plan="When it is dry, we go.", two_minute="")
    said = words(page(ben, f"/habits/{habit}"))
    assert f"When and how Now {PLAN} Ana suggests When it is dry, we go." in said
    assert f"On a full day Now {SMALL} Ana suggests nothing" in said
    say(ben, habit, "accept", version=2)
    said = words(page(ben, f"/habits/{habit}"))
    assert f"When and how before: {PLAN} then: When it is dry, we go." in said
    assert "On a full day this counts too" not in said


def test_today_says_how_as_long_as_something_is_left(
    ana: Someone, ben: Someone, habit: str
) -> None:
    said = words(page(ana, "/today"))
    assert f"When and how Walk {PLAN} On a full day this counts too: {SMALL}" in said
    ana.put(f"/api/habits/{habit}/ticks/{MONDAY}")
    assert PLAN not in words(page(ana, "/today"))
    assert PLAN in words(page(ben, "/today"))
    agree(ana, ben, title="Letters", two_minute=SMALL)
    assert f"On a full day Letters On a full day this counts too: {SMALL}" in words(
        page(ana, "/today")
    )


def test_what_gets_in_the_way_is_said_by_what_a_habit_builds(
    ana: Someone, ben: Someone, couple: str
) -> None:
    worry = agree(ana, ben, title="share one small worry", mode="together")["id"]
    assert "Fear of showing yourself" in words(page(ana, f"/habits/{worry}"))
    own = agree(ana, ben, title="Our own", mode="turns")["id"]
    assert "Whose turn it is" in words(page(ana, f"/habits/{own}"))
    asked = ask(ana, title="Phones away at dinner")["id"]
    said = words(page(ben, f"/habits/{asked}"))
    assert "Tired evenings" in said
    assert "Suggest the gentler one" not in said  # it can be answered with a change
    assert 'href="/guidance"' in page(ana, f"/habits/{own}")


def test_the_gentler_plan_of_an_idea_is_suggested_in_one_go(
    ana: Someone, ben: Someone, couple: str
) -> None:
    idea = library.find("one-small-worry")
    assert idea is not None
    habit = agree(ana, ben, title=str(idea.title), plan=str(idea.plan), cadence={"unit": "week"})
    path = f"/habits/{habit['id']}"
    assert f'href="{path}/change?idea=gentler"' in page(ana, path)
    form = page(ana, f"{path}/change?idea=gentler")
    assert value(form, "plan") == str(idea.gentler)
    assert "A gentler plan stands below" in words(form)
    assert sent(ana, form, f"{path}/change").status_code == 303
    asked = ben.get(f"/api{path}").get_json()["proposal"]
    assert (asked["plan"], asked["begins"]) == (str(idea.gentler), None)
    say(ben, habit, "accept", version=2)
    # Gentle by now: the next step is to do it less often.
    assert "every 2 weeks" in words(page(ana, f"{path}/change?idea=gentler"))


@pytest.mark.parametrize(
    ("now", "less", "more"),
    [
        (Cadence("day"), Cadence("week", times=3), None),
        (Cadence("day", times=3), Cadence("day", times=2), None),
        (Cadence("day", weekdays=(1, 2, 3, 4, 5)), Cadence("week", times=3), None),
        (Cadence("day", weekdays=(1,)), Cadence("week", times=1), None),
        (Cadence("day", every=2), Cadence("day", every=3), Cadence("day")),
        (Cadence("day", every=90), None, Cadence("day", every=89)),
        (Cadence("week", times=3), Cadence("week", times=2), Cadence("week", times=4)),
        (Cadence("week"), Cadence("week", every=2), Cadence("week", times=2)),
        (Cadence("week", every=2), Cadence("week", every=3), Cadence("week")),
        (Cadence("week", times=7), Cadence("week", times=6), None),
        (Cadence("month", every=12), None, Cadence("month", every=11)),
        (Cadence("month", times=28), Cadence("month", times=27), None),
    ],
)
def test_a_rhythm_gets_gentler_or_grows_by_a_small_step(
    now: Cadence, less: Cadence | None, more: Cadence | None
) -> None:
    assert habit_guidance.less(now) == less
    assert habit_guidance.more(now) == more


def test_what_has_become_one_s_own_is_asked_about_until_one_counts_on(
    ana: Someone, ben: Someone, settled: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    path = f"/habits/{settled}"
    assert "This one is yours now" in words(page(ana, path))
    for person in (ana, ben):
        person.get("/recap")  # Today suggests one thing, and a week to look back on comes first
    today = page(ana, "/today")
    assert "“Walk” is yours now" in words(today)
    there = sent(ana, today, f"{path}/keep-counting").headers["Location"]
    assert there == "/today?said=kept_counting"
    assert "This is noted for you alone." in words(page(ana, there))
    for text in (page(ana, path), page(ana, "/today")):
        assert "yours now" not in words(text)
    assert "yours now" in words(page(ben, path))
    assert "yours now" in words(page(ben, "/today"))


def test_growing_suggests_a_little_more_and_then_it_is_quiet(
    ana: Someone, ben: Someone, settled: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    path = f"/habits/{settled}"
    assert f'href="{path}/change?idea=grown"' in page(ana, path)
    form = page(ana, f"{path}/change?idea=grown")
    assert "More often would be a lot." in words(form)
    assert sent(ana, form, f"{path}/change", times="2").status_code == 303
    assert "yours now" not in words(page(ana, path))
    say(ben, settled, "accept", version=1)
    time_machine.move_to(NOW + DAY, tick=False)
    assert "yours now" not in words(page(ana, path))


def test_a_rhythm_that_can_grow_stands_in_the_form(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, cadence={"unit": "week", "times": 3})["id"]
    form = page(ana, f"/habits/{habit}/change?idea=grown")
    assert "A little more stands below: every week, 4 times." in words(form)
    assert value(form, "times") == "4"
    assert value(page(ana, f"/habits/{habit}/change?idea=nonsense"), "times") == "3"


def test_a_habit_lives_on_and_is_listed_with_its_cloth_and_its_longest(
    ana: Someone, ben: Someone, settled: str
) -> None:
    path = f"/habits/{settled}"
    text = page(ana, f"{path}?end=1")
    assert '<details class="end" id="end" open>' in text
    response = sent(ben, page(ben, path), f"{path}/retire", lives_on="true")
    assert response.headers["Location"] == f"{path}?said=lives_on"
    for person in (ana, ben):
        said = words(page(person, path))
        assert "66 in a row That was your longest. Since 25 May 2026 it lives on" in said
        text = page(person, "/habits")
        assert re.search("Lives on Walk .*Your longest: 66.", words(text))
        assert "Ended" not in words(text)
        assert '<svg class="cloth"' in text
        assert f'id="habit-{settled}"' not in page(person, "/today")


def test_both_hear_on_today_that_a_habit_ended_and_not_by_whom(
    ana: Someone,
    ben: Someone,
    habit: str,
    dev: Someone,
    eva: Someone,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    other = agree(ana, ben, title="Letters")
    ana.post(f"/api/habits/{other['id']}/retire", {"lives_on": True})
    say(ben, habit, "retire")
    ended = "“Walk” ended on Monday, 25 May."
    for person in (ana, ben):
        told = page(person, "/today")
        assert ended in words(told)
        assert "“Letters” lives on without counting, since Monday, 25 May." in words(told)
        assert f'href="/habits/{habit}"' in told
    for stranger in (dev, eva):
        assert ended not in words(page(stranger, "/today"))
    time_machine.move_to(NOW + 2 * DAY, tick=False)
    assert ended in words(page(ana, "/today"))
    time_machine.move_to(NOW + 3 * DAY, tick=False)
    assert ended not in words(page(ana, "/today"))


def test_what_is_asked_for_again_is_not_brought_back_twice(
    ana: Someone, ben: Someone, habit: str
) -> None:
    say(ana, habit, "retire")
    form = page(ben, f"/habits/new?again={habit}")
    assert sent(ben, form, "/habits/new").status_code == 303
    (new,) = ana.get("/api/habits?state=proposed").get_json()["items"]
    for person in (ana, ben):
        for path in (f"/habits/{habit}", "/habits/ended"):
            shown = page(person, path)
            assert "Bring it back" not in words(shown)
            assert "It is being asked for again" in words(shown)
            assert f'href="/habits/{new["id"]}"' in shown
        stale = person.get(f"/habits/new?again={habit}")
        assert stale.headers["Location"] == f"/habits/{new['id']}"
    say(ana, new, "accept", version=1)
    assert "You two have it again" in words(page(ana, "/habits/ended"))


def test_what_ended_has_a_page_of_its_own_and_can_be_brought_back(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    say(ana, habit, "amend", title="Run")
    say(ana, habit, "retire")  # what was asked last is not what was agreed
    said = words(page(ben, "/habits/ended"))
    assert "Walk 25 May 2026" in said
    assert "Bring it back" in said
    assert f'href="/habits/new?again={habit}"' in page(ben, f"/habits/{habit}")
    form = page(ben, f"/habits/new?again={habit}")
    assert (value(form, "title"), value(form, "plan")) == ("Walk", PLAN)
    assert sent(ben, form, "/habits/new").status_code == 303
    (new,) = ana.get("/api/habits?state=proposed").get_json()["items"]
    assert (new["plan"], new["proposal"]["terms"]["mode"]) == (PLAN, "each")
    say(ana, new, "accept", version=1)
    said = words(page(ana, f"/habits/{new['id']}"))
    assert "25 May 2026 Until then you two had it before" in said
    assert "Your first threads come here." in said
    old = page(ana, f"/habits/{habit}")
    assert "You two have it again" in words(old)
    assert "Bring it back" not in words(old)
    for stranger in (dev, eva):
        assert "Nothing has ended so far." in words(page(stranger, "/habits/ended"))
        assert stranger.get(f"/habits/new?again={habit}").status_code == 404


def test_the_page_of_what_ended_says_so_when_the_two_have_parted(
    ana: Someone, ben: Someone, couple: str
) -> None:
    assert "Nothing has ended so far" in words(page(ana, "/habits/ended"))
    ben.post("/api/couple/unlink")
    assert "You two are not linked any more" in words(page(ana, "/habits/ended"))


def test_one_s_own_order_is_made_a_step_at_a_time(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    made = []
    for minute, title in enumerate(("Walk", "Thanks", "Letters")):
        time_machine.move_to(NOW + timedelta(minutes=minute), tick=False)
        made.append(agree(ana, ben, title=title)["id"])
    walk, thanks, letters = made
    assert 'href="/habits?order=1"' in page(ana, "/habits")
    text = page(ana, "/habits?order=1")
    response = sent(ana, text, f"/habits/{letters}/move", to="up")
    there = response.headers["Location"]
    assert there == f"/habits?order=1&moved={letters}&to=up#place-{letters}"
    text = page(ana, there)
    assert "“Letters” is number 2 of 3 now." in words(text)
    assert re.search(rf'id="up-{letters}"[^>]* data-just-moved', text)
    for path in ("/habits", "/today", "/us"):
        told = words(page(ana, path))
        if path != "/us" or "Letters" in told:
            assert told.index("Walk") < told.index("Letters") < told.index("Thanks")
        told = words(page(ben, path))
        if path != "/us" or "Letters" in told:
            assert told.index("Walk") < told.index("Thanks") < told.index("Letters")
    assert sent(ana, text, f"/habits/{walk}/move", to="sideways").status_code == 303
    assert ana.get("/api/habits/order").get_json()["habits"] == [walk, letters, thanks]
