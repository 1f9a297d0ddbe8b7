"""The rows of the matrix: a file for each feature, each with its `ROWS`."""
