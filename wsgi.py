"""The web server's way in: `gunicorn wsgi:app`."""

from conference import create_app

app = create_app()
