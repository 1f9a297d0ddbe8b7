"""What the people of the demo are called, and what they say."""

PEOPLE = (
    *("Ana", "Ben", "Mira", "Jon", "Lea", "Tom", "Noor", "Sam", "Ida", "Max", "Rosa", "Finn"),
    *("Yuki", "Paul", "Zoe", "Amir", "Greta", "Luis", "Mei", "Oskar", "Nina", "Kofi", "Elif", "Jo"),
)
COACH = "Cleo"

HABITS = (
    ("An evening for the two of us", "A few hours that nobody else gets.", "🌙"),
    ("One thank-you a day", "Small thanks, said out loud.", "🌱"),
    ("Phones away at dinner", "The table is for us.", "🍲"),
    ("Listen first, answer later", "One speaks, the other says back what they heard.", "👂"),
    ("Walk after dinner", "Talking is easier side by side.", "🚶"),
    ("Something we have not done before", "So that we keep surprising each other.", "✨"),
)
"""Title, why, emoji."""

PLANS = (
    ("When the children are asleep on Friday, we light a candle and stay up.", "One hour."),
    ("When we say good night, each of us thanks the other for one thing.", "Send it as one line."),
    (None, None),
    ("When we have sat down on Wednesday, one speaks and the other says it back.", "One minute."),
    ("When we have cleared the table, we put on our shoes.", "Once to the corner and back."),
    (None, None),
)
"""By habit: when and how, and the small version."""

LET_GO = ("Good morning, by name", "The first word of the day is for you.", "☕")
"""What they do not count any more, because it goes by itself."""

WISH = ("Sunday breakfast in bed", "Whose turn it is gets up and makes it.", "🥐")

ANSWERS = {"heart": 4, "smile": 2, "thanks": 3, "keep": 1}
"""How words are answered, and how often."""

CARDS = (
    *("better-tuesday", "our-museum", "invented-prize", "our-band"),
    *("undelivered-thanks", "ordinary-day-ahead", "small-victory"),
)
"""Which cards they drew: the light ones came first."""
KEPT_CARDS = ("our-museum", "undelivered-thanks")

DATES = ("After bedtime. Sitter: Mum", "The small place by the canal", "Cooking together, candles")

NOTES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (
        0.3,
        (
            "The little Italian place, again",
            "Cooked together, burnt the rice, laughed a lot",
            "Cinema, and talked about it until midnight",
            "Only an hour, but it was ours",
            "You chose well",
            "Rain, so candles at home",
            "I had missed this",
        ),
    ),
    (
        0.35,
        (
            "Thank you for taking the early shift",
            "You made me laugh when I needed it",
            "You were so patient with your father on the phone",
            "The coffee beside the bed",
            "Thanks for asking how the meeting went, and waiting for the answer",
            "You filled the car. I noticed",
            "I like how you sing while you cook",
            "For letting me sleep",
            "You said sorry first. That was not easy",
            "Thank you for the soup",
            "The way you look at the children",
            "You remembered the name of my colleague",
            "That message at lunch",
            "You hung the picture at last",
            "For holding my hand at the dentist's",
            "Your calm today",
        ),
    ),
    (
        0.04,
        (
            "Harder than I thought",
            "We talked for two hours",
            "Phones slept in the drawer",
            "Nobody asked for the score of the game",
        ),
    ),
    (
        0.25,
        (
            "I did not know that about your job",
            "Twenty minutes went by quickly",
            "You said it back better than I had said it",
            "About money, and it stayed kind",
            "About the summer",
            "Thank you for not solving it",
        ),
    ),
    (
        0.08,
        (
            "Along the river",
            "In the snow",
            "Short and cold, and good",
            "Saw the heron again",
            "The long way round",
        ),
    ),
    (
        0.6,
        (
            "Climbing hall. My arms",
            "Pottery. Two crooked bowls",
            "A concert where we knew nobody",
            "Swam in the lake before work",
            "Dumplings from scratch",
            "A dance class. You lead",
            "The planetarium",
        ),
    ),
)
"""By habit: how often a tick has words, and which."""
