"""What a coach may read of check-ins: the mean of both, question by question, once opened."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import CheckinAnswer
from tracker.services.checkin_reading import QUESTIONS
from tracker.services.coaching.clients import Client


@dataclass(frozen=True, slots=True)
class Trend:
    """One question over the rounds: the first day of a round, and the mean of both numbers."""

    question: str
    points: Sequence[tuple[date, float]]


def of(session: Session, client: Client) -> list[Trend]:
    """Return a trend for each question, oldest round first; nothing where it is not granted.

    Only rounds that began since both let the coach see them: who answered an earlier one answered
    it for the two alone. A number of one of the two alone is never shown, nor on which day a round
    was opened.
    """
    if client.checkins_since is None:
        return []
    query = select(
        CheckinAnswer.round_start, *(getattr(CheckinAnswer, name) for name in QUESTIONS)
    ).where(
        CheckinAnswer.couple_id == client.couple_id,
        CheckinAnswer.round_start >= client.checkins_since,
        CheckinAnswer.opened_on.is_not(None),
    )
    given: dict[date, list[Sequence[int | None]]] = defaultdict(list)
    for start, *numbers in session.execute(query.order_by(CheckinAnswer.round_start)):
        given[start].append(numbers)
    return [Trend(question, list(_means(given, at))) for at, question in enumerate(QUESTIONS)]


def _means(
    given: Mapping[date, Sequence[Sequence[int | None]]], at: int
) -> Iterator[tuple[date, float]]:
    for start, answers in given.items():
        numbers = [number for each in answers if (number := each[at]) is not None]
        if len(numbers) == 2:
            yield start, sum(numbers) / 2
