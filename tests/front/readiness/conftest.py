"""An app without a database, for what is decided in words alone."""

import pytest
from flask import Flask

from conference import language


@pytest.fixture(scope="session")
def bare_app() -> Flask:
    """Enough of an app to speak in."""
    app = Flask("conference")
    language.init_app(app)
    return app
