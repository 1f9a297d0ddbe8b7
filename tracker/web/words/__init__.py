"""What pages and reports say in the same words: dates, terms, how a habit stands."""
