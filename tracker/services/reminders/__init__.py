"""Reminders: what somebody wishes to be reminded of, when that is due, and whether it is wanted.

`due` is pure; `planning` keeps each reminder's next instant; `taking` claims what is due.
"""
