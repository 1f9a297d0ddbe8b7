"""The vendored browser parts are those that the manifest pins, and nothing beside them."""

import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tools import vendor


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A copy of the static files, to be altered."""
    for folder in ("vendor", "icons"):
        shutil.copytree(vendor.STATIC / folder, tmp_path / folder)
    return tmp_path


def test_every_vendored_file_is_as_the_manifest_notes_it() -> None:
    assert vendor.wrongs() == []


def test_every_package_is_pinned_and_has_a_licence_text() -> None:
    for package in vendor.read()["packages"]:
        assert package["integrity"].startswith("sha512-"), package["name"]
        text = (vendor.STATIC / package["licence_text"]["to"]).read_text(encoding="utf-8")
        assert "Copyright" in text or "Zero-Clause" in text, package["name"]


def test_the_fonts_that_the_style_sheet_names_are_there() -> None:
    css = vendor.STATIC / "css" / "fonts.css"
    names = [part.split('"')[0] for part in css.read_text(encoding="utf-8").split('url("')[1:]]
    assert len(names) == 4
    assert all((css.parent / name).is_file() for name in names)


def test_an_altered_file_is_found(static: Path) -> None:
    (static / "vendor" / "socket.io.esm.min.js").write_bytes(b"// something else")
    assert vendor.wrongs(static) == ["vendor/socket.io.esm.min.js: not as it was fetched"]


def test_a_file_that_nobody_names_is_found(static: Path) -> None:
    (static / "vendor" / "fonts" / "more.woff2").write_bytes(b"")
    assert vendor.wrongs(static) == ["vendor/fonts/more.woff2: not in the manifest"]


def test_a_missing_licence_is_found(static: Path) -> None:
    (static / "vendor" / "licences" / "figtree.txt").unlink()
    assert vendor.wrongs(static) == ["vendor/licences/figtree.txt: missing"]


def test_an_icon_that_the_manifest_does_not_name_is_found(static: Path) -> None:
    manifest = vendor.read(static)
    sprite = next(package["sprite"] for package in manifest["packages"] if "sprite" in package)
    sprite["names"].remove("heart")
    (static / vendor.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert vendor.wrongs(static) == ["icons/lucide.svg: not the icons that the manifest names"]


def test_a_tarball_of_another_hash_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def npm(*_: str) -> str:
        (tmp_path / "part-1.0.0.tgz").write_bytes(b"another")
        return ""

    monkeypatch.setattr(vendor, "npm", npm)
    package = {"name": "part", "version": "1.0.0", "integrity": "sha512-noted"}
    with pytest.raises(vendor.Mismatch, match=r"part@1\.0\.0"):
        vendor.packed(package, tmp_path)


def test_what_is_taken_is_written_and_noted(tmp_path: Path) -> None:
    icon = b'<!-- c -->\n<svg\n  class="lucide"\n>\n  <path d="M1" />\n  <path d="M2" />\n</svg>\n'
    tarball = packed(
        tmp_path,
        {
            "package.json": b'{"license": "MIT"}',
            "LICENSE": b"Copyright",
            "part.js": b"var Part={}",
            "icons/dot.svg": icon,
        },
    )
    package: dict[str, Any] = {
        "name": "part",
        "licence": "MIT",
        "licence_text": {"from": "LICENSE", "to": "vendor/licences/part.txt"},
        "files": [{"from": "part.js", "to": "vendor/part.js", "append": ";export{Part}"}],
        "sprite": {"to": "icons/part.svg", "names": ["dot"]},
    }
    vendor.take(package, tarball, tmp_path)
    written = (tmp_path / "vendor" / "part.js").read_bytes()
    assert written == b"var Part={};export{Part}"
    assert package["files"][0]["sha256"] == hashlib.sha256(written).hexdigest()
    drawn = (tmp_path / "icons" / "part.svg").read_text(encoding="utf-8")
    assert '<path d="M1"/><path d="M2"/></symbol>' in drawn
    with pytest.raises(vendor.Mismatch, match="licence"):
        vendor.take(package | {"licence": "ISC"}, tarball, tmp_path)


def packed(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a tarball as npm does."""
    path = folder / "part.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path
