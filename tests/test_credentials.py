"""Links and tickets: one mechanism."""

import re

import pytest
from sqlalchemy import text

from conference import credentials
from conference.credentials import Purpose
from conference.db import db, transaction


def issue(subject: str = "one", purpose: Purpose = Purpose.TICKET) -> str:
    with transaction():
        return credentials.issue(purpose, subject)


def test_a_code_is_26_letters_that_nobody_confuses(database):
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", issue())


def test_a_code_is_read_in_any_case_with_the_usual_mistakes(database):
    code = issue()
    typed = f" {code[:13].lower()}-{code[13:]} ".replace("0", "o").replace("1", "l")

    assert credentials.find(typed, purpose=Purpose.TICKET).subject == "one"


def test_a_code_opens_what_it_was_made_for_and_nothing_else(database):
    code = issue(purpose=Purpose.TICKET)

    assert credentials.find(code, purpose=Purpose.OWN) is None


def test_a_ticket_and_an_own_link_of_one_person_differ(database):
    assert issue(purpose=Purpose.TICKET) != issue(purpose=Purpose.OWN)


def test_a_code_can_be_made_again(database):
    code = issue()

    assert credentials.live_code(Purpose.TICKET, "one") == code
    assert credentials.live_codes(Purpose.TICKET, ["one", "two"]) == {"one": code}


def test_a_renewed_code_leaves_the_old_one_known_as_replaced(database):
    old = issue()

    with transaction():
        new = credentials.renew(Purpose.TICKET, "one")

    found = credentials.find(old, purpose=Purpose.TICKET)
    assert (found.is_live, found.replaced_at is None) == (False, False)
    assert credentials.find_live(new, purpose=Purpose.TICKET).subject == "one"


def test_a_stopped_code_opens_nothing(database):
    code = issue()

    with transaction():
        credentials.stop(Purpose.TICKET, "one")

    assert credentials.find_live(code, purpose=Purpose.TICKET) is None


def test_a12_the_database_holds_no_code(database):
    code = issue()

    rows = db.session.execute(text("SELECT * FROM credential")).all()

    assert code not in repr(rows)


@pytest.mark.parametrize("typed", ["", "x", "Æ" * 26, "0" * 5000, "\x00"])
def test_a_code_that_never_was_finds_nothing(database, typed):
    assert credentials.find(typed, purpose=Purpose.TICKET) is None


def test_secrets_are_random():
    assert len({credentials.new_secret() for _ in range(100)}) == 100
