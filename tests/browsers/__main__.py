"""`make browsers`: the core flow in Firefox and in WebKitGTK, of Safari's family, side by side.

Twice, so that each of them plays each of the two people. What is missing is said in words.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.browsers.hands import Hand
from tests.browsers.programs import BROWSERS, missing
from tests.browsers.walk import Walk
from tests.support.server import served

PAIRS = (("firefox", "webkit"), ("webkit", "firefox"))
"""Who Ana has, and who Ben."""


def walk(pair: tuple[str, str], folder: Path | None) -> list[str]:
    """Go through the flow once, printing what each step took; return what was wrong."""
    wrong = []
    with ExitStack() as stack:
        wires = [stack.enter_context(BROWSERS[name]()) for name in pair]
        server = stack.enter_context(served())
        ana, ben = (Hand(wire, server.url) for wire in wires)
        names = [f"{name} {wire.version}" for name, wire in zip(pair, wires, strict=True)]
        print(f"Ana: {names[0]} · Ben: {names[1]}", flush=True)
        flow = Walk(server, ana, ben, folder)
        try:
            flow.go()
        except AssertionError as error:
            wrong.append(str(error))
        for name, took in flow.steps.items():
            print(f"  {took:6.2f} s  {name}")
        wrong += flow.trouble + [one[:300] for one in server.errors[:3]]
    print("\n".join(f"  WRONG  {one}" for one in wrong) or "  all as it should be", flush=True)
    return wrong


def main() -> str | int:
    """Do what the command line says; return what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.browsers", description=__doc__)
    parser.add_argument("--folder", type=Path, help="for a picture of each step")
    given = parser.parse_args()
    if away := missing():
        return "\n".join(away)
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
    found = [wrong for pair in PAIRS for wrong in walk(pair, given.folder)]
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
