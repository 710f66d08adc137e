"""The app a region uses to run the kick-off conference of its technology pact. Read `create_app` first."""

from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from conference import cli, config, credentials, installation, language, logs, web
from conference.config import PACKAGE, Misconfigured, Settings
from conference.db import db

#: The rooms of the house that answer requests, each by its `web.bp`.
FEATURES = (
    *("accounts", "pact", "mail", "registration", "programme", "badges", "calendar", "checkin"),
    *("own", "presenting", "team", "privacy", "front"),
)

#: The files that hand letters to mail.
WITH_LETTERS = (
    "own.letters",
    "own.hand_over_letters",
    "own.address_letters",
    "own.news_letters",
    "own.invitation_letters",
    "own.workshop_letters",
    "presenting.letters",
    "team.letters",
)


def create_app(settings: Settings | None = None) -> Flask:
    """The app for these settings; those of the environment when none are given. Raises Misconfigured."""
    app = _bare_app(settings or config.load())
    logs.init_app(app)
    db.init_app(app)
    Migrate(app, db, directory=str(PACKAGE / "migrations"), render_as_batch=True)
    language.init_app(app)
    web.init_app(app)
    for name in FEATURES:
        feature = import_module(f"conference.{name}.web")
        app.register_blueprint(feature.bp)
        if hasattr(feature, "init_app"):
            feature.init_app(app)
    for name in WITH_LETTERS:
        import_module(f"conference.{name}")
    cli.init_app(app)
    with app.app_context():
        open_database(app)
    return app


def open_database(app: Flask) -> None:
    """Hold the database against the key, and learn whether it is a demo's: when it is migrated, and then."""
    try:
        migrated = installation.is_migrated()
    except OperationalError as problem:
        raise Misconfigured(f"The database cannot be reached: {problem.orig}") from problem
    if migrated:
        if not installation.bind_key(credentials.key_check(app.config["SECRET_KEY"])):
            db.session.remove()
            db.engine.dispose()
            raise Misconfigured(
                "SECRET_KEY is not the one this database was made with: every link would be dead."
            )
        app.config["IS_DEMO"] = installation.demo_offset() is not None
    db.session.remove()


def _bare_app(settings: Settings) -> Flask:
    app = Flask(
        __name__,
        instance_path=str(settings.INSTANCE_PATH.resolve()),
        template_folder=str(PACKAGE.parent / "templates"),
        static_folder=str(PACKAGE.parent / "static"),
    )
    if app.debug and settings.is_https:
        raise Misconfigured("Debug is on while BASE_URL is https: turn FLASK_DEBUG off.")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.SECRET_KEY,
        IS_DEMO=False,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=200 * 1024,
        MAX_FORM_PARTS=200,
    )
    if settings.TRUSTED_PROXIES:
        hops = settings.TRUSTED_PROXIES
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app
