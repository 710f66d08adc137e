"""How long a letter is tried."""

from datetime import datetime, timedelta

#: The pause after each try that failed; after the last one the letter is given up.
PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
#: How long a worker may hold a letter; longer than any conversation with a server.
LEASE = timedelta(minutes=5)


def next_try_at(attempts: int, *, now: datetime) -> datetime | None:
    """When a letter that failed so often is tried again; None when that was the last time."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
