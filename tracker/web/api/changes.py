"""changes."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("changes", __name__)
