"""progress."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("progress", __name__)
