"""Rows of what two people do together beside their habits, for tests of where data goes."""

from datetime import date, datetime, timedelta

from flask import Flask

from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import (
    CardState,
    CardWishes,
    CheckinAgreement,
    CheckinAnswer,
    Consent,
    HabitPlace,
    HistoryEntry,
    Import,
    ImportedDay,
    Passkey,
    PasskeyChallenge,
    PasskeyNews,
    RecapSeen,
    Talk,
    Tick,
    UntoldTick,
    WallLink,
    WarmMark,
)
from tracker.services import history
from tracker.services.cell import NOBODY

WEEK = timedelta(days=7)


def fill(app: Flask, ana: Someone, ben: Someone, couple: str, habit: str, now: datetime) -> None:
    """Give the couple a row of everything; ana's words begin with ANAWROTE, ben's with BENWROTE."""
    today = now.date()
    with app.app_context():
        db.session.add_all(
            [
                CardState(couple_id=couple, card="a-card", drawn_on=today, favourite=True),
                CardWishes(person_id=ana.id, gentle=True),
                CheckinAgreement(
                    couple_id=couple,
                    every=1,
                    starts_on=today,
                    version=2,
                    asked_every=2,
                    asked_by_id=ana.id,
                    asked_on=today,
                ),
                *(
                    _answer(person, couple, today - number * WEEK, now, opened)
                    for person in (ana, ben)
                    for number, opened in enumerate((None, today))
                ),
                Consent(person_id=ana.id, subject="checkins", version=1, given_at=now),
                Passkey(
                    person_id=ana.id,
                    credential_id=b"an authenticator's",
                    public_key=b"public",
                    sign_count=0,
                    label="a phone",
                    created_at=now,
                ),
                PasskeyChallenge(
                    purpose="add", person_id=ana.id, challenge=b"random", expires_at=now
                ),
                PasskeyNews(person_id=ana.id, what="added", at=now),
                HistoryEntry(
                    couple_id=couple,
                    number=10_000,
                    day=today,
                    by_id=ana.id,
                    what=history.DAYS_BACK,
                    data='{"was": 3, "value": 5}',
                ),
                UntoldTick(
                    person_id=ana.id,
                    habit_id=habit,
                    date=today,
                    slot=5,
                    done=False,
                    eff=1,
                    op=NOBODY,
                    note=None,
                    note_eff=1,
                    note_op=NOBODY,
                ),
                Import(habit_id=habit, person_id=ana.id, first=today, last=today, days=1, notes=1),
                ImportedDay(habit_id=habit, date=today, times=1, note="ANAWROTE brought"),
                HabitPlace(person_id=ana.id, habit_id=habit, position=0, kept_counting_on=today),
                RecapSeen(person_id=ana.id, week=today),
                Talk(
                    couple_id=couple,
                    by_id=ana.id,
                    habit_id=habit,
                    minutes=20,
                    started_at=now,
                    elapsed=0,
                    running_since=now,
                ),
                WallLink(couple_id=couple, by_id=ana.id, secret_digest="0" * 64, created_at=now),
                *_marks(ana, ben, habit),
            ]
        )
        db.session.commit()


def _answer(
    person: Someone, couple: str, start: date, now: datetime, opened: date | None
) -> CheckinAnswer:
    words = f"{person.name.upper()}WROTE {'opened' if opened else 'sealed'}"
    return CheckinAnswer(
        couple_id=couple,
        round_start=start,
        round_end=start + WEEK,
        person_id=person.id,
        heard=7,
        trusting=8,
        close=6,
        appreciated=9,
        heard_words=words,
        sealed_at=now,
        opened_on=opened,
    )


def _marks(ana: Someone, ben: Someone, habit: str) -> list[WarmMark]:
    """Return a mark of each, under the words of the other."""
    found = []
    for writer in (ana, ben):
        query = db.select(Tick).filter_by(habit_id=habit, person_id=writer.id)
        tick = db.session.scalars(query.where(Tick.note.is_not(None)).limit(1)).one()
        found.append(
            WarmMark(
                habit_id=habit,
                date=tick.date,
                person_id=writer.id,
                slot=tick.slot,
                mark="heart",
                note_op=tick.note_op,
                made_on=tick.date,
            )
        )
    return found
