"""Forms of the couple's page about their coach."""

import marshmallow as ma

from tracker.schemas.fields import Schema, Text

SCOPES = ("titles", "checkins")
CODE = 200
"""A code, or the address that somebody was sent, as it is pasted."""


def _scopes() -> ma.fields.List[str]:
    return ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(SCOPES)),
        load_default=list,
        validate=ma.validate.Length(max=len(SCOPES)),
    )


class ScopesForm(Schema):
    """One's own yes, scope by scope; boxes that are not ticked say nothing at all."""

    scopes = _scopes()


class AskForm(ScopesForm):
    """Asking to let a coach in, by their code or without one."""

    practice_code = Text(CODE, load_default=None)


class CodeForm(Schema):
    """What a coach was given."""

    code = Text(CODE, required=True)
    step = ma.fields.Raw(load_only=True)


class QuestionForm(Schema):
    """A question to bring."""

    text = Text(500, lines=True, required=True)
