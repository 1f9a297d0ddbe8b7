"""Every code that a refusal can carry is listed with its meaning, and no other."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tracker import error_codes
from tracker.config import ROOT
from tracker.error_codes import CODES

REFUSALS = {"Conflict", "Forbidden", "Invalid", "Refusal", "Unauthenticated", "problem", "refuse"}
"""What is called with a code among its first three arguments."""


def sources() -> Iterator[ast.Module]:
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        if path != Path(error_codes.__file__):
            yield ast.parse(path.read_text(encoding="utf-8"))


def text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def codes(tree: ast.Module) -> Iterator[str | None]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in REFUSALS:
                yield next(filter(None, map(text, node.args[:3])), None)
            if name == "__init__" and ast.unparse(node.func) == "super().__init__" and node.args:
                said = text(node.args[0])
                yield said if said and said.replace("_", "").islower() and " " not in said else None
            for keyword in node.keywords:
                if keyword.arg in ("code", "refused"):
                    yield text(keyword.value)
        elif isinstance(node, ast.FunctionDef):
            named = dict(zip(reversed(node.args.args), reversed(node.args.defaults), strict=False))
            yield from (text(value) for key, value in named.items() if key.arg == "code")
        elif isinstance(node, ast.Dict):
            yield from (
                text(value)
                for key, value in zip(node.keys, node.values, strict=True)
                if text(key) in ("code", "refused")
            )
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            match node.value.elts:
                case [ast.Constant(value=int()), ast.Constant(value=str(code)), *_]:
                    yield code
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "HTTP_CODES":
            assert isinstance(node.value, ast.Dict)
            yield from map(text, node.value.values)


def test_no_code_is_missing_and_none_is_left_over() -> None:
    used = {code for tree in sources() for code in codes(tree) if code}
    # What `HTTP_CODES.get` falls back to, and an operation that came again with another body.
    said = {
        text(node)
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    }
    assert used - set(CODES) == set(), "explain these in tracker/error_codes.py"
    assert set(CODES) - said == set(), "nobody says these any more"
    assert len(used) > 35


def test_codes_and_meanings_are_spelled_alike() -> None:
    for code, meaning in CODES.items():
        assert code.replace("_", "").isalpha()
        assert code.islower()
        assert meaning[0].isupper() or meaning[0] == "`"
        assert meaning.endswith(".")
        assert meaning.count("`") % 2 == 0
