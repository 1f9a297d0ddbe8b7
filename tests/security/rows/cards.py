"""Cards."""

from tests.security.row import Row, always, each, empty, linked, nobody, shared
from tests.security.row_parts import ANOTHER

# It lies on the table of ana and ben; for others, who have not drawn it, it is not there.
CARD = {"card": "card"}

ROWS = (
    Row("GET", "/api/cards", linked(200)),
    Row("GET", "/api/cards/current", linked(200)),
    Row("POST", "/api/cards/draw", linked(200), body=always(themes=["play"], depth=1)),
    Row("POST", "/api/cards/again", linked(200), body=empty),
    Row("PUT", "/api/cards/<string:card>/favourite", shared(200, ex=404), CARD, empty),
    Row("DELETE", "/api/cards/<string:card>/favourite", shared(204, ex=404), CARD),
    Row("PUT", "/api/cards/<string:card>/away", shared(200, ex=404), CARD, empty),
    Row("DELETE", "/api/cards/<string:card>/away", shared(204, ex=404), CARD),
    Row("GET", "/api/cards/wishes", each(200)),
    Row("PATCH", "/api/cards/wishes", each(200), body=always(gentle=True)),
    Row("GET", "/cards", each(200, **nobody(303))),
    # Who is alone is led to where it says what cards are.
    *(
        Row("GET", f"/cards/{shelf}", each(200, ex=303, former=303, single=303, **nobody(303)))
        for shelf in ("kept", "earlier", "put-away")
    ),
    Row("GET", "/cards/<string:card>", shared(200, ex=404, **nobody(303)), CARD),
    Row("POST", "/cards/draw", linked(303, **nobody(303)), body=always(depth="1"), form=True),
    Row("POST", "/cards/again", linked(303, **nobody(303)), body=empty, form=True),
    Row("POST", "/cards/wishes", ANOTHER, body=always(gentle="true"), form=True),
    *(
        Row(
            "POST",
            f"/cards/<string:card>/{what}",
            shared(303, ex=404, **nobody(303)),
            CARD,
            body,
            True,
        )
        for what, body in (("keep", always(kept="true")), ("away", empty), ("back", empty))
    ),
)
