"""The habits a person shares, or proposes."""

from tracker.services import habit_rows
from tracker.web.api.blueprint import Blueprint, exists

blueprint = Blueprint("habits", __name__)
exists["habit_id"] = lambda principal, habit_id: habit_rows.require(principal.person_id, habit_id)
