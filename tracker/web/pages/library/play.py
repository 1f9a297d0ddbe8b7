"""Habits of doing what both enjoy."""

from flask_babel import lazy_gettext as _l

from tracker.streaks import Cadence
from tracker.web.pages.library.idea import Group, Idea

GROUP = Group(
    slug="play",
    icon="dices",
    name=_l("Play"),
    line=_l("Things you both enjoy, for no purpose at all."),
    ideas=(
        Idea(
            slug="something-new",
            emoji="🧩",
            title=_l("Try something new together"),
            why=_l(
                "In small experiments, couples who had just done something new and lively "
                "together rated their relationship higher than those who had done something "
                "ordinary (Aron, 2000). New can be free, and around the corner."
            ),
            plan=_l(
                "When the month begins, each of us writes two ideas that cost little or nothing "
                "on slips of paper, we draw one, and choose a day for it."
            ),
            two_minute=_l("Listen to a kind of music that neither of us knows."),
            cadence=Cadence("month", times=2),
            mode="together",
            gentler=_l(
                "When the month begins, we choose something we know well and do it in a place "
                "that is new to it."
            ),
        ),
        Idea(
            slug="cook-together",
            emoji="🍲",
            title=_l("Cook a meal together"),
            why=_l(
                "Side by side you have something to do with your hands and something to laugh "
                "about. How it turns out matters less."
            ),
            plan=_l(
                "When Thursday evening comes, we choose a dish from what is in the cupboard and "
                "share out the chopping, over a call if we cook in two places."
            ),
            two_minute=_l("Make a sandwich for each other, or at the same time."),
            cadence=Cadence("week"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="a-game-for-two",
            emoji="🎲",
            title=_l("A game for two"),
            why=_l(
                "A game lets you be quick and silly for a while and leave the day behind, "
                "whoever wins."
            ),
            plan=_l(
                "When the table is cleared on Wednesday, we take out cards, dice or pen and paper "
                "and play one round."
            ),
            two_minute=_l("One round of noughts and crosses, by message if we are apart."),
            cadence=Cadence("week"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="move-to-one-song",
            emoji="📻",
            title=_l("Move to one song"),
            why=_l(
                "It is hard to stay solemn while you dance by the kitchen sink. Swaying on a "
                "chair counts."
            ),
            plan=_l(
                "If a song we both like comes on while we tidy up, we turn it up and move to it "
                "until it ends, each in our own way."
            ),
            two_minute=_l("Hum along to half a song."),
            cadence=Cadence("week", times=2),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="share-a-laugh",
            emoji="😄",
            title=_l("Share something funny"),
            why=_l(
                "A shared laugh is a short rest in a long day. The best are at nobody's expense."
            ),
            plan=_l(
                "When one of us comes across something funny, we keep it for the evening and tell "
                "it, or send it right away."
            ),
            two_minute=_l("Send one silly picture."),
            cadence=Cadence("week", times=3),
            mode="each",
            gentle=True,
        ),
        Idea(
            slug="a-small-surprise",
            emoji="🎁",
            title=_l("A small surprise"),
            why=_l(
                "A surprise says: I thought of you while you were away. It can be a song, a "
                "flower from the roadside or a chore already done."
            ),
            plan=_l(
                "When the month begins, whoever's turn it is chooses a day and one small thing "
                "that the other enjoys."
            ),
            two_minute=_l("Play or send a song the other loves."),
            cadence=Cadence("month"),
            mode="turns",
            gentle=True,
        ),
    ),
)
