"""What a database says of itself after a fault: is its file whole, are its streams dense?"""

import sqlite3

import psycopg

HOLES = (
    "SELECT h.person_id FROM stream_heads h WHERE h.head <> "
    "(SELECT coalesce(max(seq), 0) FROM changes c WHERE c.person_id = h.person_id) "
    "OR h.head <> (SELECT count(*) FROM changes c WHERE c.person_id = h.person_id)"
)


def wrong_with(url: str) -> list[str]:
    """Ask a database whether it is whole; return what is wrong. It may be in use."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            said = connection.execute("PRAGMA integrity_check").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
            holes = connection.execute(HOLES).fetchall()
        finally:
            connection.close()
        return [str(row) for row in (*said, *strays, *holes) if row != ("ok",)]
    with psycopg.connect(url.replace("+psycopg", "")) as plain:
        # An index that lost a row would hide it: the tables themselves are read.
        plain.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
        doubled = plain.execute(
            "SELECT person_id, seq FROM changes GROUP BY 1, 2 HAVING count(*) > 1"
        ).fetchall()
        holes = plain.execute(HOLES).fetchall()
    return [str(row) for row in (*doubled, *holes)]
