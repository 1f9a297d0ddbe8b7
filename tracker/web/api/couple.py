"""couple."""

from tracker.web.api.blueprint import Blueprint

blueprint = Blueprint("couple", __name__)
