"""Habits of listening."""

from flask_babel import lazy_gettext as _l

from tracker.streaks import Cadence
from tracker.web.pages.library.idea import Group, Idea

GROUP = Group(
    slug="listening",
    icon="ear",
    name=_l("Listening"),
    line=_l("Hearing each other out, with nothing to fix."),
    ideas=(
        Idea(
            slug="ask-about-the-day",
            emoji="👂",
            title=_l("Ask about the day, then just listen"),
            why=_l(
                "Most of us like to be understood before we are given advice. A few minutes of "
                "full attention say that the day mattered."
            ),
            plan=_l(
                "When we first sit down or talk in the evening, each of us asks how the day was "
                "and lets the answer come to its end, be it long or only “fine”."
            ),
            two_minute=_l("Ask one question and look up for the answer."),
            cadence=Cadence("day"),
            mode="each",
            gentle=True,
        ),
        Idea(
            slug="ask-more-about-good-news",
            emoji="🎉",
            title=_l("Ask more about good news"),
            why=_l(
                "Good news grows when somebody is glad with you. In studies of couples, lively "
                "interest in each other's good news went with feeling closer and more content "
                "(Gable, 2004; Gable, 2006)."
            ),
            plan=_l(
                "If one of us tells something good, the other puts down what they are holding and "
                "asks one more question about it."
            ),
            two_minute=_l("Say “Tell me more”, or write it under a message."),
            cadence=Cadence("week", times=2),
            mode="each",
            gentle=True,
        ),
        Idea(
            slug="say-back-what-you-heard",
            emoji="🔁",
            title=_l("Say back what you heard"),
            why=_l(
                "Said back in other words, a small misunderstanding comes to light while it is "
                "still small. And it feels good to notice that you came across."
            ),
            plan=_l(
                "When one of us has told something that matters, the other begins with “What I "
                "heard is” and asks whether that was right."
            ),
            two_minute=_l("Say back a single sentence."),
            cadence=Cadence("week"),
            mode="each",
            gentler=_l(
                "When one of us has told something, the other says back the one word that stayed, "
                "and asks nothing."
            ),
        ),
        Idea(
            slug="five-minutes-each",
            emoji="⏳",
            title=_l("Five minutes each, without cutting in"),
            why=_l(
                "When you know that nobody will cut in, the words come in their own time. Quiet "
                "minutes count as well as spoken ones."
            ),
            plan=_l(
                "When we have both sat down on the evening we chose, we set a timer for five "
                "minutes, one of us speaks about anything, and then we swap."
            ),
            two_minute=_l("One minute each."),
            cadence=Cadence("week"),
            mode="together",
            gentler=_l(
                "When we have both sat down on the evening we chose, each of us has two minutes, "
                "and being quiet for two minutes counts as well."
            ),
        ),
        Idea(
            slug="an-ear-or-ideas",
            emoji="💡",
            title=_l("Ask first: an ear or ideas?"),
            why=_l(
                "Some worries want a solution, others only company. Asking first saves you both "
                "from bringing the wrong one."
            ),
            plan=_l(
                "If one of us begins to tell about a problem, the other asks “An ear or ideas?” "
                "before saying anything else."
            ),
            two_minute=_l("Ask the question in a message, and go by the answer."),
            cadence=Cadence("week"),
            mode="each",
            gentle=True,
        ),
    ),
)
