"""invites."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("invites", __name__)
