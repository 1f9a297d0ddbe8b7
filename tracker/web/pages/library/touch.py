"""Habits of small touch; each of them says that both have to like it."""

from flask_babel import lazy_gettext as _l

from tracker.streaks import Cadence
from tracker.web.pages.library.idea import Group, Idea

GROUP = Group(
    slug="touch",
    icon="hand-heart",
    name=_l("Touch"),
    line=_l("Small touch, when you both like it. A no is fine at any time, and needs no reason."),
    ideas=(
        Idea(
            slug="a-warm-hello",
            emoji="🤗",
            title=_l("A warm hello when we meet again"),
            why=_l(
                "A greeting marks the moment when you are back with each other. A look and a "
                "name do that too."
            ),
            plan=_l(
                "When we meet again after some hours, we stop what we are doing, say hello and, "
                "if we both like, hug until we have both breathed out."
            ),
            two_minute=_l("Look up, smile, and say hello by name, on a screen as well."),
            cadence=Cadence("day"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="a-proper-goodbye",
            emoji="👋",
            title=_l("A proper goodbye"),
            why=_l(
                "Days begin in a hurry, and partings are easily skipped. A short warm one goes "
                "along with you."
            ),
            plan=_l(
                "When one of us is about to leave, we pause at the door for a moment and, if we "
                "both like, add a kiss or a squeeze of the hand."
            ),
            two_minute=_l("Say one warm sentence at the door, or before we hang up."),
            cadence=Cadence("day", weekdays=(1, 2, 3, 4, 5)),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="hold-hands",
            emoji="🤝",
            title=_l("Hold hands for a while"),
            why=_l("Closeness does not always want words. Two hands say enough for a while."),
            plan=_l(
                "When we are on our way or sit next to each other, one of us offers a hand, and "
                "we hold on for as long as we both like."
            ),
            two_minute=_l("Two minutes, or as long as a traffic light."),
            cadence=Cadence("week", times=3),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="close-for-one-song",
            emoji="🎵",
            title=_l("Sit close for one song"),
            why=_l(
                "For as long as a song lasts, nothing needs to be said or done. Being quiet next "
                "to each other is company too."
            ),
            plan=_l(
                "When we have both sat down in the evening, we put on one song and, if we both "
                "like, lean on each other until it ends."
            ),
            two_minute=_l("Half a song, or the same song at the same time when we are apart."),
            cadence=Cadence("week", times=2),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="shoulder-rub",
            emoji="🌿",
            title=_l("Five minutes for tired shoulders"),
            why=_l("Being looked after for a while, without giving anything back, is a rest."),
            plan=_l(
                "When Saturday evening comes, whoever's turn it is asks “Would you like this?” "
                "and, if we both like, rubs the other's shoulders for five minutes."
            ),
            two_minute=_l("Two minutes for one hand if we both like, or bring something warm."),
            cadence=Cadence("week"),
            mode="turns",
            gentler=_l(
                "When Saturday evening comes, whoever's turn it is brings the other something "
                "warm and, if we both like, sits close for a while."
            ),
        ),
        Idea(
            slug="what-feels-good",
            emoji="🧣",
            title=_l("Say which small touch you like"),
            why=_l(
                "Nobody can guess what feels good today, and it changes. Saying yes and no to "
                "small things makes both easier."
            ),
            plan=_l(
                "When the month begins and we are both at ease, each of us names an everyday "
                "touch we enjoy, if we both like to talk about it."
            ),
            two_minute=_l("Name one that was good this week."),
            cadence=Cadence("month"),
            mode="together",
            gentler=_l(
                "When the month begins, each of us writes down one everyday touch we enjoy, and "
                "shows it if we both like."
            ),
        ),
    ),
)
