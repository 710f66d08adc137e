"""The web server's way in: `gunicorn wsgi:app`."""

import gc

from conference import create_app

gc.disable()  # what a start makes stays: to look through it for what could go is a seventh of the time
app = create_app()
gc.freeze()
gc.enable()
