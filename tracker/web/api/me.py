"""me."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("me", __name__)
