"""Calendars as others read them: ical.js by a script of its own, and the bare lines of RFC 5545."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read_with_ical_js(data: bytes, *walls: str) -> dict[str, Any]:
    """What ical.js makes of a calendar, and the instants that its zone gives these wall times."""
    node = shutil.which("node") or str(Path(sys.prefix) / "bin" / "node")
    run = subprocess.run([node, HERE / "read.mjs", *walls], input=data, capture_output=True, check=True)
    return json.loads(run.stdout)


def lines_of(data: bytes) -> list[str]:
    """The unfolded lines of a file, whose form is checked on the way (RFC 5545, 3.1)."""
    assert data.endswith(b"\r\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    folded = data[:-2].split(b"\r\n")
    assert not any(re.search(rb"[\r\n]", line) for line in folded)
    assert max(map(len, folded)) <= 75
    # A fold between the octets of one letter would fail here.
    text = "\r\n".join(line.decode() for line in folded)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    return text.replace("\r\n ", "").split("\r\n")


def values_of(data: bytes, name: str) -> list[str]:
    """The values of one property, without its parameters, as they are written."""
    return [match[1] for line in lines_of(data) if (match := re.match(rf"{name}(?:;[^:]*)?:(.*)", line))]
