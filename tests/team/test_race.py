"""Two at once, over real sockets and on all processes of a server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from time import time
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from conference.accounts import proofs
from conference.accounts import service as accounts
from conference.accounts.models import Account, AccountRole
from conference.accounts.rules import Role
from conference.db import db, transaction

PASSWORD, SECRET = "fire glade heste om natten", b"a secret of 20 bytes"


@pytest.fixture
def post(in_production) -> Callable[..., tuple[int, str]]:
    """Send a form to the server: the status, and the cookie that it sets."""
    address = urlsplit(in_production.url)

    def send(path: str, cookie: str = "", **form: str) -> tuple[int, str]:
        head = {
            "Host": address.netloc,
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
        }
        with closing(HTTPConnection("127.0.0.1", address.port, timeout=60)) as connection:
            connection.request("POST", path, urlencode(form), head)
            answer = connection.getresponse()
            return answer.status, (answer.getheader("Set-Cookie") or "").split(";")[0]

    return send


def at_once(*deeds: Callable[[], tuple[int, str]]) -> list[int]:
    """What each of them was answered."""
    with ThreadPoolExecutor(len(deeds)) as pool:
        return [done.result()[0] for done in [pool.submit(deed) for deed in deeds]]


@pytest.fixture
def admins(app, post) -> list[tuple[str, str]]:
    """Two admins who are signed in: uid and cookie of each."""
    with app.app_context(), transaction():
        made = [accounts.add(f"{name}@staff.example", Role.ADMIN) for name in ("ada", "bo")]
        links = [(account.uid, accounts.sign_in_link(account)) for account in made]
    return [(uid, post(f"/organise/sign-in/{code}")[1]) for uid, code in links]


@pytest.mark.parametrize("deed", ["disable", "roles/take"])
def test_of_two_admins_who_shut_each_other_out_at_once_one_stays(app, post, admins, deed):
    (ada, her_cookie), (bo, his_cookie) = admins

    told = at_once(
        lambda: post(f"/organise/team/{bo}/{deed}", her_cookie, role="admin"),
        lambda: post(f"/organise/team/{ada}/{deed}", his_cookie, role="admin"),
    )

    with app.app_context():
        active = select(AccountRole.role).join(Account).where(Account.disabled_at.is_(None))
        assert db.session.scalars(active).all() == ["admin"]
    assert told.count(303) == 1


def test_somebody_invited_twice_at_once_is_one_account(app, post, admins):
    [(_, cookie), _] = admins
    new = {"name": "Kai", "email": "kai@staff.example", "role": "door", "conference": ""}

    told = at_once(*[lambda: post("/organise/team", cookie, **new)] * 4)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 3
    assert told == [303] * 4


def test_a_14_a_link_to_a_password_that_is_used_twice_at_once_opens_once(app, post):
    with app.app_context(), transaction():
        account = accounts.add("kai@staff.example", Role.DOOR)
        accounts.choose_password(account, PASSWORD, totp=SECRET)
        link = accounts.open_password_link(account)
    step = int(time()) // proofs.STEP
    codes = [proofs._totp(SECRET).generate((step + beside) * proofs.STEP).decode() for beside in (-1, 0, 1)]

    def choose(code: str) -> tuple[int, str]:
        return post(f"/organise/password/{link}", password=PASSWORD, again=PASSWORD, code=code)

    told = at_once(*[lambda code=code: choose(code) for code in codes])

    assert told.count(303) == 1
