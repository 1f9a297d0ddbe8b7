"""proposals."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("proposals", __name__)
