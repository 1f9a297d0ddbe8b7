"""What an answer tells: all of it but its nonce and the mask of its token, others in each."""

import re

from werkzeug.test import TestResponse

NONCE = re.compile(r"""nonce(?:="|-)[\w-]{22}["']""")

TOKEN = re.compile(r"""(csrf[-_]token" (?:content|value)=")[0-9a-f]{64}""")


def told(response: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return status, body and headers."""
    body = TOKEN.sub(r"\1", NONCE.sub("nonce", response.get_data().decode("latin-1")))
    headers = sorted((name, NONCE.sub("nonce", value)) for name, value in response.headers)
    return response.status_code, body.encode("latin-1"), headers


def body(response: TestResponse) -> bytes:
    """Return what is in an answer."""
    return told(response)[1]
