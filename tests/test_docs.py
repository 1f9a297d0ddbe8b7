"""The documents say what is so: settings, links, targets, and a tour that can be walked."""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import LiveServer
from tracker.config import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ASVS = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
AT_THE_TOP = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
DOCUMENTS = [*AT_THE_TOP, *sorted((ROOT / "docs").rglob("*.md"))]

# Written so that none of them matches itself.
MACHINE = re.compile(
    r"/(?:home|Users)/\w|/roo[t]/|/wor[k]/|/tmp/(?:v/|inst)|"
    r"pypi\.(?:org|python)|pythonhosted\.|registry\.npm|--(?:extra-)?index-ur[l]|--trusted-hos[t]"
)


def prose(document: Path) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def named_targets(text: str) -> set[str]:
    """Return what follows `make` where it is set as code."""
    return set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.M))


def section(heading: str) -> str:
    """Return a section of what is there for looking up."""
    return SETTINGS.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_table_of_settings_names_those_there_are() -> None:
    documented = re.findall(r"^\s*`([A-Z_]+)`", str(Settings.__doc__), re.M)
    assert documented
    assert re.findall(r"^\| `([A-Z_]+)` \|", section("Settings"), re.M) == documented


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_no_decision_is_left_out() -> None:
    listed = re.findall(r"^\| \[([a-z0-9-]+)\]", prose(ROOT / "docs/architecture.md"), re.M)
    assert sorted(listed) == sorted(path.stem for path in (ROOT / "docs/decisions").glob("*.md"))


def test_every_file_named_is_there() -> None:
    """Paths in backquotes, from the top or from inside tracker/."""
    for document in DOCUMENTS:
        for name in re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", prose(document)):
            if name.startswith(("instance/", "screenshots/")):  # made by whoever runs it
                continue
            places = (ROOT / name, ROOT / "tracker" / name, ROOT / "tracker/web/api" / name)
            assert any(place.exists() for place in places), (document.name, name)


def test_every_test_named_is_there() -> None:
    """`tests/a/test_b.py::test_c`, above all where a document says that something is tested."""
    missing, count = [], 0
    for document in DOCUMENTS:
        for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", prose(document)):
            count += 1
            file = ROOT / path
            if not file.exists() or f"def {name}(" not in file.read_text(encoding="utf-8"):
                missing.append((document.name, path, name))
    assert missing == []
    assert count > 100


COUNTS = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
OF_THE_STANDARD = {f"V{chapter}": count for chapter, count in enumerate(COUNTS, start=1)}
"""How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has."""


def test_the_list_of_requirements_is_whole_and_counted() -> None:
    counted: Counter[str] = Counter()
    for chapter in re.split(r"^## ", ASVS, flags=re.M)[1:]:
        title = chapter.partition(" ")[0]
        rows = re.findall(r"^\| ([\d.]+) \| ([12]) \| ([a-z/]+) \| (\S.*) \|$", chapter, re.M)
        numbers = [number for number, *_ in rows]
        assert len(set(numbers)) == len(numbers), title
        assert {f"V{number.partition('.')[0]}" for number in numbers} <= {title}
        if not rows:
            assert f"{OF_THE_STANDARD[title]} requirements, n/a." in chapter
            counted["elsewhere"] += OF_THE_STANDARD[title]
            continue
        assert len(rows) == OF_THE_STANDARD[title], title
        counted.update(word for _, _, word, _ in rows)
    assert counted.total() == sum(OF_THE_STANDARD.values())
    said = " ".join(ASVS.split())
    assert f"Of {counted.total()} requirements {counted['elsewhere']} belong" in said
    own = f"yes for {counted['yes']}, part for {counted['part']}, no for {counted['no']}"
    assert f"{own}, the operator's for {counted['operator']}, n/a for {counted['n/a']}." in said


def test_make_has_every_target_that_is_named() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.M))
    assert named_targets(section("Make targets")) == targets - {"help"}
    for document in DOCUMENTS:
        assert named_targets(document.read_text(encoding="utf-8")) <= targets, document.name


def test_no_file_names_a_machine_or_a_registry() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    # Those to come as well: what is ignored is nobody's.
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if not path.is_file():  # deleted, and not committed yet
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        match = MACHINE.search(text)
        # A checkout in a folder such as /app would find that word everywhere.
        here = len(ROOT.parts) > 2 and str(ROOT) in text
        if match or here:
            found.append((name, match and match.group()))
    assert found == []


@pytest.fixture
def server(template: Path, tmp_path: Path) -> Iterator[LiveServer]:
    """Run what `make run` runs, on an empty store."""
    with LiveServer(tmp_path, template=template) as server:
        yield server


def test_the_tour_can_be_walked(server: LiveServer) -> None:
    shell, curl = shutil.which("sh"), shutil.which("curl")
    if shell is None or curl is None:
        pytest.skip("no sh or no curl")
    tour = "".join(re.findall(r"^```sh tour\n(.*?)^```$", README, re.M | re.S))
    assert "http://127.0.0.1:8000" in tour
    script = tour.replace("http://127.0.0.1:8000", server.url)
    walked = subprocess.run([shell, "-euc", script], capture_output=True, text=True, timeout=60)
    assert walked.returncode == 0, walked.stderr

    answers = documents(walked.stdout)
    assert [answer.get("code") for answer in answers] == [None] * len(answers)
    noa, sam, couple, habit, ticked, progress, changes = answers
    assert [partner["id"] for partner in couple["partners"]] == [noa["id"], sam["id"]]
    assert habit["state"] == "active"
    assert ticked["progress"]["current"] == progress["habits"][0]["current"] == 1
    kinds = [item["kind"] for item in changes["items"]]
    assert kinds == ["settings", "couple", "habit", "habit", "tick"]
    assert changes["items"][-1]["at"] == ticked["tick"]["date"]


def documents(text: str) -> list[Any]:
    """Return the JSON documents that follow one another."""
    decoder, found, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].lstrip()
    return found
