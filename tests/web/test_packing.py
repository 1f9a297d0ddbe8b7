"""Pages are packed, and how well tells nothing of the token in them."""

import gzip
import random
import re

from flask import Flask

from tests.support.browser import Browser
from tests.support.people import Someone
from tracker.web import csrf, packing

PAGE = "/sign-up"


def token(text: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def test_a_page_is_packed_for_those_who_take_it(app: Flask) -> None:
    client = app.test_client()
    plain = client.get(PAGE)
    packed = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) == packed.content_length < len(plain.data) / 2
    assert {"Accept-Encoding"} <= {name.strip() for name in packed.headers["Vary"].split(",")}
    assert "</html>" in gzip.decompress(packed.data).decode()


def test_what_is_no_page_is_left_as_it_is(app: Flask, ana: Someone) -> None:
    answer = ana.get("/api/me", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_the_same_page_is_not_always_as_long() -> None:
    page = b"<p>the same words</p>" * 200
    assert len({len(packing.pack(page)) for _ in range(40)}) > 5


def test_the_token_is_written_another_way_each_time_and_still_counts(
    app: Flask, ana: Someone
) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    first, second = (token(browser.get("/today").get_data(as_text=True)) for _ in range(2))
    assert first != second
    with app.app_context():
        written = [csrf.token("the subject") for _ in range(2)]
        assert written[0] != written[1]
        assert all(csrf.matches("the subject", one) for one in written)
        assert not any(csrf.matches("another", one) for one in written)
        right = written[0]
        for wrong in ("", "0" * 64, right[:-1], right.upper(), f"{right}0", "é" * 64):
            assert not csrf.matches("the subject", wrong), wrong


def test_all_forms_of_a_page_carry_it_alike(app: Flask, ana: Someone) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    page = browser.get("/today").get_data(as_text=True)
    assert len(set(re.findall(r'csrf[-_]token" (?:value|content)="(\w+)"', page))) == 1


def test_what_is_sealed_is_as_long_whatever_it_says() -> None:
    pages = [b"", b"<p>a word</p>", b"".join(b"%d" % (n * n) for n in range(2000))]
    packed = [packing.pack_to_one_length(page) for page in pages]
    assert [gzip.decompress(each) for each in packed] == pages
    assert {len(each) for each in packed} == {packing.STEP}
    # What does not fit takes a step more, and none of it is lost.
    wild = random.Random(7).randbytes(packing.STEP)
    assert len(packing.pack_to_one_length(wild)) == 2 * packing.STEP
    assert gzip.decompress(packing.pack_to_one_length(wild)) == wild
