"""The catalogues of `tracker/translations/`: brought up to what the sources say, and compiled.

`python tools/messages.py` does so for all; `python tools/messages.py xx` begins another language,
which is spoken once it has a row in `tracker/spoken.py`.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tracker" / "translations"
METHODS = [("tracker/**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {"templates/**": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    # Refusals: their words stand where they are raised.
    "Conflict": (2,),
    "Invalid": (2,),
    "Forbidden": (2,),
    "Unauthenticated": (2,),
    "ValidationError": (1,),
    "problem": (3,),
}
PLURALS = {"fa": "nplurals=2; plural=(n != 1);"}
"""Where Babel's are not those of Unicode's CLDR: Persian says one thing apart from several."""
WIDTH = 100
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""In place of when it was done: a catalogue changes where its words do, and nowhere else."""


def sources() -> Catalog:
    """Return what is to be said, in the order of files."""
    catalog = _empty(None)
    for name, _line, text, comments, context in sorted(_found(), key=lambda one: one[:2]):
        catalog.add(text, None, [(name, 0)], auto_comments=comments, context=context)
    for message in catalog:
        message.locations = sorted(set(message.locations))
        message.auto_comments = list(dict.fromkeys(message.auto_comments))
    return catalog


def read(language: str) -> Catalog:
    """Return a language's catalogue as it stands, an empty one for a new language."""
    path = place(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def place(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def brought_up(catalog: Catalog, template: Catalog) -> Catalog:
    """Return a catalogue with all that is to be said and nothing else, what was said kept.

    Nothing is guessed: what is nearly the same in English may be another thing elsewhere.
    """
    fresh = _empty(str(catalog.locale))
    for message in template:
        if not message.id:
            continue
        known = catalog.get(message.id, message.context)
        same = known is not None and known.id == message.id and not known.fuzzy
        fresh.add(
            message.id,
            known.string if known is not None and same else None,
            message.locations,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            flags=message.flags,
            context=message.context,
        )
    return fresh


def written(catalog: Catalog) -> bytes:
    """Return it as a .po file."""
    file = BytesIO()
    write_po(file, catalog, width=WIDTH, include_lineno=False, sort_output=False)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Return it as a .mo file: what is not said yet is left to the sources, plurals as well."""
    said = _empty(str(catalog.locale))
    for message in catalog:
        if message.id and _is_said(message):
            said.add(message.id, message.string, context=message.context)
    file = BytesIO()
    write_mo(file, said)
    return file.getvalue()


def _is_said(message: Message) -> bool:
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(forms) and all(forms)


def _found() -> Iterator[tuple[str, int, Any, list[str], str | None]]:
    yield from extract_from_dir(
        ROOT,
        METHODS,
        OPTIONS,
        KEYWORDS,
        comment_tags=("NOTE:",),
        strip_comment_tags=True,
        directory_filter=lambda path: Path(path).name in _FOLDERS or _is_within(path),
    )


_FOLDERS = {"tracker", "templates"}


def _is_within(path: str) -> bool:
    inside = Path(path).resolve().relative_to(ROOT).parts
    return bool(inside) and inside[0] in _FOLDERS and "__pycache__" not in inside


def _empty(language: str | None) -> Catalog:
    catalog: Any = Catalog(
        locale=language,
        project="Woven",
        version="9",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        header_comment="# What Woven says. Brought up to date by `make messages`.",
        creation_date=_LONG_AGO,
        revision_date=_LONG_AGO,
        fuzzy=False,
    )
    if language in PLURALS:
        catalog._num_plurals = 2
        catalog._plural_expr = PLURALS[language].partition("plural=")[2].rstrip(";")
    return cast(Catalog, catalog)


def main() -> None:
    """Bring every catalogue up to date, and compile it."""
    template = sources()
    there = [path.name for path in FOLDER.iterdir() if place(path.name).exists()]
    for language in sorted({*there, *sys.argv[1:]}):
        catalog = brought_up(read(language), template)
        path = place(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        left = sum(1 for message in catalog if message.id and not _is_said(message))
        sys.stdout.write(f"{language}: {len(catalog)} texts, {left} of them not said yet\n")


if __name__ == "__main__":
    main()
