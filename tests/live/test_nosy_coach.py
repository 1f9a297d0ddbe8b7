"""What a coach's socket says of a couple's day: that something changed, and never what or whose."""

import json

from tests.support import checkins
from tests.support.agreeing import agree, say
from tests.support.coached import let_in
from tests.support.remote import Remote
from tracker import clock

MARK = "mk-private"


def test_a_day_of_theirs_leaves_nothing_on_the_coachs_socket(
    ana: Remote, ben: Remote, couple: str
) -> None:
    cleo = Remote(ana.server, "cleo")
    today = str(clock.now().date())
    client = let_in(cleo, couple, ana, ben, titles_since=clock.now().date())
    path = f"/api/coaching/clients/{client}/suggestions"
    wish = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "turns"}
    suggested = cleo.post(path, wish).get_json()["id"]
    length = len(cleo.stream())
    with cleo.ear() as ear:
        habit = agree(ana, ben, title=MARK, why=MARK, plan=MARK)["id"]
        for person in (ana, ben):
            tick = f"/api/habits/{habit}/ticks/{today}"
            assert person.put(tick, {"note": MARK}).status_code == 200
        checkins.agree(ana, ben)
        checkins.seal(ana, heard_words=MARK)
        say(ana, suggested, "accept", version=1)
        asked = ana.post(f"/api/couple/coach/{client}/questions", {"text": MARK})
        assert asked.status_code == 201
        pause = {"habit": habit, "first": today}
        assert ben.post("/api/pauses", pause).status_code == 201
        heard = ear.wait_changes(2)
        said = json.dumps([event for _, *event in ear.heard])
    assert [item["data"]["what"] for item in heard] == ["question", "pause"]
    for item in heard:
        assert item["data"] == {"client": client, "what": item["data"]["what"]}
        assert (item["kind"], item["by"], item["at"]) == ("coach", None, today)
    for private in (MARK, ana.id, ben.id, habit, couple):
        assert private not in said
    assert cleo.stream()[length:] == heard
