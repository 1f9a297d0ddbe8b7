"""The page at `/`: what Woven is, and where to go from here."""

from flask import Blueprint, render_template

from tracker.web.pages.cloth import weave

blueprint = Blueprint("landing", __name__)

# Seven days by twelve weeks of two people: some days plain, and it goes on.
_CLOTH = weave(
    (
        "x.xxxx.xxxxx",
        "xxxx.xxxxxx.",
        ".xxxxxx.xxxx",
        "xx.xxxxxxxxx",
        "xxxxx.x.xxxx",
        ".x.xxxxxx.xx",
        "xxx.xxxxxxxx",
    )
)


@blueprint.get("/")
def show() -> str:
    """Show what this is."""
    return render_template("landing.html", cloth=_CLOTH)
