"""The web server's way in: `gunicorn wsgi:app`."""

import gc

from conference import create_app
from conference.db import db

gc.disable()  # what a start makes stays: to look through it for what could go is a seventh of the time
app = create_app()
with app.app_context():
    db.engine.dispose()  # a server may load this once and fork: no two processes share a connection
gc.freeze()
gc.enable()
