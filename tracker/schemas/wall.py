"""Shapes of the links for screens on the wall."""

import marshmallow as ma

from tracker.schemas.checkbox import Checkbox
from tracker.schemas.fields import Bool, Day, Id, Schema

NAMES = {"description": "Whether the screen shows the names of the two."}


class WallIn(Schema):
    """A new link."""

    names = Bool(load_default=True, metadata=NAMES)


class WallChange(Schema):
    """What can be set of a link."""

    names = Bool(required=True, metadata=NAMES)


class WallForm(Schema):
    """The same as a form."""

    names = Checkbox()


class Wall(Schema):
    """A link by which a screen shows what the two have woven."""

    id = Id(required=True)
    names = ma.fields.Boolean(required=True, metadata=NAMES)
    by = Id(required=True, allow_none=True)
    made_on = Day(required=True)


class NewWall(Wall):
    """A new link; its address is shown this once."""

    url = ma.fields.String(
        required=True,
        metadata={
            "format": "uri",
            "description": "Whoever opens it has the screen, until the link is ended.",
        },
    )


class WallPage(Schema):
    """A page of links, in the order they were made."""

    items = ma.fields.List(ma.fields.Nested(Wall), required=True)
    next = ma.fields.String(required=True, allow_none=True)
