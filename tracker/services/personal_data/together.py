"""Collect what two people did together beside their habits."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tracker.models import (
    CardState,
    CheckinAgreement,
    CheckinAnswer,
    Couple,
    HistoryEntry,
    Talk,
    WallLink,
    WarmMark,
)
from tracker.services import history
from tracker.services.personal_data.plain import columns

_NUMBERS = "heard trusting close appreciated"
_WORDS = "heard_words trusting_words close_words appreciated_words"
_AGREED = "every starts_on version asked_every asked_on put_aside_on"
_TALK = "started_at ended_at minutes turn_minutes"


def of_couple(session: Session, couple: Couple, person_id: str) -> dict[str, Any]:
    """Return a couple's part; of one that ended, what the person wrote themselves alone."""
    return {
        "check_ins": _answers(session, couple, person_id),
        "check_in_agreement": [
            {
                **columns(agreed, _AGREED),
                "by": agreed.asked_by_id,
            }
            for agreed in _of(session, CheckinAgreement, couple, CheckinAgreement.couple_id)
        ],
        "talks": [
            {**columns(talk, _TALK), "habit": talk.habit_id}
            for talk in _of(session, Talk, couple, Talk.started_at)
        ],
        "history": [
            {
                "by": history.told_by(entry.what, entry.by_id, person_id),
                "habit": entry.habit_id,
                **columns(entry, "number day what"),
                "data": json.loads(entry.data),
            }
            for entry in _of(session, HistoryEntry, couple, HistoryEntry.number)
        ],
        "cards": [
            columns(card, "card drawn_on away favourite")
            for card in _of(session, CardState, couple, CardState.card)
        ],
        "walls": [
            _wall(link, person_id) for link in _of(session, WallLink, couple, WallLink.created_at)
        ],
    }


def _wall(link: WallLink, person_id: str) -> dict[str, Any]:
    """Return a link; when exactly the other made theirs is not for anybody to know."""
    made = {"made_on": link.created_at.date().isoformat(), "by": link.by_id}
    return {**made, **columns(link, "created_at names" if link.by_id == person_id else "names")}


def marks(session: Session, habit_ids: Sequence[str], person_id: str, *, ended: bool) -> Any:
    """Return the marks put to words; of a couple that ended, those that the person put."""
    found = select(WarmMark).where(WarmMark.habit_id.in_(habit_ids)).order_by(WarmMark.date)
    if ended:
        found = found.where(WarmMark.person_id != person_id)
    return session.scalars(found)


def mark(found: WarmMark, *, ended: bool) -> dict[str, Any]:
    """Return a mark, and whose words it stands under while that is somebody's business."""
    whose = {} if ended else {"person": found.person_id}
    return {**whose, **columns(found, "date slot mark made_on")}


def _answers(session: Session, couple: Couple, person_id: str) -> list[dict[str, Any]]:
    """Return the person's answers, and of the other's those that were opened while they share."""
    readable = CheckinAnswer.person_id == person_id
    if couple.ended_at is None:
        readable = or_(readable, CheckinAnswer.opened_on.is_not(None))
    query = select(CheckinAnswer).where(CheckinAnswer.couple_id == couple.id, readable)
    return [
        {
            "person": answer.person_id,
            **columns(answer, f"round_start round_end opened_on {_NUMBERS} {_WORDS}"),
            # The instant at which the other handed theirs in is not for anybody to know.
            **(columns(answer, "sealed_at") if answer.person_id == person_id else {}),
        }
        for answer in session.scalars(
            query.order_by(CheckinAnswer.round_start, CheckinAnswer.person_id)
        )
    ]


def _of(session: Session, table: Any, couple: Couple, order: Any) -> Sequence[Any]:
    """Return what has no author or concerns both: nobody's any more once the couple ended."""
    if couple.ended_at is not None:
        return ()
    return session.scalars(select(table).filter_by(couple_id=couple.id).order_by(order)).all()
