"""Cards about ordinary days, where most of life takes place."""

from tracker.services.deck.card import N_, laid

THEME = "everyday"
CARDS = laid(
    THEME,
    light={
        "most-your-hour": N_("Which hour of the day is most your own, and what makes it so?"),
        "better-tuesday": N_("Name a tiny pleasure that would make an ordinary Tuesday better."),
        "first-ten-minutes": N_("Describe the first ten minutes of a morning that begins well."),
        "worn-and-loved": N_(
            "However worn it is, you would not throw it out. What is it, and why?"
        ),
        "secretly-liked-chore": N_("Be honest: which chore do you secretly like?"),
        "same-dish-sundays": N_(
            "One dish every Sunday for a year. What do you choose, and what goes with it?"
        ),
        "corner-you-like": N_(
            "A bench, a corner, a window: which spot do you like to come past, and why?"
        ),
        "rain-all-day": N_("Rain all day and nothing planned. How does the perfect version go?"),
        "best-of-the-week": N_(
            "Of all you read, heard or thought this week, what was worth keeping?"
        ),
        "welcome-interruption": N_(
            "Tell about an interruption that turned out to be the best part of a day."
        ),
    },
    closer={
        "together-each-alone": N_(
            "When is it nice to be in one room, each busy with something else?"
        ),
        "back-after-a-day": N_("After a day apart, how do you like to be greeted?"),
        "hidden-effort": N_(
            "Something in your days takes more strength than it seems to. What is it?"
        ),
        "better-spirits": N_(
            "After an hour with whom, or with what, do you come back to me in better spirits?"
        ),
        "help-company-quiet": N_(
            "When you are tired, is it help, company or quiet that does you most good?"
        ),
        "missed-first": N_("Our small rituals are on strike. Which one do you want back first?"),
        "dropped-for-a-month": N_(
            "Suppose we drop one routine for a month, as an experiment. Which one goes?"
        ),
        "everything-else-down": N_(
            "For which ten minutes of the day would you like us to put everything else down?"
        ),
        "list-in-your-head": N_("What stands on the list in your head that nobody else can read?"),
        "good-news": N_(
            "You have good news. Do you tell it at once or save it, and how do you like me to "
            "take it?"
        ),
    },
    deep={
        "all-is-well": N_(
            "On what kind of day do you say that all is well although it is not quite?"
        ),
        "day-was-enough": N_("How would you know that a day has been enough?"),
        "time-to-yourself": N_(
            "How much time to yourself do you need, and what would make it easy to ask for?"
        ),
        "evening-worry": N_(
            "There are worries that like to come in the evening. Which is yours, and what "
            "quiets it?"
        ),
        "expected-of-you": N_(
            "Part of every day belongs to what others expect. Which part would you take back?"
        ),
        "most-at-ease": N_(
            "Where in our days are you most at ease, and where would you like more ease?"
        ),
        "left-behind": N_(
            "Think back a few years. What do you miss of your days then, and what are you "
            "glad to have left?"
        ),
    },
)
