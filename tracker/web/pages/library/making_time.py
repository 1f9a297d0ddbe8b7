"""Habits that make time for the two."""

from flask_babel import lazy_gettext as _l

from tracker.streaks import Cadence
from tracker.web.pages.library.idea import Group, Idea

GROUP = Group(
    slug="time",
    icon="clock",
    name=_l("Making time"),
    line=_l("A little time that belongs to the two of you."),
    ideas=(
        Idea(
            slug="walk-after-dinner",
            emoji="👟",
            title=_l("Walk after dinner"),
            why=_l(
                "Side by side, with the street to look at, talk comes easily and so does quiet. "
                "How far you get does not matter."
            ),
            plan=_l(
                "When we have cleared the dinner things, we put on our shoes and go once round "
                "the block."
            ),
            two_minute=_l("Step outside together and take a few breaths of evening air."),
            cadence=Cadence("week", times=3),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="phones-away-at-dinner",
            emoji="📵",
            title=_l("Phones away at dinner"),
            why=_l(
                "In a diary study, people felt less good about their relationship on days when "
                "devices interrupted their time together more often (McDaniel & Drouin, 2019). "
                "A meal is an easy place to begin."
            ),
            plan=_l(
                "When the food is on the table, each of us puts our own phone aside, within "
                "earshot if somebody may need us."
            ),
            two_minute=_l("Leave the phones aside for the first few bites."),
            cadence=Cadence("day"),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="evening-for-us",
            emoji="🌟",
            title=_l("An evening for the two of us"),
            why=_l(
                "In a survey, couples who took time for each other at least once a week more "
                "often called themselves very happy; that shows a link, not a cause "
                "(Wilcox & Dew, 2012). It need not cost anything."
            ),
            plan=_l(
                "When the weekend begins, we choose one evening of the coming week and one thing "
                "to do with it, at home or on a call if we like."
            ),
            two_minute=_l("Sit down for two minutes and name one thing to look forward to."),
            cadence=Cadence("week"),
            mode="together",
            gentler=_l(
                "When the weekend begins, we choose one hour of the coming week and leave open "
                "what we do with it."
            ),
        ),
        Idea(
            slug="start-the-day-together",
            emoji="☕",
            title=_l("Start the day together"),
            why=_l(
                "Once a day has begun, it fills up by itself. A few quiet minutes before that "
                "are easier to keep than an hour later on."
            ),
            plan=_l(
                "When the kettle is on in the morning, we sit down with each other for ten "
                "minutes, on a call if we wake up in different places."
            ),
            two_minute=_l("Say good morning and keep each other company while the water boils."),
            cadence=Cadence("day", weekdays=(1, 2, 3, 4, 5)),
            mode="together",
            gentle=True,
        ),
        Idea(
            slug="call-at-a-set-time",
            emoji="📞",
            title=_l("A call at a time we both chose"),
            why=_l(
                "With a fixed time, nobody has to ask or wait. Deciding beforehand when and "
                "where makes it likelier that a plan is carried out "
                "(Gollwitzer & Sheeran, 2006)."
            ),
            plan=_l(
                "When the time we both chose comes, whoever's hands are free first calls, and "
                "“not today” is a fine answer."
            ),
            two_minute=_l("Leave each other a short voice message, whenever it suits you."),
            cadence=Cadence("week", times=2),
            mode="together",
            gentler=_l(
                "When one of us feels like it, we send a short voice message, and the answer may "
                "take until tomorrow."
            ),
        ),
        Idea(
            slug="find-next-weeks-hour",
            emoji="📅",
            title=_l("Find next week's hour for us"),
            why=_l(
                "Time for each other rarely turns up by itself. Taking turns with the idea means "
                "that it does not always rest with the same one of you."
            ),
            plan=_l(
                "When the week draws to its end, whoever's turn it is suggests an hour for us "
                "two, and the other says yes or names one that suits better."
            ),
            two_minute=_l("Settle on a day and leave the hour for later."),
            cadence=Cadence("week"),
            mode="turns",
            gentle=True,
        ),
    ),
)
