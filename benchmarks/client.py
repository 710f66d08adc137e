"""A caller that is faster than what it measures: ready bytes over kept connections, in one thread.

It answers to one rule only, so that it stays cheap: every response says its Content-Length, or has no body.
"""

import selectors
import socket
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

BODILESS = (204, 304)


@dataclass
class Measured:
    """How one kind of request went."""

    seconds: float = 0.0
    #: Seconds of each answer.
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


@dataclass
class _Line:
    """One kept connection and the answer that is coming in on it."""

    link: socket.socket
    sent: bytes = b""
    began: float = 0.0
    got: bytearray = field(default_factory=bytearray)

    def rest(self) -> None:
        """Nothing is under way."""
        self.sent = b""
        self.got.clear()


def request(
    method: str, path: str, *, host: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> bytes:
    """The bytes of a request on a kept connection."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def drive(
    port: int, requests: Iterable[bytes], *, connections: int, seconds: float, warm_up: int = 0
) -> Measured:
    """Send requests on that many connections at once until the time is over or there are no more."""
    ahead = iter(requests)
    measured = Measured()
    with selectors.DefaultSelector() as ready:
        for _ in range(connections):
            _open(port, ready)
        _answer(port, ready, ahead, Measured(), most=warm_up, until=perf_counter() + seconds)
        began = perf_counter()
        _answer(port, ready, ahead, measured, most=None, until=began + seconds)
        measured.seconds = perf_counter() - began
        for key in list(ready.get_map().values()):
            key.data.link.close()
    return measured


def _answer(
    port: int,
    ready: selectors.BaseSelector,
    ahead: Iterator[bytes],
    measured: Measured,
    *,
    most: int | None,
    until: float,
) -> None:
    """Send on every line, take each answer and send on; ends when every line has its answer."""
    busy = 0
    sent = 0
    for key in list(ready.get_map().values()):
        if most is None or sent < most:
            sent, busy = sent + 1, busy + _send(key.data, ahead)
    while busy:
        for key, _ in ready.select():
            line = key.data
            chunk = _received(line)
            if not chunk:
                _again(line, port, ready)
                continue
            line.got += chunk
            status = _status_if_whole(line.got)
            if status is None:
                continue
            now = perf_counter()
            measured.times.append(now - line.began)
            measured.statuses[status] += 1
            hangs_up = _hangs_up(line.got)
            line.rest()
            if hangs_up:
                ready.unregister(line.link)
                line.link.close()
                line = _open(port, ready)
            busy -= 1
            if now < until and (most is None or sent < most):
                sent, busy = sent + 1, busy + _send(line, ahead)


def _open(port: int, ready: selectors.BaseSelector) -> _Line:
    link = socket.create_connection(("127.0.0.1", port), timeout=30)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line = _Line(link)
    ready.register(link, selectors.EVENT_READ, line)
    return line


def _received(line: _Line) -> bytes:
    try:
        return line.link.recv(262_144)
    except ConnectionResetError:
        return b""


def _again(line: _Line, port: int, ready: selectors.BaseSelector) -> None:
    """A server may end a kept connection that rests, also just when the next request is on its way."""
    if line.got:
        raise ConnectionError(f"The server hung up after {bytes(line.got[:200])!r}")
    ready.unregister(line.link)
    line.link.close()
    fresh = _open(port, ready)
    if line.sent:
        _send(fresh, iter([line.sent]))


def _send(line: _Line, ahead: Iterator[bytes]) -> bool:
    content = next(ahead, None)
    if content is None:
        return False
    line.sent = content
    line.began = perf_counter()
    with suppress(BrokenPipeError, ConnectionResetError):  # reading tells
        line.link.sendall(content)
    return True


def _status_if_whole(got: bytearray) -> int | None:
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return None
    status = int(got[9:12])
    if status in BODILESS:
        return status
    head = bytes(got[:end]).lower()
    at = head.find(b"\r\ncontent-length:")
    length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    return status if len(got) >= end + 4 + length else None


def _hangs_up(got: bytearray) -> bool:
    return b"\r\nconnection: close" in bytes(got[: got.find(b"\r\n\r\n")]).lower()
