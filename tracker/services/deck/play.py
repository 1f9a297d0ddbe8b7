"""Cards to be silly with."""

from tracker.services.deck.card import N_, laid

THEME = "play"
CARDS = laid(
    THEME,
    light={
        "animal-today": N_("Which animal could have played your part today?"),
        "our-band": N_(
            "We start a band, and neither of us can play. What is it called, and who does what?"
        ),
        "three-snacks": N_(
            "Three snacks for a desert island, and nothing else to eat. Choose well."
        ),
        "our-museum": N_(
            "The museum about the two of us opens tomorrow. What stands in the first room?"
        ),
        "useless-talent": N_(
            "Everybody has a useless talent. What is yours, and how did you find out?"
        ),
        "invented-holiday": N_("Invent a holiday for next Thursday. How is it kept?"),
        "harmless-villain": N_("As a harmless villain, what would be your smallest crime?"),
        "flavour-of-the-week": N_(
            "If this week were a flavour of ice cream, what would it say on the sign?"
        ),
        "day-in-reverse": N_(
            "For one day everything runs in reverse order. What are you looking forward to?"
        ),
        "ten-minutes-of-fuel": N_(
            "A time machine with fuel for ten minutes: where do you go, just to peek?"
        ),
        "pocket-stories": N_(
            "Take something out of your bag or pocket. Which story would it tell about you?"
        ),
    },
    closer={
        "laughed-until": N_("When did we last laugh until nothing else worked, and who began?"),
        "under-other-names": N_(
            "We travel under other names. What are they, and what do we tell people we do?"
        ),
        "swapped-lives": N_(
            "We swap lives for a day. What are you curious about, and what do you warn me of?"
        ),
        "five-minute-dare": N_(
            "Think up a dare for the two of us: five minutes at most, and nobody gets wet."
        ),
        "only-we-understand": N_(
            "Some jokes only the two of us understand. Pick one and explain it as if to a stranger."
        ),
        "at-eleven": N_("What did you love to do at eleven that would still fill an afternoon?"),
        "film-of-us": N_(
            "Somebody films our first weeks. Is it a comedy, a mystery or a western, and what "
            "is the best scene?"
        ),
        "guess-me": N_(
            "A free day, no plans: what would I do first? Guess, and I tell you how close you were."
        ),
        "talk-without-notes": N_(
            "About which odd subject could you talk for twenty minutes without notes?"
        ),
        "teach-me": N_(
            "Teach me something silly you know by heart: a rhyme, a trick, a dreadful joke."
        ),
    },
    deep={
        "still-up-to-something": N_(
            "We are very old and still up to something. What are people whispering about us?"
        ),
        "other-turn": N_(
            "In another life you took a different turn somewhere. Who are you there, and what "
            "makes you laugh?"
        ),
        "given-up-fun": N_(
            "Something you once did for sheer fun and then gave up: what would bring it back?"
        ),
        "laugh-by-now": N_(
            "Tell about an embarrassing moment you can laugh about by now. How long did that take?"
        ),
        "taught-you-silliness": N_("Who showed you how to be silly? Tell me about them."),
        "footnote": N_(
            "Your life story gets a footnote that makes strangers smile. What does it say?"
        ),
        "out-of-hiding": N_(
            "What lures the playful side of you out, and what sends it into hiding?"
        ),
    },
)
