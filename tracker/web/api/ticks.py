"""ticks."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("ticks", __name__)
