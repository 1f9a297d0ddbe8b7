"""A coach suggests a habit by a form, and the two meet it on their pages."""

import pytest

from tests.support.agreeing import ask, say
from tests.support.people import Someone
from tests.support.statements import queries
from tests.web.pages.agree_forms import page, read, sent, words
from tracker.services.coaching import suggestions

WALK = {"title": "A walk after dinner", "cadence": {"unit": "week"}, "mode": "each"}


@pytest.fixture
def made(cleo: Someone, client: str) -> str:
    answer = cleo.post(f"/api/coaching/clients/{client}/suggestions", {**WALK, "why": "For air."})
    return str(answer.get_json()["id"])


def test_a_coach_suggests_by_the_form_and_takes_it_back(
    ana: Someone, cleo: Someone, client: str
) -> None:
    path = f"/coach/{client}/suggest"
    text = page(cleo, path)
    assert "Ana and Ben" in words(text)
    assert "They do it together" in words(text)
    assert 'name="first_turn"' not in text
    answer = sent(cleo, text, path, title="Read aloud", unit="week", mode="turns")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}?said=suggested")
    sent(cleo, text, path, title="Read aloud", unit="week", mode="turns")  # pressed twice
    text = page(cleo, f"{path}?said=suggested")
    assert "It begins once they both have said yes." in words(text)
    assert "Waiting for their answer Read aloud every week, taking turns" in words(text)
    (habit,) = ana.get("/api/habits").get_json()["items"]
    action = f"{path}/{habit['id']}/withdraw"
    assert sent(cleo, text, action).status_code == 303
    assert "You took it back." in words(page(cleo, path))
    assert sent(cleo, text, action).status_code == 303  # twice: what was wanted is so
    assert ana.get(f"/api/habits/{habit['id']}").get_json()["state"] == "withdrawn"


def test_an_idea_of_the_library_fills_the_form(cleo: Someone, client: str) -> None:
    path = f"/coach/{client}/suggest"
    text = page(cleo, f"{path}?idea=walk-after-dinner")
    answer = sent(cleo, text, path)
    assert answer.status_code == 303
    assert "Walk after dinner" in words(page(cleo, path))


def test_what_is_wrong_is_said_beside_the_fields_and_what_was_typed_stays(
    cleo: Someone, client: str
) -> None:
    path = f"/coach/{client}/suggest"
    answer = sent(cleo, page(cleo, path), path, title="", why="For air")
    assert answer.status_code == 422
    text = read(answer)
    assert 'id="title-wrong"' in text
    assert "For air" in text
    answer = sent(cleo, text, path, title="Walk", starts="date", starts_on="2001-01-01")
    assert answer.status_code == 422
    assert "At most 3 days back" in words(read(answer))


def test_when_as_many_wait_as_fit_there_is_no_form(cleo: Someone, client: str) -> None:
    path = f"/coach/{client}/suggest"
    text = page(cleo, path)
    for number in range(suggestions.MOST_OPEN):
        sent(cleo, text, path, title=str(number))
    assert f"{suggestions.MOST_OPEN} of your suggestions wait" in words(page(cleo, path))
    assert f'action="{path}"' not in page(cleo, path)
    answer = sent(cleo, text, path, title="One more")
    assert answer.status_code == 409


def test_what_was_answered_meanwhile_cannot_be_taken_back(
    ana: Someone, cleo: Someone, client: str, made: str
) -> None:
    text = page(cleo, f"/coach/{client}/suggest")
    say(ana, made, "decline", version=1)
    answer = sent(cleo, text, f"/coach/{client}/suggest/{made}/withdraw")
    assert answer.status_code == 409
    assert "It was put aside." in words(read(answer))


def test_nobody_else_finds_the_page(
    ana: Someone, ben: Someone, dev: Someone, max_: Someone, client: str, made: str
) -> None:
    for person in (ana, ben, dev, max_):
        for method, path in (
            ("GET", f"/coach/{client}/suggest"),
            ("GET", "/coach/nothing/suggest"),
        ):
            assert person.call(method, path).status_code == 404


def says_yes(person: Someone, habit: str, where: str = "/habits") -> str:
    """Say yes from a page, and return where that leads."""
    answer = sent(person, page(person, where), f"/habits/{habit}/accept")
    assert answer.status_code == 303, words(read(answer))
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    "path",
    ["/today", "/habits", "/habits/{id}", "/habits/{id}/answer", "/library", "/us"],
)
def test_the_two_meet_it_as_the_coachs_and_each_reads_of_their_own_yes_alone(
    ana: Someone, ben: Someone, made: str, path: str
) -> None:
    path = path.format(id=made)

    def shown(person: Someone) -> str:
        return words(page(person, path)).replace("Ana", "…").replace("Ben", "…")

    before = shown(ben)
    if path not in ("/library", "/us"):
        assert "Your coach suggests this one" in before
        assert "A walk after dinner" in before
    else:
        assert "waits for your answer" in before or path == "/library"
    assert shown(ana) == before
    assert says_yes(ana, made) == "/habits?said=yes_kept"
    assert shown(ben) == before
    after = shown(ana)
    if path != "/library":
        assert after != before
        assert "You said yes" in after
    if path in ("/today", "/habits", "/us"):  # it waits for the reader no more
        assert "aiting for your answer" not in after
        assert "waits for your answer" not in after
    if path == "/today":  # and there one line is enough
        assert f'id="offer-{made}"' not in page(ana, path)
    for leak in ("waits for …", "Waiting for …", "answer of …", "once … says"):
        assert leak not in after


def test_the_library_says_that_the_coach_suggests_it(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    body = {**WALK, "title": "Walk after dinner"}
    made = cleo.post(f"/api/coaching/clients/{client}/suggestions", body).get_json()["id"]
    assert "Your coach suggests this one: answer" in words(page(ana, "/library"))
    says_yes(ana, made)
    assert "You said yes. It begins once you both have." in words(page(ana, "/library"))
    assert "Your coach suggests this one: answer" in words(page(ben, "/library"))


def test_a_first_yes_can_be_followed_by_a_change_or_a_no(
    ana: Someone, ben: Someone, made: str
) -> None:
    says_yes(ana, made, f"/habits/{made}")
    text = page(ana, f"/habits/{made}/answer?change=1")
    assert "Until then nobody else is shown your yes." in words(text)
    assert f'action="/habits/{made}/accept"' not in text
    answer = sent(ana, text, f"/habits/{made}/counter", mode="together")
    assert answer.status_code == 303
    read_ = words(page(ben, f"/habits/{made}/answer"))
    assert "Ana suggests a change" in read_
    assert "Your coach suggested each of you Ana suggests together" in read_
    assert sent(ben, page(ben, "/habits"), f"/habits/{made}/decline").status_code == 303
    assert "Put aside" in words(page(ana, "/habits"))


def test_the_second_yes_begins_it_and_its_story_names_nobody(
    ana: Someone, ben: Someone, made: str
) -> None:
    says_yes(ana, made)
    assert says_yes(ben, made) == "/habits?said=agreed"
    for person in (ana, ben):
        story = words(page(person, f"/habits/{made}"))
        assert "A coach suggested it." in story
        assert "You both said yes." in story


def test_a_yes_to_what_was_taken_back_meanwhile_says_so(
    ana: Someone, cleo: Someone, client: str, made: str
) -> None:
    text = page(ana, "/habits")
    cleo.delete(f"/api/coaching/clients/{client}/suggestions/{made}")
    answer = sent(ana, text, f"/habits/{made}/accept")
    assert answer.status_code == 409
    assert "This was taken back meanwhile." in words(read(answer))


def test_a_suggestion_costs_the_pages_no_query_more(
    cleo: Someone,
    client: str,
    ana: Someone,
    ben: Someone,
) -> None:
    for number in range(2):
        ask(ben, title=str(number))
    path = f"/coach/{client}/suggest"
    before, first = queries(ana, "/habits"), queries(cleo, path)
    for number in range(3):
        cleo.post(
            f"/api/coaching/clients/{client}/suggestions", {**WALK, "title": f"More {number}"}
        )
    assert queries(ana, "/habits") == before
    assert queries(cleo, path) == first <= 12
