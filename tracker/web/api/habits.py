"""habits."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("habits", __name__)
