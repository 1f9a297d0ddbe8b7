"""What several pages say in the same words: dates, terms, how a habit stands."""
