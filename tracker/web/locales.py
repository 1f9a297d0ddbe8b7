"""What the language a browser asks for tells about where somebody lives."""

import re
from collections.abc import Iterable

_SATURDAY = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"
_SUNDAY = (
    "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX "
    "MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
)
FIRST_DAYS = {
    "MV": 5,
    **dict.fromkeys(_SATURDAY.split(), 6),
    **dict.fromkeys(_SUNDAY.split(), 7),
}
"""ISO weekday by territory, where it is not Monday. Source: Unicode CLDR, weekData."""
LIKELY = {"fa": "IR"}
"""Where a language that names no territory is most likely read, if not where Monday is first."""
_TERRITORY = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?-(?P<territory>[a-z]{2})(?:-.*)?", re.IGNORECASE)


def week_start(languages: Iterable[str]) -> int:
    """Return the first weekday (1 to 7) for language tags such as `en-US`, the best one first.

    The first tag that names a territory, or tells of one, decides; without one it is Monday.
    """
    for tag in languages:
        match = _TERRITORY.fullmatch(tag)
        territory = match["territory"].upper() if match else LIKELY.get(tag.lower())
        if territory:
            return FIRST_DAYS.get(territory, 1)
    return 1
