"""Cards about finding back to each other; none of them asks whose fault it was."""

from tracker.services.deck.card import N_, laid

THEME = "repair"
CARDS = laid(
    THEME,
    light={
        "first-aid": N_(
            "After a tense moment, what is your first aid: tea, fresh air, a joke, or a while "
            "alone?"
        ),
        "good-again": N_("Which gesture tells you, without a word, that things are good again?"),
        "only-hungry": N_(
            "How can I tell when you are only hungry or tired, and not cross at all?"
        ),
        "rescue-word": N_(
            "Let us invent a word that means “stop, I like you”. Which one do we take?"
        ),
        "silly-quarrel": N_("Tell our silliest quarrel as a comedy in two acts, one of us each."),
        "weather-inside": N_(
            "If your mood this week was weather, what was the forecast, and what came?"
        ),
        "first-sentence": N_("The quarrel is over. What would be a good first sentence?"),
        "length-of-a-break": N_(
            "It is getting loud inside you. How long a break does you good, and how do you "
            "spend it?"
        ),
        "good-at-making-up": N_(
            "Who do you know who is good at making up? How do they go about it?"
        ),
        "three-calm-things": N_(
            "Name three things that reliably make you calmer. One of them may be food."
        ),
    },
    closer={
        "found-our-way-back": N_(
            "Tell of a time we found our way back to each other. Where was the turn?"
        ),
        "really-understood": N_(
            "Nodding is easy. How do you know that somebody has really understood you?"
        ),
        "good-apology": N_(
            "Describe an apology that did you good. It can be from anybody, long ago or yesterday."
        ),
        "right-moment": N_(
            "When is a good moment to bring up something difficult with you, and when is a "
            "poor one?"
        ),
        "beneath-being-short": N_("When you are short with people, what usually lies beneath it?"),
        "easily-misread": N_(
            "Some signals are easily misread. Which of yours would you like to translate for me?"
        ),
        "taking-the-first-step": N_(
            "One of us goes first. What would make the first step an easy one for you?"
        ),
        "on-the-same-side": N_(
            "In the middle of an argument, how could we remind each other that we are on the "
            "same side?"
        ),
        "differ-rather-well": N_(
            "On which subject do we differ rather well, and how do we manage that?"
        ),
        "day-after": N_("The day after an argument: how do you like to be with each other then?"),
    },
    deep={
        "handle-with-care": N_(
            "Is there an old sore spot you would like me to know of, so that I can tread gently?"
        ),
        "sorry-for": N_(
            "Small or old: is there something for which you would like to say sorry, if now "
            "is a good time?"
        ),
        "quarrels-around-you": N_(
            "What did you learn about quarrelling from the people around you early on? What "
            "do you keep of it?"
        ),
        "hard-to-ask-then": N_(
            "What do you wish for in the middle of a quarrel, and find hard to ask for then?"
        ),
        "once-forgiven": N_(
            "Think of something you were once forgiven. What has it made possible?"
        ),
        "when-we-disagree": N_(
            "What are you most afraid of when we disagree, and what would reassure you?"
        ),
        "talk-cut-short": N_(
            "Was there a talk between us that ended too early? Choose a part to go on with, gently."
        ),
        "trust-growing-back": N_(
            "After a bump, by what do you notice that trust is growing again?"
        ),
    },
)
