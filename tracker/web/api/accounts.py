"""accounts."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("accounts", __name__)
