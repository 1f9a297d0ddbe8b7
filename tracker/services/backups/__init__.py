"""Backups of the store: made, verified, kept for a while, and put back.

Files and programs alone: nothing here asks the application's own connections, since a backup has to
be made of a database that this code is too old for, and put back where there is none.
"""
