"""Socket.IO: who may listen, and what is sent: committed stream rows, nothing else."""

from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy import Engine

from tracker.config import Settings


def register(app: Flask, socketio: SocketIO, engine: Engine, settings: Settings) -> None:
    """Attach the live side."""
