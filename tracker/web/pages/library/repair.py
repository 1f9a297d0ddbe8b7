"""Habits of making up after ordinary quarrels."""

from flask_babel import lazy_gettext as _l

from tracker.streaks import Cadence
from tracker.web.pages.library.idea import Group, Idea

GROUP = Group(
    slug="repair",
    icon="link",
    name=_l("Making up"),
    line=_l(
        "Finding each other again after an ordinary quarrel. If quarrels frighten you, a habit is "
        "not the answer, and people outside can help."
    ),
    ideas=(
        Idea(
            slug="clear-the-air",
            emoji="🍃",
            title=_l("Clear the air"),
            why=_l(
                "Small annoyances are easier to say while they are small. With a time of their "
                "own, nobody has to look for the right moment."
            ),
            plan=_l(
                "When the weekend begins and we are both rested, each of us says one small thing "
                "that bothered us and one that went well, or “nothing this week”."
            ),
            two_minute=_l("Ask “Is there anything between us?”; a plain no will do."),
            cadence=Cadence("week"),
            mode="together",
            gentler=_l(
                "When the weekend begins and we are both rested, each of us writes one small "
                "thing down, and we read them when we both want to."
            ),
        ),
        Idea(
            slug="a-word-for-a-break",
            emoji="✋",
            title=_l("Renew our word for a break"),
            why=_l(
                "When voices rise, it gets hard to listen. A word you both agreed on lets either "
                "of you stop at once, without leaving things at that for good."
            ),
            plan=_l(
                "When the month begins, we choose a word that means “let us stop for now”, and "
                "whoever hears it stops too, without a question."
            ),
            two_minute=_l("Say the word once aloud, so that it feels familiar."),
            cadence=Cadence("month"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="my-own-small-part",
            emoji="🌈",
            title=_l("Each name our own small part"),
            why=_l(
                "After a quarrel it is easy to see what the other did. Looking at your own part "
                "makes room again, and only you decide what it is."
            ),
            plan=_l(
                "If we have quarrelled and are both calm again, each of us names one small thing "
                "we ourselves would do differently."
            ),
            two_minute=_l("If all was quiet, name one thing we handled well."),
            cadence=Cadence("week", every=2),
            mode="together",
            gentler=_l(
                "If we have quarrelled and are both calm again, each of us says “I would like to "
                "do that differently”, and no more."
            ),
        ),
        Idea(
            slug="look-back-calmly",
            emoji="🔍",
            title=_l("Look back calmly, the day after"),
            why=_l(
                "After a night's sleep most quarrels look smaller. How it was for each of you "
                "matters more than who was right."
            ),
            plan=_l(
                "If we have quarrelled, then on a day when we have both eaten and slept, each "
                "tells how it was while the other only listens."
            ),
            two_minute=_l("Say one thing that is clearer now. In a quiet month, any small thing."),
            cadence=Cadence("month"),
            mode="together",
            gentler=_l(
                "If we have quarrelled, then on a day when we have both slept, each of us writes "
                "down how it was, to show or to keep."
            ),
        ),
        Idea(
            slug="tea-after-cross-words",
            emoji="🍵",
            title=_l("Something warm after cross words"),
            why=_l(
                "The first step back to each other may be tiny. A warm cup can come before the "
                "words do."
            ),
            plan=_l(
                "If there were cross words and we are both calm again, we put the kettle on and "
                "sit down with each other, without going back to the matter."
            ),
            two_minute=_l("Send one friendly word. In a good week, do it for no reason."),
            cadence=Cadence("week"),
            mode="together",
            gentle=True,
        ),
    ),
)
