"""A coach whom both partners let in: who may see what, and what is shown.

Two ways lead to a row: `clients.take` for the coach, `links.fetch` for either partner. Whatever a
coach gets is made of figures of whole days that are over; see docs/decisions/coaching.md.
"""
