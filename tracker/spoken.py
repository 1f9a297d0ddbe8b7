"""The languages that Woven speaks; what is said in them lies in `translations/`."""

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "fa": "فارسی",
}
"""By tag, each as those call it who speak it."""
FIRST = "en"
"""What the sources are written in."""
FALLBACK = "en_GB"
"""English as most of the world writes its dates."""


def locale_of(language: str | None) -> str:
    """Return how dates and numbers are written for somebody of whom no region is known.

    None, or what is not spoken any more: the first language.
    """
    return language if language in LANGUAGES and language != FIRST else FALLBACK


def N_(text: str) -> str:  # noqa: N802 - what it is called everywhere
    """Mark a text for the translators that is looked up where it is shown."""
    return text
