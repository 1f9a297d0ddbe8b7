"""Which idea of the library is meant."""

from tracker.schemas.fields import Schema, Text


class Chosen(Schema):
    """An idea asked for as it stands; `group` is what the page shows and goes on showing."""

    idea = Text(80, required=True)
    group = Text(80, load_default=None)
