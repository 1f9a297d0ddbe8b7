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
            first_step=_l(
                "When the month begins, each write two ideas that cost little or nothing on "
                "slips of paper, draw one, and choose a day for it."
            ),
            two_minute=_l("Listen to a kind of music that neither of you knows."),
            cadence=Cadence("month", times=2),
            mode="together",
        ),
        Idea(
            slug="cook-together",
            emoji="🍲",
            title=_l("Cook a meal together"),
            why=_l(
                "Side by side you have something to do with your hands and something to laugh "
                "about. How it turns out matters less."
            ),
            first_step=_l(
                "When Thursday evening comes, choose a dish from what is in the cupboard and "
                "share out the chopping, over a call if you cook in two places."
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
            first_step=_l(
                "When the table is cleared on Wednesday, take out cards, dice or pen and paper "
                "and play one round."
            ),
            two_minute=_l("One round of noughts and crosses, by message if you are apart."),
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
            first_step=_l(
                "If a song you both like comes on while you tidy up, then turn it up and move to "
                "it until it ends, each in your own way."
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
            first_step=_l(
                "When you come across something that makes you laugh, keep it for the evening "
                "and tell it, or send it right away."
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
            first_step=_l(
                "When the month begins and it is your turn, choose a day and one small thing you "
                "know your partner enjoys."
            ),
            two_minute=_l("Play or send a song your partner loves."),
            cadence=Cadence("month"),
            mode="turns",
            gentle=True,
        ),
    ),
)
