"""The outbox: written, taken, settled, listed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from conference import clock
from conference.db import db, transaction
from conference.errors import NotFound
from conference.mail import rules, service
from conference.mail.models import Letter, LetterState

pytestmark = pytest.mark.usefixtures("database")


def taken() -> Letter | None:
    with transaction():
        return service.take()


def test_a_letter_waits_from_the_moment_it_is_written(at, write):
    nine = at("2018-11-05 09:00")

    letter = write()

    assert (letter.state, letter.created_at, letter.next_try_at) == (LetterState.WAITING, nine, nine)
    assert service.due_since() == nine


def test_a_letter_that_must_exist_once_is_written_once(write):
    write(dedup="reminder:1")

    with transaction():
        second = service.write(
            "test.note", to="x@y.example", to_name="", language="da", subject="", dedup="reminder:1"
        )

    assert second is None
    assert service.counts()[LetterState.WAITING] == 1


@pytest.mark.parametrize("database_kind", ["postgres"])
def test_a_letter_that_must_exist_once_is_written_once_by_two_at_the_same_moment(app):
    def write_note():
        return service.write(
            "test.note", to="x@y.example", to_name="", language="da", subject="", dedup="reminder:1"
        )

    def write_beside():
        with app.app_context(), transaction():
            return write_note()

    with ThreadPoolExecutor() as beside, transaction():
        write_note()
        second = beside.submit(write_beside)
        while not _is_somebody_waiting() and not second.done():
            pass

    assert second.result() is None
    assert service.counts()[LetterState.WAITING] == 1


def _is_somebody_waiting() -> bool:
    """Does PostgreSQL hold back one block until another ends?"""
    query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with db.engine.connect() as connection:
        return connection.scalar(query) > 0


def test_letters_without_a_key_are_as_many_as_were_written(write):
    write()
    write()

    assert service.counts()[LetterState.WAITING] == 2


def test_the_letter_that_waited_longest_is_taken_first(at, write):
    at("2018-11-05 09:00")
    first = write()
    at("2018-11-05 09:01")
    write()

    letter = taken()

    assert letter == first


def test_a_taken_letter_is_nobody_elses_until_its_lease_is_over(at, write):
    at("2018-11-05 09:00")
    letter = write()
    assert taken() == letter

    during = taken()
    at("2018-11-05 09:05")
    after = taken()

    assert (during, after) == (None, letter)
    assert letter.attempts == 2


def test_a_sent_letter_is_done(write):
    letter = write()
    taken()

    with transaction():
        service.settle_sent(letter.uid, attempt=1)

    assert letter.state is LetterState.SENT
    assert service.due_since() is None
    assert not service.is_anything_due()


def test_a_refused_letter_is_tried_again_after_a_pause(at, write):
    nine = at("2018-11-05 09:00")
    letter = write()
    taken()

    with transaction():
        service.settle_failed(letter.uid, attempt=1, error="451 busy", is_final=False)

    assert (letter.state, letter.error) == (LetterState.DELAYED, "451 busy")
    assert letter.next_try_at == nine + rules.PAUSES[0]


def test_a_letter_refused_for_good_is_given_up_with_the_servers_words(write):
    letter = write()
    taken()

    with transaction():
        service.settle_failed(letter.uid, attempt=1, error="550 no such user", is_final=True)

    assert (letter.state, letter.error) == (LetterState.FAILED, "550 no such user")


def test_a_letter_that_never_gets_through_is_given_up_at_last(at, write):
    moment = at("2018-11-05 09:00")
    letter = write()

    for attempt in range(1, len(rules.PAUSES) + 2):
        moment = at(f"{clock.to_local(max(moment, letter.next_try_at)):%Y-%m-%d %H:%M:%S}")
        taken()
        with transaction():
            service.settle_failed(letter.uid, attempt=attempt, error="451 busy", is_final=False)

    assert letter.state is LetterState.FAILED


def test_a_worker_that_comes_back_too_late_settles_nothing(at, write):
    at("2018-11-05 09:00")
    letter = write()
    taken()
    at("2018-11-05 09:06")
    taken()

    with transaction():
        service.settle_failed(letter.uid, attempt=1, error="late", is_final=True)

    assert letter.state is LetterState.WAITING


def test_what_is_no_longer_so_is_dropped_and_is_no_failure(write):
    letter = write()
    taken()

    with transaction():
        service.drop(letter.uid, attempt=1)

    assert letter.state is LetterState.DROPPED
    assert service.counts()[LetterState.FAILED] == 0


def test_what_was_sent_about_a_row_is_known(write):
    letter = write(subject="a" * 32)
    taken()
    with transaction():
        service.settle_sent(letter.uid, attempt=1)

    assert service.list_readers(["test.note"], about="a" * 32) == {"aase@skole.example"}
    assert service.list_readers(["test.note"], about="b" * 32) == set()
    assert service.list_readers(["test.other"], about="a" * 32) == set()


def test_the_list_is_read_page_by_page_with_the_newest_first(write, monkeypatch):
    monkeypatch.setattr(service, "PAGE_SIZE", 2)
    letters = [write(to=f"{number}@skole.example") for number in range(5)]

    pages = [service.list_page(number) for number in (1, 2, 3)]

    assert [[letters.index(letter) for letter in page.letters] for page in pages] == [[4, 3], [2, 1], [0]]
    assert [page.has_next for page in pages] == [True, True, False]


@pytest.mark.parametrize("state", LetterState)
def test_the_list_can_show_one_state(state, write):
    letters = {
        LetterState.WAITING: write(),
        LetterState.DELAYED: write(),
        LetterState.SENT: write(),
        LetterState.FAILED: write(),
        LetterState.DROPPED: write(),
    }
    now = clock.real_now() + timedelta(seconds=1)
    with transaction():
        letters[LetterState.DELAYED].error = "451 busy"
        letters[LetterState.SENT].sent_at = now
        letters[LetterState.FAILED].given_up_at, letters[LetterState.FAILED].error = now, "550 no"
        letters[LetterState.DROPPED].given_up_at = now
        db.session.flush()

    page = service.list_page(1, state=state)

    assert page.letters == [letters[state]]
    assert page.letters[0].state is state
    assert service.counts() == dict.fromkeys(LetterState, 1)


def test_an_unknown_letter_is_not_found():
    with pytest.raises(NotFound):
        service.get("0" * 32)
