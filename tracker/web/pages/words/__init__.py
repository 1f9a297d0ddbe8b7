"""What several pages say in the same words: dates, terms, how a habit stands."""

from tracker.web.words import dates, standing, terms

__all__ = ["dates", "standing", "terms"]
