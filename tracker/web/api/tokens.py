"""tokens."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("tokens", __name__)
