"""Cards about being near each other: touch and tenderness, nothing explicit."""

from tracker.services.deck.card import N_, laid

THEME = "closeness"
CARDS = laid(
    THEME,
    light={
        "warm-again": N_("Where do you get warm again most quickly after a cold day?"),
        "todays-hug": N_(
            "Which hug would suit you today: a long one, a short one, one from the side, or none?"
        ),
        "holding-hands": N_(
            "When do you like to hold hands, and when would you rather have yours free?"
        ),
        "scent-of-us": N_("A scent can bring back a whole day. Which one brings back us?"),
        "our-song": N_("Which song belongs to the two of us, and where does it take you?"),
        "good-silence": N_(
            "Think of a silence between us that you like. Where are we, and what time of day is it?"
        ),
        "called-by-me": N_(
            "Nicknames, full names, funny ones: what do you like me to call you, and when?"
        ),
        "message-at-noon": N_(
            "What kind of message from me makes you smile in the middle of a day?"
        ),
        "across-a-room": N_(
            "Across a crowded room, how do we let each other know that all is well?"
        ),
        "small-touch": N_(
            "A hand on the back, a tap on the knee, forehead to forehead: which small touch "
            "do you like?"
        ),
    },
    closer={
        "felt-near": N_("When did you last feel very near to me, and what were we doing?"),
        "tender-surprise": N_(
            "Tell me about a tender moment between us that took you by surprise."
        ),
        "evening-without-hurry": N_("An evening without hurry, only for us: how does it begin?"),
        "hold-leave-laugh": N_(
            "When you are sad, how can I tell whether to hold you, leave you be or make you laugh?"
        ),
        "noticed-early": N_("What did you notice about me early on that has stayed true?"),
        "out-of-words": N_(
            "You have run out of words. How do you let me know that you are fond of me?"
        ),
        "closeness-and-room": N_(
            "At which time of day do you like me close, and at which do you like room?"
        ),
        "a-little-more-often": N_(
            "Name a tenderness you would like a little more often. The smaller, the better."
        ),
        "near-from-afar": N_("When we are far apart, what brings me near to you?"),
        "photograph-nobody-took": N_(
            "Describe a photograph that nobody took: a moment of ours you would like to keep."
        ),
    },
    deep={
        "hard-to-accept": N_(
            "Some kinds of affection are hard to accept. Which is it for you, and what would "
            "make it easier?"
        ),
        "affection-around-you": N_(
            "How was affection shown around you when you were small, and what of it is still "
            "with you?"
        ),
        "a-little-shy": N_("About which tenderness are you still a little shy with me?"),
        "stop-being-brave": N_("When, with me, do you feel safe enough to stop being brave?"),
        "nearness-when-loud": N_("Which kind of nearness do you long for when life gets loud?"),
        "not-now-kindly": N_(
            "How can one of us say “not now” so that the other still feels wanted?"
        ),
        "without-explaining": N_(
            "If I could simply know one thing about you, with no explaining, which would you "
            "choose?"
        ),
    },
)
