"""pauses."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("pauses", __name__)
