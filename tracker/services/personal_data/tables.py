"""Every table, and what export and erasure do with it."""

from dataclasses import dataclass


class Section(str):
    """Where in an export a table's rows are found: `couples.habits.ticks`."""

    __slots__ = ()


class Withheld(str):
    """Why a table is in no export."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the rows that are about a person."""

    exported: Section | Withheld
    erased: str


_DERIVED = Withheld("worked out from terms, pauses and ticks, which are exported")
_WITH_PERSON = "go with the person, by their foreign key"
_WITH_COUPLE = "deleted for every couple the person was in: they count what the person did"
_SHARED = "deleted for every couple the person was in: they have no author, or concern both"

TABLES: dict[str, Rule] = {
    "persons": Rule(Section("account"), "deleted"),
    "clocks": Rule(Section("clocks"), _WITH_PERSON),
    "credentials": Rule(Section("credentials"), f"{_WITH_PERSON}; digests are in no export"),
    "invites": Rule(Section("invites"), f"{_WITH_PERSON}; digests are in no export"),
    "memberships": Rule(Section("couples"), _WITH_PERSON),
    "couples": Rule(
        Section("couples"),
        "deleted with the second of the two; till then ended. What the two shared is deleted 30 "
        "days after one of them left (`left_couples`), and each keeps `kept_ticks`; the title goes "
        "with either",
    ),
    "habits": Rule(
        Section("couples.habits"),
        "deleted where the partner has no entry of their own; else the title stays, as the name "
        "of those entries, and what the person wrote as `why` goes. Those still waiting for a "
        "partner (section `waiting`) are deleted",
    ),
    "terms": Rule(
        Section("couples.habits.terms"), "go or stay with the habit; `first_turn` names nobody"
    ),
    "proposals": Rule(
        Section("couples.habits.proposals"),
        "the person's are deleted; the partner's lose a `why` that the person wrote first",
    ),
    "occasions": Rule(
        Section("couples.habits.occasions"),
        "deleted for every couple the person was in: their words have no known author",
    ),
    "pauses": Rule(Section("couples.pauses"), "the person's are deleted"),
    "ticks": Rule(Section("couples.habits.ticks"), f"{_WITH_PERSON}; the partner's stay"),
    "untold_ticks": Rule(Section("untold_ticks"), _WITH_PERSON),
    "imports": Rule(Section("imports"), _WITH_PERSON),
    "imported_days": Rule(Section("imports.days"), "go with what they came with"),
    "history_entries": Rule(Section("couples.history"), _SHARED),
    "kept_ticks": Rule(Section("kept_ticks"), f"{_WITH_PERSON}; the partner's stay"),
    "warm_marks": Rule(
        Section("couples.habits.marks"),
        f"{_WITH_PERSON} whose words they are put to; those the person put are deleted",
    ),
    "checkin_agreements": Rule(Section("couples.check_in_agreement"), _SHARED),
    "checkin_answers": Rule(
        Section("couples.check_ins"),
        f"{_WITH_PERSON}; the partner's stay theirs. Of the partner's those are exported that were "
        "opened, while the two are linked",
    ),
    "talks": Rule(Section("couples.talks"), _SHARED),
    "card_states": Rule(Section("couples.cards"), _SHARED),
    "card_wishes": Rule(Section("card_wishes"), _WITH_PERSON),
    "wall_links": Rule(Section("couples.walls"), f"{_SHARED}; digests are in no export"),
    "coach_links": Rule(
        Section("couples.coach"),
        "go with the couple, or with the coach who is erased; the partner's own yes and own "
        "questions stay till then",
    ),
    "coach_consents": Rule(Section("couples.coach.consents"), _WITH_PERSON),
    "coach_questions": Rule(Section("couples.coach.questions"), _WITH_PERSON),
    "coach_goals": Rule(Section("couples.coach.goals"), _SHARED),
    "coach_sessions": Rule(Section("couples.coach.sessions"), _SHARED),
    "coach_openings": Rule(Section("couples.coach.openings"), _SHARED),
    "coach_codes": Rule(Withheld("digests of codes that are for others"), _SHARED),
    "coach_suggestions": Rule(
        Section("coaching.clients.suggestions"),
        "go with the habit; to the two they are proposals like any other",
    ),
    "client_figures": Rule(_DERIVED, _WITH_COUPLE),
    "practices": Rule(
        Section("coaching.practice"),
        "go with their last coach; another coach follows an owner who is erased",
    ),
    "coaches": Rule(Section("coaching"), _WITH_PERSON),
    "coach_notes": Rule(
        Section("coaching.notes"),
        "go with the coach who wrote them; a couple was told before that they stay otherwise",
    ),
    "second_factors": Rule(Section("second_factor"), f"{_WITH_PERSON}; the secret is in no export"),
    "recovery_codes": Rule(Section("second_factor.recovery_codes"), _WITH_PERSON),
    "passkeys": Rule(
        Section("passkeys"), f"{_WITH_PERSON}; what authenticators call them is in no export"
    ),
    "passkey_news": Rule(Withheld("a notice of what the list of passkeys tells"), _WITH_PERSON),
    "passkey_challenges": Rule(Withheld("random numbers, over in minutes"), _WITH_PERSON),
    "consents": Rule(Section("consents"), _WITH_PERSON),
    "habit_places": Rule(Section("habit_places"), _WITH_PERSON),
    "recaps_seen": Rule(Section("recaps"), _WITH_PERSON),
    "calendar_feeds": Rule(Section("calendar"), f"{_WITH_PERSON}; digests are in no export"),
    "operations": Rule(Withheld("digests of what became ticks"), _WITH_PERSON),
    "checkpoints": Rule(_DERIVED, _WITH_COUPLE),
    "recent_checkpoints": Rule(_DERIVED, _WITH_COUPLE),
    "settled_periods": Rule(_DERIVED, _WITH_COUPLE),
    "couple_checkpoints": Rule(_DERIVED, _WITH_COUPLE),
    "settled_weeks": Rule(_DERIVED, _WITH_COUPLE),
    "contact_wishes": Rule(Section("contact"), _WITH_PERSON),
    "push_subscriptions": Rule(
        Section("push"), f"{_WITH_PERSON}; endpoints and keys are in no export"
    ),
    "reminders": Rule(Section("reminders"), f"{_WITH_PERSON}; both people's with their habit"),
    "stream_heads": Rule(Withheld("a counter"), _WITH_PERSON),
    "changes": Rule(
        Withheld("notices of what is exported itself"),
        f"{_WITH_PERSON}; another's stream is cut after the last item that names the person",
    ),
    "mail_links": Rule(
        Section("mail_links"),
        f"{_WITH_PERSON}, and those to the address that were not mailed yet; digests are in no "
        "export",
    ),
    "sign_ups": Rule(
        Withheld("an account that nobody has proved to be theirs; over in a day"),
        "deleted where they are to the person's address",
    ),
    "undone": Rule(
        Withheld("ids of what is no more"),
        "kept for 90 days: by it an older backup brings nobody back",
    ),
    "throttles": Rule(
        Withheld("keyed digests that name nobody"), "not needed: they end within the hour"
    ),
}
