"""Where a demo lives: settings nobody had to write, and a database that is ready."""

import os
import secrets
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from conference import create_app, open_database
from conference.config import Settings

_SETTINGS = """\
# Written for a demo by `make run` or `flask demo`; the settings are explained in docs/settings.md.
# A real conference sets its own.
DEMO = True
SECRET_KEY = "{key}"
# Invented, so that every page shows whom to reach.
CONTACT_EMAIL = "pagten@teknologipagt.example"
CONTACT_PHONE = "+45 00 00 00 00"
DPO = "dpo@teknologipagt.example"
"""


def write_settings() -> None:
    """A demo's config.py, where neither it nor the environment says how to start."""
    folder = Path(os.environ.get("INSTANCE_PATH") or Settings.INSTANCE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "config.py"
    if file.exists() or (os.environ.get("SECRET_KEY") and os.environ.get("BASE_URL")):
        return
    file.touch(0o600, exist_ok=False)
    file.write_text(_SETTINGS.format(key=secrets.token_hex(32)), "utf-8")


def migrated_app() -> Flask:
    """The app on a database with today's tables. Raises Misconfigured."""
    app = create_app()
    with app.app_context():
        upgrade()
        open_database(app)
    return app
