"""A coach whom a couple lets in: the practice, the consent of both, and what each of them keeps."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import (
    Day,
    Digest,
    Id,
    Instant,
    Key,
    Label,
    Words,
    couple_key,
    habit_key,
    new_id,
    person_key,
)


def link_key() -> ForeignKey:
    """Return a reference to a link between couple and coach that goes when the link goes."""
    return ForeignKey("coach_links.id", ondelete="CASCADE")


class Practice(db.Model):
    """What a coach works under, alone or with others; each of them sees their own couples alone."""

    __tablename__ = "practices"

    id: Mapped[Key] = mapped_column(default=new_id)
    name: Mapped[Label]
    owner_id: Mapped[Id | None] = mapped_column(
        ForeignKey("persons.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[Instant]


class Coach(db.Model):
    """Somebody who coaches, and how they like their roster."""

    __tablename__ = "coaches"

    person_id: Mapped[Key] = mapped_column(person_key())
    practice_id: Mapped[Id] = mapped_column(
        ForeignKey("practices.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[Instant]
    joined_at: Mapped[Instant | None]
    """Since when they are in a colleague's practice; None: it was their own."""
    initials: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Names as initials, for a screen that others see."""
    fell_points: Mapped[int] = mapped_column(SmallInteger, default=20, server_default="20")
    """From how many percentage points on a fall is flagged."""
    silent_days: Mapped[int] = mapped_column(SmallInteger, default=10, server_default="10")
    """From how many days on without anything kept a couple is flagged."""


class CoachLink(db.Model):
    """A coach and a couple, from the first question to the end. Asking anew makes another one."""

    __tablename__ = "coach_links"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'agreed', 'active', 'ended')", name="state"),
        # One coach at a time; beside that one, at most one to whom the couple is handed over.
        Index(
            "uq_coach_links_open",
            "couple_id",
            unique=True,
            sqlite_where=text("state <> 'ended' AND follows_id IS NULL"),
            postgresql_where=text("state <> 'ended' AND follows_id IS NULL"),
        ),
        Index(
            "uq_coach_links_handed",
            "couple_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'agreed') AND follows_id IS NOT NULL"),
            postgresql_where=text("state IN ('asked', 'agreed') AND follows_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    couple_id: Mapped[Id] = mapped_column(couple_key(), index=True)
    coach_id: Mapped[Id | None] = mapped_column(person_key(), index=True)
    """None while it is for whoever is given the couple's code."""
    follows_id: Mapped[Id | None] = mapped_column(ForeignKey("coach_links.id", ondelete="SET NULL"))
    """Of a hand-over: the link that ends when this one begins; None again from then on."""
    state: Mapped[str] = mapped_column(String(6))
    asks_titles: Mapped[bool]
    asks_checkins: Mapped[bool]
    """Which scopes were asked for first; what holds is in the two consents."""
    asked_by_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    """The partner who asked; None: the coach handed the couple over."""
    asked_on: Mapped[Day]
    since: Mapped[Day | None]
    """The first day on which the coach saw anything."""
    lapses_at: Mapped[Instant | None]
    """When it ends by itself unless both say yes again. No read needs a job to have run."""
    ended_on: Mapped[Day | None]
    alias: Mapped[Label | None]
    """What the coach calls the couple; theirs alone."""
    created_at: Mapped[Instant]


class CoachConsent(db.Model):
    """One partner's yes, scope by scope. What both have said yes to is what the coach sees."""

    __tablename__ = "coach_consents"

    link_id: Mapped[Key] = mapped_column(link_key())
    person_id: Mapped[Key] = mapped_column(person_key(), index=True)
    version: Mapped[int] = mapped_column(SmallInteger)
    """Of the words that were said yes to."""
    given_at: Mapped[Instant]
    titles_since: Mapped[Day | None]
    """From when on this partner lets the coach see titles; None: not."""
    checkins_since: Mapped[Day | None]
    """The same for the trends of check-ins: of rounds that begin from that day on."""
    yes_to: Mapped[Instant | None]
    """Which asking again was answered by yes: its beginning. Silence leaves it as it was."""


class CoachCode(db.Model):
    """A code and an address by which somebody is found; deleted when used, voided or withdrawn."""

    __tablename__ = "coach_codes"
    __table_args__ = (
        UniqueConstraint("token_digest"),
        CheckConstraint("kind IN ('practice', 'couple', 'colleague')", name="kind"),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    kind: Mapped[str] = mapped_column(String(9))
    """`practice`: a coach's, for couples. `couple`: a couple's, for a coach. `colleague`: a
    practice's, for another coach."""
    coach_id: Mapped[Id | None] = mapped_column(person_key(), index=True)
    link_id: Mapped[Id | None] = mapped_column(link_key(), index=True)
    practice_id: Mapped[Id | None] = mapped_column(
        ForeignKey("practices.id", ondelete="CASCADE"), index=True
    )
    token_digest: Mapped[Digest]
    finder_digest: Mapped[Digest] = mapped_column(index=True)
    proof_digest: Mapped[Digest]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[Instant | None]
    created_at: Mapped[Instant]


class CoachOpening(db.Model):
    """A day, of the couple's, on which the coach opened their page. The couple reads these."""

    __tablename__ = "coach_openings"

    link_id: Mapped[Key] = mapped_column(link_key())
    day: Mapped[Day] = mapped_column(primary_key=True)


class CoachSession(db.Model):
    """A day on which the three met, or mean to."""

    __tablename__ = "coach_sessions"

    link_id: Mapped[Key] = mapped_column(link_key())
    held_on: Mapped[Day] = mapped_column(primary_key=True)


class CoachGoal(db.Model):
    """What is meant for the time until the next session; the coach writes it, the three see it."""

    __tablename__ = "coach_goals"

    id: Mapped[Key] = mapped_column(default=new_id)
    link_id: Mapped[Id] = mapped_column(link_key(), index=True)
    text: Mapped[Words]
    made_on: Mapped[Day]
    done_on: Mapped[Day | None]
    created_at: Mapped[Instant]


class CoachQuestion(db.Model):
    """What a partner wants to bring to the next session: both see it, and the coach without who."""

    __tablename__ = "coach_questions"

    id: Mapped[Key] = mapped_column(default=new_id)
    link_id: Mapped[Id] = mapped_column(link_key(), index=True)
    by_id: Mapped[Id] = mapped_column(person_key(), index=True)
    text: Mapped[Words]
    made_on: Mapped[Day]
    created_at: Mapped[Instant]


class CoachNote(db.Model):
    """One version of a coach's own notes on a couple, sealed; it outlives the link."""

    __tablename__ = "coach_notes"

    link_id: Mapped[Key]
    """No reference: the couple may be gone, and the coach keeps what the coach wrote."""
    version: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[Id] = mapped_column(person_key(), index=True)
    sealed: Mapped[Words]
    written_at: Mapped[Instant]


class CoachSuggestion(db.Model):
    """A habit that the coach suggested. What became of it is the habit's own state."""

    __tablename__ = "coach_suggestions"

    habit_id: Mapped[Key] = mapped_column(habit_key())
    link_id: Mapped[Id] = mapped_column(link_key(), index=True)
    version: Mapped[int]
    """Of the proposal that the coach made: the first."""
    title: Mapped[Label]
    """In the coach's own words, whatever the two call it by now."""
    made_on: Mapped[Day]
    yes_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    """Who of the two has said yes first; shown to nobody but them."""
    withdrawn_on: Mapped[Day | None]
    """When the coach took it back."""


class ClientFigures(db.Model):
    """A couple's figures as their coach sees them: worked out once a day, for a whole day."""

    __tablename__ = "client_figures"

    couple_id: Mapped[Key] = mapped_column(couple_key())
    as_of: Mapped[Day]
    """The couple's today when it was worked out."""
    summary: Mapped[Words]
    """What the roster shows, as JSON."""
    detail: Mapped[Words]
    """What the client page shows beside it, habit by habit, as JSON; without any text of theirs."""
