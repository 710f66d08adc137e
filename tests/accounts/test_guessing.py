"""Five hundred guesses at a password, many at once, over real sockets and on all processes of a server."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from conference.accounts import rules, service
from conference.accounts.rules import Role
from conference.db import transaction

GUESSES, AT_ONCE = 500, 16


def test_a_16_five_hundred_guesses_at_once_are_ten_guesses_and_nobody_learns_which(app, in_production):
    with app.app_context(), transaction():
        account = service.add("kai@staff.example", Role.ORGANISER)
        service.choose_password(account, "fire glade heste om natten", totp=b"x" * 20)
    address = urlsplit(in_production.url)

    def guess(number: int) -> int:
        form = {"email": "kai@staff.example", "password": f"guess number {number:04}", "code": "123456"}
        head = {"Host": address.netloc, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", address.port, timeout=60)) as connection:
            connection.request("POST", "/organise/sign-in", urlencode(form), head)
            return connection.getresponse().status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = Counter(pool.map(guess, range(GUESSES)))

    most = rules.WRONG_TRIES.most
    assert told == {422: most, 429: GUESSES - most}
