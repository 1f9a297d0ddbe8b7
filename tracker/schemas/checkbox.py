"""A box in a form."""

import marshmallow as ma


class Checkbox(ma.fields.Boolean):
    """A box in a form: sent as `on` where it is ticked, and not at all where it is not."""

    truthy = {"on"}
    falsy: set[object] = set()

    def __init__(self) -> None:
        super().__init__(load_default=False)
