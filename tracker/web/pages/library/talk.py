"""Habits of talking about more than errands."""

from flask_babel import lazy_gettext as _l

from tracker.streaks import Cadence
from tracker.web.pages.library.idea import Group, Idea

GROUP = Group(
    slug="talk",
    icon="message-circle",
    name=_l("Deeper talk"),
    line=_l("Talking about more than errands, as far as you both like."),
    ideas=(
        Idea(
            slug="one-real-question",
            emoji="💬",
            title=_l("One question beyond the everyday"),
            why=_l(
                "In one study, strangers who asked each other more and more personal questions "
                "felt closer afterwards than those who made small talk (Aron, 1997). Passing on "
                "a question is always fine."
            ),
            plan=_l(
                "When we wait for the food to be ready, whoever's turn it is asks one question "
                "that has nothing to do with plans or chores."
            ),
            two_minute=_l("Send the question, and let the answer take its time."),
            cadence=Cadence("week"),
            mode="turns",
            gentler=_l(
                "When we wait for the food to be ready, whoever's turn it is asks one light "
                "question, like what was good today, and either of us may pass."
            ),
        ),
        Idea(
            slug="draw-a-card",
            emoji="🃏",
            title=_l("Draw a card and both answer"),
            why=_l(
                "The card makes the start, so neither of you has to. Begin with the gentle ones "
                "and go no deeper than you both like."
            ),
            plan=_l(
                "When we have both sat down on Friday evening, we open the cards here, draw one "
                "and answer it in turn."
            ),
            two_minute=_l("Draw a gentle card and answer in one sentence each."),
            cadence=Cadence("week"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="best-and-hardest",
            emoji="🌄",
            title=_l("The best and the hardest of today"),
            why=_l(
                "Two small questions show more of a day than “How was it?” does. Each of you "
                "tells as much or as little as you like."
            ),
            plan=_l(
                "When we are about to say good night, each of us names the best and the hardest "
                "moment of today."
            ),
            two_minute=_l("Only the best one."),
            cadence=Cadence("day"),
            mode="together",
            gentler=_l(
                "When we are about to say good night, each of us names one moment of today that "
                "was all right."
            ),
        ),
        Idea(
            slug="how-are-we-two",
            emoji="🧭",
            title=_l("Ask each other: how are we two?"),
            why=_l(
                "A small wish is easier to hear than a big complaint. Asked every now and then, "
                "the question loses its weight."
            ),
            plan=_l(
                "When we both have half an hour on a Sunday, each of us says one thing that goes "
                "well between us and one small wish."
            ),
            two_minute=_l("Say only what goes well."),
            cadence=Cadence("week", every=2),
            mode="together",
            gentler=_l(
                "When we both have ten minutes on a Sunday, each of us says one thing that goes "
                "well between us, and the wishes wait."
            ),
        ),
        Idea(
            slug="dream-aloud",
            emoji="🔭",
            title=_l("Dream aloud together"),
            why=_l(
                "Wishes change quietly over the years. Told before they are plans, they keep you "
                "curious about each other."
            ),
            plan=_l(
                "When the month begins, we go outside or make a call, and each of us finishes "
                "“One day I would like to” as lightly as we want."
            ),
            two_minute=_l("Name one small thing you look forward to."),
            cadence=Cadence("month"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="story-from-before",
            emoji="📚",
            title=_l("A story from before we met"),
            why=_l(
                "However long you have known each other, some stories have not been told yet. "
                "You choose which one it is, and a funny one is as good as any."
            ),
            plan=_l(
                "When we are on the way somewhere or on a call, whoever's turn it is tells a "
                "small story from before we two met."
            ),
            two_minute=_l("Tell it in three sentences."),
            cadence=Cadence("week", every=2),
            mode="turns",
            gentle=True,
        ),
    ),
)
