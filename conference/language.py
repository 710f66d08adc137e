"""Danish at `/…`, English at `/en/…`: the language of a request, addresses, and how dates are said.

The leading `/en` is moved into SCRIPT_NAME before routing, so that each route is written once, `url_for`
keeps the language, and no cookie is needed.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, get_locale
from jinja2 import StrictUndefined

from conference import clock, config

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TRANSLATIONS = Path(__file__).parent / "translations"
#: How a day, a day with its name and an hour are written.
_DAY = {"da": "d. MMMM y", "en": "d MMMM y"}
_LONG_DAY = {"da": "EEEE d. MMMM y", "en": "EEEE d MMMM y"}
_TIME = {"da": "HH.mm", "en": "HH:mm"}


class EnglishPath:
    """Moves a leading `/en` out of the path."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path.removeprefix("/en") or "/"
        return self._app(environ, start)


def init_app(app: Flask) -> None:
    """Languages, addresses and filters for every template."""
    compile_catalogues()
    app.wsgi_app = EnglishPath(app.wsgi_app)  # type: ignore[method-assign,assignment]
    Babel(
        app,
        default_locale="da",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=_language_of_request,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(said=said, written=written, when=when)
    app.jinja_env.filters.update(day=day, long_day=long_day, time=time, day_time=day_time, deadline=deadline)
    app.jinja_env.globals.update(
        language=language,
        other_language_url=other_language_url,
        absolute_url=absolute_url,
        path_for=path_for,
        static_url=static_url,
    )


def compile_catalogues() -> None:
    """Make the `.mo` of each catalogue that is newer than it, so that a fresh clone speaks Danish."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as words, compiled.open("wb") as out:
                write_mo(out, read_po(words, locale=source.parts[-3]))


def language() -> str:
    """`da` or `en`: of the request, or as `force_locale` says."""
    return str(get_locale() or "da")


def path_for(endpoint: str, *, language: str | None = None, **values: Any) -> str:
    """A page's path in a language; the present one when none is named."""
    prefix = "/en" if (language or _present()) == "en" else ""
    return current_app.url_map.bind("", script_name=f"{prefix}/").build(endpoint, values)


def absolute_url(endpoint: str, *, language: str | None = None, **values: Any) -> str:
    """The same with BASE_URL before it, whatever host a request came by."""
    return config.current().BASE_URL + path_for(endpoint, language=language, **values)


def other_language_url() -> str:
    """The page one stands on, in the other language."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    prefix = "" if language() == "en" else "/en"
    return prefix + request.path + query


def static_url(filename: str) -> str:
    """The address of a file in `static/`, which changes when its bytes do."""
    path = Path(current_app.static_folder or "") / filename
    version = _version(path, path.stat().st_mtime_ns) if path.exists() else "missing"
    return f"/static/{filename}?v={version}"


def said(row: Any, field: str) -> str:
    """A row's text in the present language: `title` is `title_da` or `title_en`."""
    return str(getattr(row, f"{field}_{language()}"))


def written(row: Any, field: str) -> tuple[str, str]:
    """The same in the other language where this one is empty, and the language it is in."""
    own, other = ("da", "en") if language() == "da" else ("en", "da")
    texts = {each: str(getattr(row, f"{field}_{each}")) for each in (own, other)}
    chosen = own if texts[own].strip() or not texts[other].strip() else other
    return texts[chosen], chosen


def day(moment: date | datetime) -> str:
    """31. oktober 2018"""
    return format_date(_wall(moment), _DAY[language()], locale=language())


def long_day(moment: date | datetime) -> str:
    """onsdag 31. oktober 2018"""
    return format_date(_wall(moment), _LONG_DAY[language()], locale=language())


def time(moment: datetime) -> str:
    """09.30"""
    return format_time(clock.to_local(moment), _TIME[language()], locale=language())


def day_time(moment: datetime) -> str:
    """31. oktober 2018 kl. 09.30"""
    return f"{day(moment)}{' kl. ' if language() == 'da' else ', '}{time(moment)}"


def when(moment: datetime) -> str:
    """The hour alone, if that is today: 09.30"""
    return time(moment) if clock.to_local(moment).date() == clock.today() else day_time(moment)


def deadline(moment: datetime) -> str:
    """onsdag 31. oktober 2018 kl. 09.30, with the hour on one line."""
    before = " kl.\N{NO-BREAK SPACE}" if language() == "da" else ", "
    return f"{long_day(moment)}{before}{time(moment)}"


def _wall(moment: date | datetime) -> date:
    return clock.to_local(moment) if isinstance(moment, datetime) else moment


def _present() -> str:
    return language() if get_locale() is not None else "da"


def _language_of_request() -> str:
    return "en" if has_request_context() and request.script_root.endswith("/en") else "da"


@lru_cache(maxsize=512)
def _version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
