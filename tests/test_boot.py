"""The application starts."""

from flask import Flask


def test_the_process_and_its_store_answer(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok"}
