"""The vendored browser parts: `make vendor` fetches them anew, `vendor.py check` guards them.

static/vendor/manifest.json pins each npm package by version and by the registry's sha512, and each
file taken from it by its sha256. To move to another release change `version`, take out `integrity`
and fetch. Standard library only; which registry is asked is npm's own setting.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parents[1] / "static"
MANIFEST = "vendor/manifest.json"
STROKES = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"'
)


class Mismatch(Exception):
    """A package is not what the manifest says it is."""


def read(static: Path = STATIC) -> dict[str, Any]:
    """Return the manifest."""
    manifest: dict[str, Any] = json.loads((static / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def entries(package: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a package gives: licence, files, sprite; each has `to` and `sha256`."""
    yield package["licence_text"]
    yield from package.get("files", [])
    if "sprite" in package:
        yield package["sprite"]


def wrongs(static: Path = STATIC) -> list[str]:
    """Return what is wrong with the vendored files, in words; asks no network."""
    found: list[str] = []
    named = {MANIFEST}
    for package in read(static)["packages"]:
        if not package["licence_text"]["to"].startswith("vendor/licences/"):
            found.append(f"{package['name']}: no licence under vendor/licences")
        for entry in entries(package):
            path = static / entry["to"]
            named.add(entry["to"])
            if not path.is_file():
                found.append(f"{entry['to']}: missing")
            elif sha256(path.read_bytes()) != entry["sha256"]:
                found.append(f"{entry['to']}: not as it was fetched")
            elif "names" in entry and symbols(path) != sorted(entry["names"]):
                found.append(f"{entry['to']}: not the icons that the manifest names")
    for path in sorted((static / "vendor").rglob("*")):
        name = path.relative_to(static).as_posix()
        if path.is_file() and name not in named:
            found.append(f"{name}: not in the manifest")
    return found


def symbols(sprite: Path) -> list[str]:
    """Return the names of a sprite's icons, sorted."""
    return sorted(re.findall(r'<symbol id="([^"]+)"', sprite.read_text(encoding="utf-8")))


def fetch(static: Path = STATIC) -> None:
    """Fetch all packages, verify them, and write their files and the manifest."""
    manifest = read(static)
    for package in manifest["packages"]:
        with tempfile.TemporaryDirectory() as folder:
            take(package, packed(package, Path(folder)), static)
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (static / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def packed(package: dict[str, Any], folder: Path) -> Path:
    """Return the package's tarball, or raise Mismatch where it is not the one pinned."""
    release = f"{package['name']}@{package['version']}"
    package["integrity"] = package.get("integrity") or npm("view", release, "dist.integrity")
    npm("pack", release, "--ignore-scripts", "--pack-destination", str(folder))
    (tarball,) = folder.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package["integrity"]:
        raise Mismatch(f"{release}: the tarball is not the one of the noted integrity")
    return tarball


def npm(*arguments: str) -> str:
    """Return what npm prints."""
    command = ["npm", "--silent", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def take(package: dict[str, Any], tarball: Path, static: Path) -> None:
    """Write a package's files where the manifest wants them, and note their hashes."""
    with tarfile.open(tarball) as archive:

        def content(name: str) -> bytes:
            member = archive.extractfile(f"package/{name}")
            if member is None:
                raise Mismatch(f"{package['name']}: {name} is no file")
            return member.read()

        licence = json.loads(content("package.json"))["license"]
        if licence != package["licence"]:
            raise Mismatch(f"{package['name']}: its licence is {licence} now")
        for entry in entries(package):
            if "names" in entry:
                data = sprite({name: content(f"icons/{name}.svg") for name in entry["names"]})
            else:
                data = content(entry["from"]) + entry.get("append", "").encode()
            path = static / entry["to"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            entry["sha256"] = sha256(data)


def sprite(icons: dict[str, bytes]) -> bytes:
    """Return one SVG with a symbol for each icon."""
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">']
    for name, icon in icons.items():
        drawn = re.search(r"<svg[^>]*>(.*)</svg>", icon.decode(), re.DOTALL)
        if drawn is None:
            raise Mismatch(f"{name}: not an icon as expected")
        shapes = re.sub(r"\s*\n\s*", "", drawn[1]).replace(" />", "/>")
        lines.append(f'<symbol id="{name}" {STROKES}>{shapes}</symbol>')
    return "\n".join([*lines, "</svg>", ""]).encode()


def sha256(data: bytes) -> str:
    """Return the hash that the manifest notes."""
    return hashlib.sha256(data).hexdigest()


def main(arguments: list[str]) -> str | None:
    """Do what the command line says; return what went wrong."""
    if arguments == ["fetch"]:
        fetch()
    elif arguments != ["check"]:
        return "usage: vendor.py check | fetch"
    return "\n".join(wrongs()) or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
