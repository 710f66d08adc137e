"""Every setting, with its meaning, unit and default.

The environment comes first, then `config.py` in the instance folder, then the default. A value that cannot be
used stops the start with one sentence.
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import click
from flask import Config, current_app

#: Characters a SECRET_KEY has at least; 32 random bytes are more than that in any encoding.
SHORTEST_KEY = 32
PACKAGE = Path(__file__).parent


class Misconfigured(click.ClickException):
    """A setting stops the start; the message says which and what to do, and is all that a command prints."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator decides. Each name is an environment variable, or a line of instance/config.py."""

    #: Address the web server of `make run` listens on.
    HOST: str = "127.0.0.1"
    #: Port the web server of `make run` listens on.
    PORT: int = 8000
    #: Where people find the app: scheme and host, no path. Every link in a letter begins with it.
    BASE_URL: str
    #: At least 32 random characters. Links and tickets hang on it: keep it apart from the backup.
    SECRET_KEY: str = field(repr=False)
    #: Folder of the database and of config.py.
    INSTANCE_PATH: Path = PACKAGE.parent / "instance"
    #: SQLAlchemy address, `postgresql+psycopg://…`; SQLite in the instance folder when absent.
    DATABASE_URL: str = field(default="", repr=False)
    #: Folder of what people upload; `files` in the instance folder when absent. Several web servers share it.
    FILES_PATH: str = ""
    #: File of who was erased, a random uid and a time a line; `erasures` in the instance folder when absent.
    ERASURES: str = ""
    #: `smtp://user:password@host:587`, or `smtps://…:465`; letters stay in the outbox when absent.
    MAIL_URL: str = field(default="", repr=False)
    #: Sender of letters: an address, or `Name <address>`.
    MAIL_FROM: str = "Midtjysk teknologipagt <teknologipagt@localhost>"
    #: Where answers to letters go; to the sender when absent.
    MAIL_REPLY_TO: str = ""
    #: Number of proxies in front that set X-Forwarded-For, -Proto and -Host.
    TRUSTED_PROXIES: int = 0
    #: Who answers for personal data (GDPR art. 4(7)).
    CONTROLLER: str = "Region Midtjylland"
    #: How to reach the data protection officer.
    DPO: str = ""
    #: The organiser's e-mail address, on every page.
    CONTACT_EMAIL: str = ""
    #: The organiser's telephone number, on every page.
    CONTACT_PHONE: str = ""
    #: Where to report a weakness, `mailto:` or `https:`; CONTACT_EMAIL when absent.
    SECURITY_CONTACT: str = ""
    #: The site's statement on was.digst.dk; our own page when absent.
    ACCESSIBILITY_STATEMENT_URL: str = ""
    #: 1: feeds are sent gzipped to who asks for it; 0 is the first thing to try where a calendar refuses one.
    FEED_GZIP: int = 1
    #: Least serious log line that is written: DEBUG, INFO, WARNING, ERROR.
    LOG_LEVEL: str = "INFO"

    @property
    def is_https(self) -> bool:
        return self.BASE_URL.startswith("https:")

    @property
    def host(self) -> str:
        """The name in BASE_URL, with its port."""
        return self.BASE_URL.partition("://")[2].lower()

    @property
    def files(self) -> Path:
        """The folder of what people upload."""
        return Path(self.FILES_PATH) if self.FILES_PATH else self.INSTANCE_PATH / "files"

    @property
    def erasures(self) -> Path:
        """The file of who was erased, outside the database."""
        return Path(self.ERASURES) if self.ERASURES else self.INSTANCE_PATH / "erasures"

    @property
    def database_url(self) -> str:
        return self.DATABASE_URL or f"sqlite:///{self.INSTANCE_PATH.resolve() / 'conference.sqlite3'}"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises Misconfigured."""
    folder = Path(environ.get("INSTANCE_PATH") or Settings.INSTANCE_PATH)
    given = _read_file(folder / "config.py") | {
        name: value for name, value in environ.items() if name in _NAMES and value
    }
    given["INSTANCE_PATH"] = folder
    if given.pop("DEMO", False):
        given.setdefault("BASE_URL", f"http://localhost:{given.get('PORT', Settings.PORT)}")
    settings = Settings(**{name: _read(name, given.get(name)) for name in _NAMES if _wanted(name, given)})
    _check(settings)
    return settings


def current() -> Settings:
    """The settings the running app was started with."""
    return cast(Settings, current_app.config["SETTINGS"])


_NAMES = {known.name: known for known in fields(Settings)}


def _read_file(path: Path) -> dict[str, Any]:
    file = Config(path.parent)
    try:
        file.from_pyfile(path.name, silent=True)
    except Exception as error:
        raise Misconfigured(f"config.py in the instance folder cannot be read: {error}") from error
    return {name: value for name, value in file.items() if name in _NAMES or name == "DEMO"}


def _wanted(name: str, given: Mapping[str, Any]) -> bool:
    if name in given:
        return True
    if _NAMES[name].default is MISSING:
        raise Misconfigured(
            f"{name} is missing: set it in the environment or in config.py of the instance folder."
        )
    return False


def _read(name: str, value: Any) -> Any:
    if _NAMES[name].type is not int:
        return value
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Misconfigured(f"{name} is {value!r}, and should be a whole number.") from None


def _check(settings: Settings) -> None:
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 8:
        raise Misconfigured(f"SECRET_KEY is too weak: give at least {SHORTEST_KEY} random characters.")
    base = urlsplit(settings.BASE_URL)
    if base.scheme not in ("http", "https") or not base.netloc or base.path or base.query or base.fragment:
        raise Misconfigured("BASE_URL should be a scheme and a host without a path, as https://pagt.example.")
    if settings.LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise Misconfigured("LOG_LEVEL should be DEBUG, INFO, WARNING or ERROR.")
    if settings.MAIL_URL and urlsplit(settings.MAIL_URL).scheme not in ("smtp", "smtps"):
        raise Misconfigured("MAIL_URL should begin with smtp:// or smtps://.")
