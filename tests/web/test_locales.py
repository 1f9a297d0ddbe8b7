import pytest

from tracker.web.locales import week_start


@pytest.mark.parametrize(
    ("languages", "day"),
    [
        ([], 1),
        (["de"], 1),
        (["*"], 1),
        (["de-DE", "en-US"], 1),
        (["en-US", "de-DE"], 7),
        (["EN-us"], 7),
        (["en", "en-US"], 7),
        (["ar-EG"], 6),
        (["dv-MV"], 5),
        (["zh-Hant-TW"], 7),
        (["zh-Hans-CN"], 1),
        (["de-u-co-us"], 1),
        (["en-US-u-hc-h12"], 7),
        (["x" * 10_000, "\ud800"], 1),
    ],
)
def test_the_first_territory_tells_how_its_weeks_begin(languages: list[str], day: int) -> None:
    assert week_start(languages) == day
