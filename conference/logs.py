"""Log lines: JSON on stdout, with the route's rule and never a path, a query or a person."""

import ipaddress
import json
import logging
import sys
from functools import lru_cache
from secrets import token_hex
from time import perf_counter

from flask import Flask, Response, g, request

from conference import clock

_to_json = json.JSONEncoder(ensure_ascii=False).encode
_requests = logging.getLogger("conference.request")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; line breaks in it are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": clock.real_now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        return _to_json(line)


def init_app(app: Flask) -> None:
    """Log to stdout, and a line for every request."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("conference")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(app.config["SETTINGS"].LOG_LEVEL)
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.request_id = token_hex(6)
    g.request_began = perf_counter()


def _tell(response: Response) -> Response:
    facts = {
        "request": g.request_id,
        "method": request.method,
        "rule": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((perf_counter() - g.request_began) * 1000, 1),
        "network": network_of(request.remote_addr),
    }
    _requests.info("request", extra={"facts": facts})
    return response


@lru_cache(maxsize=1024)
def network_of(address: str | None) -> str | None:
    """An address without the part that points at one person: /24 or /48."""
    if not address:
        return None
    try:
        whole = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(whole, ipaddress.IPv6Address):
        whole = whole.ipv4_mapped or whole  # how a socket for both writes 192.0.2.7
    return str(ipaddress.ip_network(f"{whole}/{24 if whole.version == 4 else 48}", strict=False))


def _where(record: logging.LogRecord) -> list[str]:
    """The frames of an error: files and lines, without values, which may be personal."""
    frames = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames
