"""The public programme: by time and room, session by session, and as files for apps."""

from flask import Blueprint, Flask

bp = Blueprint("programme", __name__)


def init_app(app: Flask) -> None:
    """The organisers' side of the same feature."""
