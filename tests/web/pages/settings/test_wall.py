"""The settings' page for screens: a link shown once, a list for both, and what it shows to whom."""

import re

from flask import Flask

from tests.support.people import Someone
from tests.support.pushing import signed_in
from tests.support.walls import Screen, make
from tests.web.pages.settings.forms import page, press

ADDRESS = re.compile(r'value="(http://127.0.0.1:8000(/wall/[A-Za-z0-9_-]{22}))" readonly')
PATH = "/settings/wall"


def shown(text: str) -> str | None:
    """Return the path of the link that a page shows."""
    found = ADDRESS.search(text)
    return None if found is None else found[2]


def test_a_link_is_shown_once_with_a_picture_of_it_and_works(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    assert "Make a link" in page(ana, PATH)
    response = press(ana, PATH, names="on")
    path = shown(response.text)
    assert response.status_code == 200
    assert path is not None
    assert response.headers["Cache-Control"] == "no-store"
    assert '<div class="qr" role="img"' in response.text
    assert f'href="http://127.0.0.1:8000{path}"' in response.text
    assert "Ana and Ben" in Screen(app, path).text
    for person in (ana, ben, dev):
        assert path.rpartition("/")[2] not in page(person, PATH)


def test_both_see_the_list_and_either_changes_and_ends_what_is_on_it(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    path = shown(press(ana, PATH).text)  # an empty box is not sent: no names
    assert path is not None
    screen = Screen(app, path)
    assert "Ana" not in screen.text
    assert "Made today by you" in page(ana, PATH)
    text = page(ben, PATH)
    assert "Made today by Ana" in text
    assert "It shows no names." in text
    assert "Links in use" not in page(dev, PATH)
    assert "One link is in use" in page(ben, "/settings")
    assert "One link is in use" not in page(dev, "/settings")

    (address,) = re.findall(rf'action="({PATH}/[0-9a-f-]+)"', text)
    assert press(ben, address, names="on").headers["Location"] == f"{PATH}?said=saved"
    assert "Ana and Ben" in screen.text
    ended = press(ben, f"{address}/end")
    assert ended.headers["Location"] == f"{PATH}?said=wall_ended"
    assert "That link has ended." in page(ben, f"{PATH}?said=wall_ended")
    assert screen.get().status_code == 404
    assert "Links in use" not in page(ana, PATH)


def test_at_five_one_is_to_be_ended_first(ana: Someone, ben: Someone, couple: str) -> None:
    for _ in range(5):
        make(ben)
    assert "as many as fit" in page(ana, PATH)
    refused = press(ana, PATH, names="on")
    assert refused.status_code == 409
    assert "End one first." in refused.text
    assert shown(refused.text) is None


def test_who_is_linked_with_nobody_is_told_what_it_would_be(ana: Someone, max_: Someone) -> None:
    assert "Once you are linked" in page(max_, PATH)
    refused = press(max_, PATH, names="on")
    assert refused.status_code == 409
    assert "nothing to show" in refused.text


def test_it_says_plainly_what_the_screen_shows_and_to_whom(ana: Someone, couple: str) -> None:
    text = page(ana, PATH)
    assert "The names of your habits, and whether each is woven yet." in text
    assert "Whoever has the link, or opened it once" in text
    assert "screen on the wall sees the cloth" in page(ana, "/settings/who-sees-what")


def test_the_tablet_itself_may_make_it(app: Flask, ana: Someone, couple: str) -> None:
    """Signed in as on a shared device: what is made there is made to stand there."""
    browser = signed_in(app, ana, shared=True)
    path = shown(browser.send(PATH, csrf_token=browser.token("/settings"), names="on").text)
    assert path is not None
    assert browser.get(path).status_code == 303
    browser.post("/sign-out")
    assert browser.get("/wall").status_code == 200


def test_another_value_is_refused_beside_the_form(ana: Someone, couple: str) -> None:
    assert press(ana, PATH, names="maybe").status_code == 422
    assert press(ana, f"{PATH}/{make(ana)['id']}", names="maybe").status_code == 422
