"""Twenty phones read one ticket at once, over real sockets, on real servers.

Seen red in November 2026 on PostgreSQL with `with_for_update` taken out of the tickets' query: seven and
fourteen phones were told `admitted`.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from json import dumps, loads
from threading import Barrier
from urllib.parse import urlsplit

import pytest

from conference import clock
from conference.db import db, transaction
from tests.checkin.door import envelope, scan, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration

PHONES = 20


@pytest.fixture
def code(app):
    """The ticket, and twenty phones named by their tokens."""
    with app.app_context():
        now = clock.now()
        with transaction():
            conference = make_conference(
                doors_at=now, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=8)
            )
            db.session.add(conference)
            db.session.flush()
            guest = make_registration(conference)
            phones = [make_device(conference, name=f"Phone {number}") for number in range(PHONES)]
            db.session.add_all([make_checkin_list(conference), guest, *phones])
        code = ticket_of(guest)
        db.session.remove()
    return code


def test_one_ticket_on_twenty_phones_at_once_is_let_in_once(code, in_production):
    address = urlsplit(in_production.url)
    together = Barrier(PHONES)

    def read(number):
        now = clock.real_now().isoformat()
        call = dumps(envelope(scan(code, scanned_at=now), sent_at=now))
        together.wait()
        with closing(HTTPConnection("127.0.0.1", address.port, timeout=60)) as connection:
            headers = {
                "Host": address.netloc,
                "Authorization": f"Bearer Phone {number}",
                "Content-Type": "application/json",
            }
            connection.request("POST", "/api/checkin/scans", call, headers)
            answer = connection.getresponse()
            return loads(answer.read())["results"][0]["verdict"]

    with ThreadPoolExecutor(PHONES) as phones:
        verdicts = Counter(phones.map(read, range(PHONES)))

    assert verdicts == {"admitted": 1, "duplicate": PHONES - 1}
