"""Texts that become elements, attributes or scripts wherever a page does not write them as text."""

import sqlite3
from pathlib import Path

ELEMENTS = "x '\"></title></textarea></script></style><img data-xss src=x onerror=__xss(1)>"
"""Ends attributes and whatever takes no markup. An attribute without quotes gets `data-xss` too."""
LONG = (
    f"{ELEMENTS}<script data-xss>__xss(2)</script><svg data-xss onload=__xss(3)>"
    "<iframe data-xss srcdoc='<script>parent.__xss(4)</script>'></iframe>"
    "<a data-xss href=javascript:__xss(5)>x</a><base data-xss href=//evil.example/>"
    "\\u003cimg data-xss src=x onerror=__xss(6)\\u003e ');__xss(7);('${__xss(8)}`;__xss(9);//"
    "&lt;img data-xss src=x onerror=__xss(10)&gt; ~{{7*7}}~ ~{%raw%}~ ~${7*7}~ "
    ']]><![CDATA[ --><!-- <noscript><p title="</noscript><img data-xss onerror=__xss(11)>"> '
    "\u202e\u2066\u2028"
)
"""The same in many dresses: markup, script strings, templates, entities, comments, bidi."""
SHORT = "'\"></title></textarea><img data-xss src=x onerror=__xss(0)>"
"""For fields of eighty characters."""
OFTEN = f"{ELEMENTS} ~{{{{7*7}}}}~"
"""For what stands on a page many times."""
ADDRESS = "\"'><img/data-xss/src=x/onerror=__xss(12)>@example.org"

TEXTS = frozenset(
    {
        *("persons.name", "persons.email", "credentials.label", "passkeys.label"),
        *(
            f"{table}.{column}"
            for table in ("habits", "proposals")
            for column in ("title", "why", "emoji", "plan", "two_minute")
        ),
        *("ticks.note", "untold_ticks.note", "kept_ticks.title", "kept_ticks.note"),
        *(
            f"checkin_answers.{about}_words"
            for about in ("heard", "trusting", "close", "appreciated")
        ),
        *("occasions.words", "coach_links.alias", "coach_goals.text", "coach_questions.text"),
        *("coach_suggestions.title", "practices.name", "couples.title", "imported_days.note"),
        *("sign_ups.name", "sign_ups.email", "mail_links.email"),
    }
)
"""Columns that hold what somebody has typed."""
MANY = ("name", "title", "note", "alias", "emoji")
NO_TEXTS = {
    "a zone or a time of day": {
        *("clocks.timezone", "persons.timezone", "sign_ups.timezone", "occasions.time"),
        *("contact_wishes.quiet_from", "contact_wishes.quiet_until", "reminders.time"),
    },
    "another writing of a text that is in TEXTS, for finding it": {
        *("persons.address_key", "sign_ups.address_key"),
    },
    "a key, or bytes": {
        *("passkeys.credential_id", "passkeys.public_key", "passkey_challenges.challenge"),
        *("push_subscriptions.auth", "push_subscriptions.p256dh"),
    },
    "an address that is asked by the server and shown on no page": {"push_subscriptions.endpoint"},
}
"""The other columns that hold what comes from people, with why nothing can be done with them."""


def furnish(path: Path, email: str) -> None:
    """Give the demo's people what its story has none of: passkeys, and to one ticks that wait."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO passkeys SELECT lower(hex(randomblob(16))), id, randomblob(16),"
            " randomblob(77), 0, 'a phone', created_at, NULL FROM persons"
        )
        connection.execute(
            "INSERT INTO untold_ticks SELECT person_id, habit_id, date, slot, 1, eff, op, 'words',"
            " eff, note_op FROM ticks WHERE person_id IN (SELECT id FROM persons WHERE email = ?)",
            (email,),
        )
        connection.execute(
            "UPDATE persons SET tells_next_at = '2190-01-01 00:00:00.000000' WHERE email = ?",
            (email,),
        )
    connection.close()


def dress(path: Path) -> None:
    """Put a payload in place of every text in a SQLite file; each says which column it is in."""
    connection = sqlite3.connect(path)
    with connection:
        for name in sorted(TEXTS):
            table, _, column = name.partition(".")
            if column == "email":  # no two are the same
                value, last = f"{mark(name)}{ADDRESS}", " || rowid"
            else:
                value, last = f"{mark(name)} {OFTEN if column in MANY else LONG}", ""
            connection.execute(f'UPDATE "{table}" SET "{column}" = ?{last}', (value,))
    connection.close()


def mark(name: str) -> str:
    """Return the mark by which a column's text is found on a page."""
    return f"[{name}]"
