"""The ways by which each calendar program subscribes to an address. Pure."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Ways:
    """One address for each program."""

    https: str
    webcal: str
    google: str
    outlook_work: str
    outlook_home: str


def ways_of(url: str, *, name: str) -> Ways:
    """How to subscribe to the feed at this address, under this name."""
    webcal = f"webcal://{url.partition('://')[2]}"
    named = urlencode({"url": url, "name": name}, quote_via=quote)
    return Ways(
        https=url,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook_work=f"https://outlook.office.com/calendar/0/addfromweb?{named}",
        outlook_home=f"https://outlook.live.com/calendar/0/addfromweb?{named}",
    )
