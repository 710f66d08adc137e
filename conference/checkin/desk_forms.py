"""What a desk sends about people: what it searches for, and who walks in."""

from typing import Any

from conference.checkin.forms import member


def read_search(data: Any) -> str:
    """What is searched for. Raises BrokenEnvelope."""
    return str(member(data, "q", str))
