"""What gets in the way of a habit: by what it builds, else by whose doing counts.

Nothing here says whose fault it is, and research is named only where it may be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something that gets in the way, and a thought that may help."""

    name: LazyString
    text: LazyString


BY_GROUP: Mapping[str, Sequence[Hindrance]] = {
    "time": (
        Hindrance(
            _l("Tired evenings"),
            _l(
                "By the evening there is little left, and what is kind is put off first. An "
                "earlier hour helps, or a shorter time. Ten minutes that happen are worth more "
                "than an evening that does not."
            ),
        ),
        Hindrance(
            _l("Phones"),
            _l(
                "A look at a screen is quick, and what one of you was saying is gone. A place "
                "where both phones lie is easier to keep to than a rule, and nobody needs to "
                "remind anybody."
            ),
        ),
        Hindrance(
            _l("One plans, the other waits"),
            _l(
                "Whoever always suggests grows tired of it, and whoever is always asked feels "
                "managed. Take turns with the idea. Then a no is about the day, and not about the "
                "two of you."
            ),
        ),
    ),
    "listening": (
        Hindrance(
            _l("Two ways of talking"),
            _l(
                "One thinks while speaking, the other before. One likes to be asked, the other to "
                "be left in peace for a moment. Tell each other which you are, and ask for an hour "
                "when you need one."
            ),
        ),
        Hindrance(
            _l("Wanting to help at once"),
            _l(
                "Advice comes from care, and often comes too early. To ask “an ear or ideas?” "
                "takes three seconds."
            ),
        ),
        Hindrance(
            _l("Hearing a reproach"),
            _l(
                "If a sentence stings, the answer is ready before the sentence is over. Say back "
                "what you heard first. Mostly less was meant."
            ),
        ),
    ),
    "gratitude": (
        Hindrance(
            _l("It feels put on"),
            _l(
                "In the first weeks it often does. It helps to choose something small and true, "
                "and to say what it was. Nobody needs to shine."
            ),
        ),
        Hindrance(
            _l("Something is still open"),
            _l(
                "To who is hurt or worn out, a thank-you can feel like giving in. It settles "
                "nothing that is open between you, and it need not. Begin with what costs least."
            ),
        ),
        Hindrance(
            _l("Thanks that are waved away"),
            _l(
                "Some of us learned to make nothing of it. Let it stand for a moment. “I am glad "
                "you saw it” is answer enough."
            ),
        ),
    ),
    "talk": (
        Hindrance(
            _l("Two ways of talking"),
            _l(
                "For one a question is an invitation, for the other an exam. Let whoever is asked "
                "choose how far to go, and let a pass be an answer. Side by side it is easier for "
                "many than face to face."
            ),
        ),
        Hindrance(
            _l("Old hurts"),
            _l(
                "A question may touch something that was hurt long ago, or here. “Not this one” "
                "needs no reason. What is heavy gets a time of its own, and not the last ten "
                "minutes of the day."
            ),
        ),
        Hindrance(
            _l("Nothing to say"),
            _l(
                "It happens in long years and in full weeks. A card asks for you, a short answer "
                "is one, and quiet belongs to it."
            ),
        ),
    ),
    "touch": (
        Hindrance(
            _l("Different wishes"),
            _l(
                "One may like touch more, or at other times. That says little about love. Ask "
                "before, and let a no be as easy as a yes."
            ),
        ),
        Hindrance(
            _l("Touch that asks for more"),
            _l(
                "If a hug is always the beginning of something, it comes less often. Let small "
                "touch stay small, and say so to each other once."
            ),
        ),
        Hindrance(
            _l("Old hurts"),
            _l(
                "Touch can bring back what happened earlier, with others too. Nobody owes an "
                "explanation. Go slower, or leave it; where it weighs, somebody trained can help."
            ),
        ),
    ),
    "repair": (
        Hindrance(
            _l("Old hurts"),
            _l(
                "What hurt before makes a small thing large today. It helps to say “this is older "
                "than today”. One quarrel at a time is plenty."
            ),
        ),
        Hindrance(
            _l("Who begins"),
            _l(
                "Both wait, and each has reasons. To begin says nothing about who was right. A cup "
                "of something warm may come before any word."
            ),
        ),
        Hindrance(
            _l("Too soon"),
            _l(
                "While hearts still race, words miss. Take a break, and say when you will be back. "
                "If you are afraid of how the other takes it, this is no matter for a habit."
            ),
        ),
    ),
    "play": (
        Hindrance(
            _l("It feels silly"),
            _l(
                "Play is for nothing, and that is what is hard about it when days are full of "
                "purpose. Nobody needs to be good at it."
            ),
        ),
        Hindrance(
            _l("Different tastes"),
            _l(
                "What is fun for one is work for the other. Take turns choosing, and take a "
                "half-hearted yes for a no."
            ),
        ),
        Hindrance(
            _l("Tired evenings"),
            _l(
                "When you are worn out, choose what needs nothing got ready. A song is over in "
                "three minutes."
            ),
        ),
    ),
    "opening-up": (
        Hindrance(
            _l("Fear of showing yourself"),
            _l(
                "It is common, and mostly has its reasons. Begin with something that would be all "
                "right if it went badly. See how it is met, and go on only if that was good."
            ),
        ),
        Hindrance(
            _l("Old hurts"),
            _l(
                "Where something you told was turned against you once, it takes time to believe "
                "that it will be different now. Small and often does more than one great talk."
            ),
        ),
        Hindrance(
            _l("Not knowing what to answer"),
            _l(
                "Whoever listens is often afraid of the wrong word. “Thank you for telling me” is "
                "enough. What was told stays between you, in the next quarrel too."
            ),
        ),
    ),
}
FULL_DAYS = Hindrance(
    _l("Full days"),
    _l(
        "On some days there is room for nothing. Agree on a version that takes two minutes, and "
        "let it count."
    ),
)
ONE_MORE_TASK = Hindrance(
    _l("It has become one more task"),
    _l(
        "Then change it, make it smaller, or end it. That takes nothing from what you wove, and "
        "says nothing about the two of you."
    ),
)
BY_MODE: Mapping[str, Sequence[Hindrance]] = {
    "together": (
        Hindrance(
            _l("Finding the moment"),
            _l(
                "What takes two needs a moment at which both are there. Tie it to something that "
                "happens anyway: a meal, the way home, the light going out."
            ),
        ),
        FULL_DAYS,
        ONE_MORE_TASK,
    ),
    "each": (
        Hindrance(
            _l("One is quicker"),
            _l(
                "Mostly one of you thinks of it first. That is no lead. Do yours, and leave the "
                "other theirs."
            ),
        ),
        FULL_DAYS,
        ONE_MORE_TASK,
    ),
    "turns": (
        Hindrance(
            _l("Whose turn it is"),
            _l(
                "Turns get mixed up when a week was odd. To cover for each other counts, and "
                "nobody keeps a tally."
            ),
        ),
        FULL_DAYS,
        ONE_MORE_TASK,
    ),
}


def of(group: str | None, mode: str) -> Sequence[Hindrance]:
    """Return what gets in the way of a habit: of a group of the library, or of none of them."""
    return BY_GROUP.get(group or "") or BY_MODE[mode]
