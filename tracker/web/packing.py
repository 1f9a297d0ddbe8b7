"""Pages are sent gzipped, each padded by another length."""

import gzip
import io
import secrets

from flask import Flask, Response, request

WORTH_IT = 1400
"""Bytes: what fits into one packet is not smaller for being packed."""
LEVEL = 5
PADDING = 128
"""Bytes at most, in the header's name of a file, which nobody reads."""


def pack(body: bytes) -> bytes:
    """Return a page gzipped.

    By its length, somebody who listens on the network and writes words into the page (the partner
    does both) could guess what else is in it. The padding blurs that; what must not be guessed, the
    token, is under another mask each time (see `csrf`).
    """
    packed = io.BytesIO()
    name = "-" * secrets.randbelow(PADDING)
    with gzip.GzipFile(name, "wb", LEVEL, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()


def register(app: Flask) -> None:
    """Pack what is HTML, for those who take it."""

    @app.after_request
    def pack_page(response: Response) -> Response:
        if response.mimetype != "text/html" or response.is_streamed:
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0 and "Content-Encoding" not in response.headers:
            body = response.get_data()
            if len(body) >= WORTH_IT:
                response.set_data(pack(body))
                response.headers["Content-Encoding"] = "gzip"
        return response
