"""Pages are sent gzipped, each padded by another length; those of what is sealed all to one."""

import gzip
import io
import secrets

from flask import Flask, Response, g, request

WORTH_IT = 1400
"""Bytes: what fits into one packet is not smaller for being packed."""
LEVEL = 5
PADDING = 128
"""Bytes at most, in the header's name of a file, which nobody reads."""
STEP = 16 * 1024
"""Bytes: as long as a page is, packed, that must not tell by its size what it says."""
PLAIN_STEP = 32 * 1024
"""The same for those who do not take it packed."""


def pack(body: bytes, padding: int | None = None) -> bytes:
    """Return a page gzipped, with so many bytes of padding; without a number some, by chance.

    By its length, somebody who listens on the network and writes words into the page (the partner
    does both) could guess what else is in it. The padding blurs that; what must not be guessed, the
    token, is under another mask each time (see `csrf`).
    """
    packed = io.BytesIO()
    name = "-" * (secrets.randbelow(PADDING) if padding is None else padding)
    with gzip.GzipFile(name, "wb", LEVEL, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()


def to_one_length() -> None:
    """Have this answer sent as long as any other page of which this is asked."""
    g.one_length = True


def pack_to_one_length(body: bytes) -> bytes:
    """Return a page gzipped, a multiple of STEP long: one STEP, however much somebody wrote."""
    bare = len(pack(body, 1)) - 1  # the end of the name counts as well, once there is one
    return pack(body, STEP - bare % STEP)


def register(app: Flask) -> None:
    """Pack what is HTML, for those who take it."""

    @app.after_request
    def pack_page(response: Response) -> Response:
        if response.mimetype != "text/html" or response.is_streamed:
            return response
        response.vary.add("Accept-Encoding")
        is_even, body = "one_length" in g, response.get_data()
        if request.accept_encodings["gzip"] > 0 and "Content-Encoding" not in response.headers:
            if is_even or len(body) >= WORTH_IT:
                response.set_data(pack_to_one_length(body) if is_even else pack(body))
                response.headers["Content-Encoding"] = "gzip"
        elif is_even:
            response.set_data(body + b"\n" * (-len(body) % PLAIN_STEP))
        return response
