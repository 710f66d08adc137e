"""The pages below `/p/<code>`."""

from flask import Blueprint

bp = Blueprint("presenting", __name__, url_prefix="/p/<code>")
