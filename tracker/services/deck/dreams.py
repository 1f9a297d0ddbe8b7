"""Cards about what may come, near and far."""

from tracker.services.deck.card import N_, laid

THEME = "dreams"
CARDS = laid(
    THEME,
    light={
        "free-saturday": N_("A free Saturday falls from the sky. How do you spend the morning?"),
        "by-tomorrow": N_(
            "You wake up tomorrow able to do one thing you have not practised. What is it?"
        ),
        "postcard-from": N_(
            "From where would you love to send a postcard, and what would be on it?"
        ),
        "joke-in-a-language": N_("In which language would you like to be quick enough to joke?"),
        "your-own-room": N_("Furnish a room only with what you love. What stands in the middle?"),
        "next-month": N_("Let us each pick one small thing to look forward to next month. Yours?"),
        "apprentice-week": N_(
            "Apprentice for one week, to anybody in the world: to whom, and to learn what?"
        ),
        "before-the-season-ends": N_(
            "Before this season is over, what would you like to have done once?"
        ),
        "first-line": N_(
            "You have written a book. On which shelf does it stand, and how does it begin?"
        ),
        "wake-up-elsewhere": N_(
            "Mountains, water, forest or a big city: where would you like to wake up, and "
            "then what?"
        ),
    },
    closer={
        "ordinary-day-ahead": N_(
            "Describe an ordinary day five years from now that you would be glad to live."
        ),
        "meaning-to-begin": N_(
            "Something you have long been meaning to begin: how would the first ten minutes go?"
        ),
        "once-wanted": N_("What did you once want to become, and which part of it is still true?"),
        "made-by-two": N_(
            "A song, a shelf, a garden, a story: if we made one thing together, what would "
            "you like it to be?"
        ),
        "more-of": N_(
            "More of what, less of what? Move one hour of your week from one to the other."
        ),
        "curious-about-lives": N_(
            "Whose way of living makes you curious? Which piece of it would you borrow?"
        ),
        "afternoons-later": N_(
            "Three o’clock on an afternoon when you are old: where are you, and what are you up to?"
        ),
        "yes-at-once": N_(
            "To which invitation would you say yes before you had finished reading it?"
        ),
        "place-from-before": N_(
            "Take me, in your thoughts, to a place from your life before us. What do you tell "
            "me there?"
        ),
        "first-time-ahead": N_(
            "There are first times still ahead of us. Which one are you looking forward to?"
        ),
    },
    deep={
        "said-small": N_(
            "Is there a wish you hardly dare to say aloud? Say it as small as you like."
        ),
        "fine-to-be-bad": N_("What would you try if it was perfectly fine to be bad at it?"),
        "dream-let-go": N_("Tell of a dream you have let go of. What of it did you keep?"),
        "remembered-for": N_(
            "By a few people, for a few things: for what would you like to be remembered?"
        ),
        "stone-in-the-way": N_(
            "You long for something, and a stone lies in the way. Which stone could I help to move?"
        ),
        "room-for-both": N_(
            "Where do our dreams go different ways, and what would make room for both?"
        ),
        "one-extra-year": N_(
            "You are given one extra year in which nobody waits for anything. What is it for?"
        ),
    },
)
