"""The notice, and what the worker does every night."""

from datetime import timedelta

from flask import Blueprint, Flask

from conference.mail import worker
from conference.privacy import service

bp = Blueprint("privacy", __name__)


def init_app(_app: Flask) -> None:
    worker.job(service.purge_tonight, every=timedelta(minutes=10))
