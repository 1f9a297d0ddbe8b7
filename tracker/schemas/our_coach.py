"""Forms of the couple's page about their coach."""

import marshmallow as ma

from tracker.schemas.fields import Schema, Text
from tracker.schemas.letting_in import list_of_scopes

PASTED = 200
"""A code, or the address that somebody was sent, as it is pasted."""


class ScopesForm(Schema):
    """One's own yes, scope by scope; boxes that are not ticked say nothing at all."""

    scopes = list_of_scopes(load_default=list)


class AskForm(ScopesForm):
    """Asking to let a coach in, by their code or without one."""

    practice_code = Text(PASTED, load_default=None)


class CodeForm(Schema):
    """What a coach was given."""

    code = Text(PASTED, required=True)
    step = ma.fields.Raw(load_only=True)


class QuestionForm(Schema):
    """A question to bring."""

    text = Text(500, lines=True, required=True)
