"""Habits of saying thank you."""

from flask_babel import lazy_gettext as _l

from tracker.streaks import Cadence
from tracker.web.pages.library.idea import Group, Idea

GROUP = Group(
    slug="gratitude",
    icon="heart",
    name=_l("Saying thank you"),
    line=_l("Noticing what is good, and saying so."),
    ideas=(
        Idea(
            slug="one-thank-you-a-day",
            emoji="💛",
            title=_l("One thank-you a day"),
            why=_l(
                "Much of what you do for each other goes by unseen. Gratitude is thought "
                "to remind people of what is good in each other and to draw them closer "
                "(Algoe, 2012)."
            ),
            plan=_l(
                "When we say good night, each of us thanks the other for one thing from today, "
                "however small."
            ),
            two_minute=_l("Send it as one line."),
            cadence=Cadence("day"),
            mode="each",
            gentle=True,
        ),
        Idea(
            slug="thank-for-unseen-work",
            emoji="🧺",
            title=_l("Thanks for work that nobody sees"),
            why=_l(
                "Remembering a birthday, buying the soap, mending a bag: such work is easy to "
                "overlook because it is done. Naming it shows that you saw it."
            ),
            plan=_l(
                "If we notice something that the other did without being asked, we say so right "
                "away."
            ),
            two_minute=_l("Say “I saw that you did this. Thank you.”"),
            cadence=Cadence("week", times=2),
            mode="each",
            gentle=True,
        ),
        Idea(
            slug="what-i-like-in-you",
            emoji="🌻",
            title=_l("Say what I like in you"),
            why=_l(
                "It is good to be thanked for a deed. It goes deeper to be thanked for what lies "
                "behind it: patience, humour, care."
            ),
            plan=_l(
                "When we have breakfast at the weekend, or our first call, each of us finishes "
                "the sentence “What I like in you is” aloud."
            ),
            two_minute=_l("Write the sentence down and leave or send it."),
            cadence=Cadence("week"),
            mode="each",
            gentler=_l(
                "When the week ends, each of us writes “What I like in you is” with one word "
                "after it, and leaves or sends it."
            ),
        ),
        Idea(
            slug="a-note-to-find",
            emoji="📝",
            title=_l("A note to be found"),
            why=_l(
                "A few written words are easier to begin with than spoken ones, and they can be "
                "read again on a harder day."
            ),
            plan=_l(
                "When the week begins, whoever's turn it is writes one kind line and leaves it by "
                "the kettle, or sends it as a message or a card."
            ),
            two_minute=_l("Draw a small sun on a slip of paper."),
            cadence=Cadence("week"),
            mode="turns",
            gentle=True,
        ),
        Idea(
            slug="three-good-moments",
            emoji="✨",
            title=_l("Three good moments of the week"),
            why=_l(
                "At the end of a week the hard parts often come to mind first. Looking for the "
                "good ones together gives them a place too."
            ),
            plan=_l(
                "When we have eaten on Sunday evening, we take turns until we have named three "
                "good moments of our week."
            ),
            two_minute=_l("Name one moment."),
            cadence=Cadence("week"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="a-good-memory",
            emoji="📖",
            title=_l("Go back to a good memory"),
            why=_l(
                "A good day lasts longer when you come back to it, and each of you remembers a "
                "different part of it."
            ),
            plan=_l(
                "When the first weekend of the month comes, we choose a picture or a note we both "
                "like and tell each other what we remember of that day."
            ),
            two_minute=_l("Say “Do you remember”, and one sentence."),
            cadence=Cadence("month"),
            mode="together",
            gentle=True,
        ),
    ),
)
