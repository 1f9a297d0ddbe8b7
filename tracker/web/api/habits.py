"""The habits a person shares or proposes, and when each is to be this time."""

from typing import Any

from flask import request

from tracker import clock
from tracker.schemas.fields import SMALL, Empty, PageQuery, parse_day
from tracker.schemas.habit import Habit, HabitPage, HabitQuery, HistoryPage, Order, OrderIn
from tracker.schemas.occasion import OccasionIn
from tracker.services import habit_order, habit_rows, habits, occasions, yours
from tracker.services.habit_views import HabitView, OccasionView
from tracker.services.principal import Principal
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("habits", __name__)


def _habit(principal: Principal, habit_id: str) -> None:
    habit_rows.require(principal.person_id, habit_id)


def _period(principal: Principal, period_start: str) -> None:
    habit_id = (request.view_args or {})["habit_id"]
    occasions.require(principal.person_id, habit_id, parse_day(period_start), clock.now())


exists["habit_id"] = _habit
exists["period_start"] = _period


@blueprint.get("/habits")
@blueprint.arguments(HabitQuery, location="query")
@blueprint.response(200, HabitPage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List the habits, oldest first."""
    page = habits.listed(
        me().person_id,
        clock.now(),
        state=query["state"],
        after=cursors.read_made(query.get("after")),
        limit=query["limit"],
    )
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.get("/habits/order")
@blueprint.response(200, Order)
def order() -> dict[str, Any]:
    """Read one's own order of the habits in force."""
    return {"habits": habit_order.read(me().person_id)}


@blueprint.put("/habits/order")
@blueprint.arguments(OrderIn)
@blueprint.response(200, Order)
def put_order(body: dict[str, Any]) -> dict[str, Any]:
    """Put the habits in force in an order of one's own; the partner's stays as it is."""
    return {"habits": habit_order.put(me().person_id, body["habits"], clock.now())}


@blueprint.get("/habits/<string:habit_id>")
@blueprint.response(200, Habit)
def get(habit_id: str) -> HabitView:
    """Look at one habit."""
    return habits.get(me().person_id, habit_id, clock.now())


@blueprint.get("/habits/<string:habit_id>/history")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, HistoryPage)
def history(query: dict[str, Any], habit_id: str) -> dict[str, Any]:
    """See how a habit's agreements came about."""
    after = cursors.read(query.get("after"), cursors.number(SMALL))
    page = habits.history(me().person_id, habit_id, after=after, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.post("/habits/<string:habit_id>/keep-counting")
@blueprint.arguments(Empty)
@blueprint.response(204)
def keep_counting(_body: dict[str, Any], habit_id: str) -> None:
    """Say for oneself that a habit which goes by itself is to be counted on."""
    yours.keep_counting(me().person_id, habit_id, clock.now())


@blueprint.put("/habits/<string:habit_id>/occasions/<string:period_start>")
@blueprint.arguments(OccasionIn)
@blueprint.response(200, Habit)
def put_occasion(body: dict[str, Any] | None, habit_id: str, period_start: str) -> HabitView:
    """Say when this one is to be; null clears.

    `period_start` is the first day of one of the habit's periods.
    """
    occasion = None if body is None else OccasionView(**body)
    start = parse_day(period_start)
    return occasions.put(me().person_id, habit_id, start, occasion, clock.now())
