"""A network that is none: it answers every call with its own sign-in page."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit


@contextmanager
def portal(url: str) -> Iterator[None]:
    """A network that answers every call with the page at which one would sign in to it."""

    class Answer(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Welcome to our Wi-Fi</title>")

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_words: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(url).port or 80), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
