"""Rows of a couple and their coach, for tests of where data goes."""

from datetime import datetime, timedelta

from flask import Flask

from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import (
    ClientFigures,
    Coach,
    CoachCode,
    CoachConsent,
    CoachGoal,
    CoachLink,
    CoachNote,
    CoachOpening,
    CoachQuestion,
    CoachSession,
    CoachSuggestion,
    Practice,
    RecoveryCode,
    SecondFactor,
)
from tracker.services import encryption
from tracker.services.coaching import notes


def fill(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, couple: str, habit: str, now: datetime
) -> None:
    """Give the couple a coach, cleo, with a row of everything, and ana a coaching of her own.

    Words begin with ANAWROTE or BENWROTE; cleo's with CLEOWROTE.
    """
    today = now.date()
    with app.app_context():
        practice = Practice(name="ANAWROTE practice", owner_id=ana.id, created_at=now)
        link = CoachLink(
            couple_id=couple,
            coach_id=cleo.id,
            state="active",
            asks_titles=True,
            asks_checkins=True,
            asked_by_id=ana.id,
            asked_on=today,
            since=today,
            lapses_at=now + timedelta(days=104),
            alias="CLEOWROTE alias",
            created_at=now,
        )
        # Nobody coaches the couple they are one of: what matters here are rows about her.
        hers = CoachLink(
            couple_id=couple,
            coach_id=ana.id,
            state="ended",
            asks_titles=False,
            asks_checkins=False,
            asked_by_id=ben.id,
            asked_on=today,
            since=today,
            ended_on=today,
            created_at=now,
        )
        db.session.add_all([practice, link, hers])
        db.session.flush()
        db.session.add_all(
            [
                Coach(person_id=ana.id, practice_id=practice.id, created_at=now),
                *(
                    CoachConsent(
                        link_id=link.id,
                        person_id=person.id,
                        version=1,
                        given_at=now,
                        titles_since=today,
                        checkins_since=today,
                        yes_to=now,
                    )
                    for person in (ana, ben)
                ),
                *(
                    CoachQuestion(
                        link_id=link.id,
                        by_id=person.id,
                        text=f"{person.name.upper()}WROTE a question",
                        made_on=today,
                        created_at=now,
                    )
                    for person in (ana, ben)
                ),
                CoachCode(
                    kind="practice",
                    coach_id=ana.id,
                    token_digest="1" * 64,
                    finder_digest="2" * 64,
                    proof_digest="3" * 64,
                    created_at=now,
                ),
                CoachOpening(link_id=link.id, day=today),
                *(CoachSession(link_id=each.id, held_on=today) for each in (link, hers)),
                *(
                    CoachGoal(
                        link_id=each.id,
                        text=f"{who}WROTE a goal",
                        made_on=today,
                        created_at=now,
                    )
                    for each, who in ((link, "CLEO"), (hers, "ANA"))
                ),
                CoachSuggestion(
                    habit_id=habit,
                    link_id=hers.id,
                    version=1,
                    title="ANAWROTE a suggestion",
                    made_on=today,
                    yes_id=ben.id,
                ),
                ClientFigures(couple_id=couple, as_of=today, summary="{}", detail="{}"),
                *_of_ana(app, ana, hers, now),
            ]
        )
        db.session.commit()


def _of_ana(
    app: Flask, ana: Someone, link: CoachLink, now: datetime
) -> list[CoachNote | SecondFactor | RecoveryCode]:
    secret = str(app.config["SECRET_KEY"]).encode()
    return [
        CoachNote(
            link_id=link.id,
            version=1,
            coach_id=ana.id,
            sealed=encryption.encrypt(
                "ANAWROTE a note of a coach",
                secret=secret,
                purpose=notes.PURPOSE,
                place=notes._place(link.id, 1),
            ),
            written_at=now,
        ),
        SecondFactor(person_id=ana.id, sealed_secret="ANAWROTE nothing readable", created_at=now),
        RecoveryCode(person_id=ana.id, code_digest="4" * 64),
    ]
