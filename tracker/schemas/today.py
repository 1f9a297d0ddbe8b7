"""The forms on the page of today: they know no true and false, and no numbers."""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from tracker.schemas.fields import SMALL, Day, Id, Int, Schema, Text, one_of
from tracker.schemas.tick import NOTE

_PLACE = re.compile(r"(\S+) ([0-9]{1,9}) (\S+)")


class TickForm(Schema):
    """A place of a day, and what it is to be.

    A button can send one value alone: `place` stands for `habit`, `slot` and `done`.
    """

    habit = Id(required=True)
    date = Day(required=True)
    slot = Int(0, SMALL, load_default=0)
    done = one_of("true", "false", required=True)

    @ma.pre_load
    def take_apart(self, data: Mapping[str, Any], **_kwargs: Any) -> Mapping[str, Any]:
        """Return the fields that `place` stands for; a bad one stays, and is unknown."""
        found = _PLACE.fullmatch(data.get("place", ""))
        if found is None:
            return data
        rest = {name: value for name, value in data.items() if name != "place"}
        return rest | {"habit": found[1], "slot": int(found[2]), "done": found[3]}


class WordsForm(Schema):
    """A line of words for a place of a day; an empty one takes it back."""

    habit = Id(required=True)
    date = Day(required=True)
    slot = Int(0, SMALL, load_default=0)
    note = Text(NOTE, lines=True, allow_none=True, load_default=None)
