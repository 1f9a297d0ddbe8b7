"""Cards of noticing what is good in each other, and saying it."""

from tracker.services.deck.card import N_, laid

THEME = "appreciation"
CARDS = laid(
    THEME,
    light={
        "glad-of-this-week": N_(
            "Name one small thing the other did this week that you were glad of."
        ),
        "better-taste": N_(
            "Shoes, soup, films, people: where do you trust the other’s taste more than your own?"
        ),
        "picked-up": N_(
            "Over time one picks up words and ways from each other. Which of them do you like "
            "to use?"
        ),
        "good-mood-signs": N_("By what small sign can you tell that the other is in a good mood?"),
        "thank-you-again": N_(
            "For what would you like to say thank you a second time, because once was too quick?"
        ),
        "ask-an-expert": N_(
            "A friend asks what the other of you is really good at. What comes to mind first?"
        ),
        "treated-with-care": N_(
            "Plants, friends, words, tools: what does the other treat with special care?"
        ),
        "invented-prize": N_(
            "You may award the other a prize that does not exist yet. What is it for?"
        ),
        "learned-in-passing": N_(
            "Tell each other one useful thing you learned from the other in passing."
        ),
        "on-the-wall": N_(
            "If one moment with the other hung on the wall as a picture, which would it be?"
        ),
    },
    closer={
        "behind-the-scenes": N_(
            "Much of what the other does happens behind the scenes. Say what you notice of it."
        ),
        "there-that-day": N_(
            "Tell of a day when the other was simply there, and of what that did for you."
        ),
        "quietly-proud": N_("When were you last quietly proud of the other? Describe the moment."),
        "good-difference": N_("How is the other different from you in a way that does you good?"),
        "easier-since": N_("Since you have known each other, what has become easier?"),
        "took-your-side": N_(
            "Recall a time when the other took your side. What did it change for you?"
        ),
        "uncounted-courage": N_(
            "Not all courage looks like courage. Where do you find it in the other?"
        ),
        "undelivered-thanks": N_(
            "Is there a thank-you you have been carrying around undelivered? Deliver it now."
        ),
        "seen-by-friends": N_(
            "What do friends enjoy about the other that you are glad they have noticed too?"
        ),
        "small-victory": N_(
            "Choose a small victory of the other’s from this year and tell it like a sports "
            "reporter."
        ),
    },
    deep={
        "lean-on-still": N_(
            "From a hard stretch you came through: what did the other do then that you still "
            "lean on?"
        ),
        "not-known-to-ask": N_(
            "What does the other give you that you would not have known how to ask for?"
        ),
        "believed-of-you": N_(
            "Who are you a little more today because the other believed it of you first?"
        ),
        "line-for-a-bad-day": N_(
            "Write one sentence for the other’s worst day, to be opened then. What does it say?"
        ),
        "what-would-you-do": N_(
            "In which situations do you quietly ask yourself what the other would do?"
        ),
        "hard-to-believe": N_(
            "Is there something kind about you that you find hard to believe? Let the other "
            "say it once more."
        ),
        "larger-than-it-looked": N_(
            "A gesture of the other’s was larger than it looked. Which one, and what made it large?"
        ),
    },
)
