"""Letters reach a real mail server, whatever that server does (acceptance A35)."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from logging import LogRecord
from threading import Thread

import pytest
import time_machine

from conference import clock
from conference.config import PACKAGE
from conference.db import db
from conference.mail import service, worker
from conference.mail.models import LetterState
from conference.mail.sending import Unreachable
from conference.mail.worker import Worker
from tests.serving import environment

pytestmark = pytest.mark.usefixtures("database")


def later(by: timedelta, act: Callable[[], object]) -> None:
    """Do it when that much time has gone by."""
    with time_machine.travel(clock.real_now() + by):
        act()


def states() -> list[LetterState]:
    db.session.rollback()
    return [letter.state for letter in reversed(service.list_page(1).letters)]


def test_a_letter_arrives_once(mailing, post_office, write):
    letter = write()

    sent = [Worker(mailing).work_once(), Worker(mailing).work_once()]

    assert sent == [1, 0]
    assert [message["Message-ID"] for message in post_office.messages] == [f"<{letter.uid}@localhost>"]
    assert post_office.envelopes[0].rcpt_tos == ["aase@skole.example"]
    assert post_office.envelopes[0].mail_from == "pagt@region.example"
    assert states() == [LetterState.SENT]


def test_an_address_with_danish_letters_gets_its_letter(mailing, post_office, write):
    write(to="åse@søren.example")

    Worker(mailing).work_once()

    assert post_office.envelopes[0].rcpt_tos == ["åse@xn--sren-gra.example"]
    assert states() == [LetterState.SENT]


def test_an_address_that_the_server_does_not_know_is_given_up_and_stops_no_other(mailing, post_office, write):
    post_office.answers["nobody@skole.example"] = "550 5.1.1 No such user"
    write(to="nobody@skole.example")
    write()

    Worker(mailing).work_once()

    assert states() == [LetterState.FAILED, LetterState.SENT]
    assert service.list_page(1).letters[1].error == "550 5.1.1 No such user"


def test_a_server_that_asks_for_patience_gets_it(mailing, post_office, write):
    post_office.answers["aase@skole.example"] = "451 Try again later"
    write()
    Worker(mailing).work_once()
    post_office.answers.clear()

    at_once = states()
    db.session.rollback()
    later(timedelta(seconds=30), Worker(mailing).work_once)

    assert at_once == [LetterState.DELAYED]
    assert states() == [LetterState.SENT]


def test_a_server_that_is_down_uses_up_no_tries_and_everything_goes_out_when_it_is_back(
    mailing, mail_server, post_office, write
):
    mail_server.stop()
    letters = [write(to=f"{number}@skole.example") for number in range(3)]
    with pytest.raises(Unreachable):
        Worker(mailing).work_once()
    waiting = states()

    mail_server.start()
    Worker(mailing).work_once()

    assert waiting == [LetterState.WAITING] * 3
    assert states() == [LetterState.SENT] * 3
    assert [message["Message-ID"] for message in post_office.messages] == [
        f"<{letter.uid}@localhost>" for letter in letters
    ]
    assert {letter.attempts for letter in letters} == {1}


def test_a_server_that_hangs_up_after_taking_a_letter_gets_it_again_under_the_same_id(
    mailing, post_office, write
):
    post_office.hang_ups = 1
    letter, other = write(), write(to="bo@skole.example")
    Worker(mailing).work_once()
    first = states()

    later(timedelta(seconds=30), Worker(mailing).work_once)

    assert first == [LetterState.DELAYED, LetterState.SENT]
    assert states() == [LetterState.SENT, LetterState.SENT]
    assert [message["Message-ID"] for message in post_office.messages] == [
        f"<{uid}@localhost>" for uid in (letter.uid, other.uid, letter.uid)
    ]


def test_a_letter_that_cannot_be_written_stops_no_other(mailing, write):
    write(facts={"broken": True})
    write()

    Worker(mailing).work_once()

    assert states() == [LetterState.DELAYED, LetterState.SENT]
    assert service.list_page(1).letters[1].error == "ZeroDivisionError"


def test_a_letter_with_nothing_left_to_tell_is_not_sent(mailing, post_office, write):
    write(facts={"gone": True})

    Worker(mailing).work_once()

    assert states() == [LetterState.DROPPED]
    assert post_office.messages == []


def test_without_a_mail_server_letters_stay_where_they_are(app, write):
    letter = write()

    sent = Worker(app).work_once()

    assert (sent, letter.attempts, states()) == (0, 0, [LetterState.WAITING])


def test_two_workers_never_send_one_letter_twice(mailing, post_office, write):
    letters = {f"<{write(to=f'{number}@skole.example').uid}@localhost>" for number in range(20)}
    db.session.remove()
    crew = [Thread(target=Worker(mailing).work_once) for _ in range(2)]

    for one in crew:
        one.start()
    for one in crew:
        one.join()

    arrived = [message["Message-ID"] for message in post_office.messages]
    assert len(arrived) == 20
    assert set(arrived) == letters


def test_a_job_is_done_in_a_write_block_and_not_before_its_time(app, monkeypatch, write):
    monkeypatch.setattr(worker, "_jobs", {})
    worker.job(
        write_in_block := (lambda: written_in_job.append(db.session.info["writing"])),
        every=timedelta(hours=1),
    )
    written_in_job: list[bool] = []
    one = Worker(app)

    one.work_once()
    one.work_once()

    assert write_in_block in worker._jobs
    assert written_in_job == [True]


def test_a_job_does_not_wait_for_the_end_of_a_long_mailing(mailing, monkeypatch, write, post_office):
    monkeypatch.setattr(worker, "_jobs", {})
    arrived: list[int] = []
    worker.job(lambda: arrived.append(len(post_office.messages)), every=timedelta(0))
    for number in range(3):
        write(to=f"{number}@skole.example")

    sent = Worker(mailing).work_once()

    assert (sent, arrived) == (3, [0, 1, 2, 3])


def test_a_job_that_fails_stops_no_letter(mailing, monkeypatch, write):
    monkeypatch.setattr(worker, "_jobs", {})
    worker.job(lambda: 1 / 0, every=timedelta(0))
    write()

    Worker(mailing).work_once()

    assert states() == [LetterState.SENT]


def test_a_database_that_takes_no_writes_does_not_end_the_worker(mailing, monkeypatch, write, let_write):
    monkeypatch.setattr(worker, "_jobs", {})
    write()
    one, warned = Worker(mailing), []

    def note(record: LogRecord) -> bool:
        if record.msg == "database":
            warned.append(record.levelname)
            one.stop()
        return True

    let_write(False)
    worker.log.addFilter(note)
    try:
        one.work()
    finally:
        worker.log.removeFilter(note)
    let_write(True)

    assert (warned, states()) == (["WARNING"], [LetterState.WAITING])
    assert Worker(mailing).work_once() == 1


def test_the_command_sends_what_is_due_and_ends(mailing, post_office, write):
    write()
    db.session.remove()

    done = mailing.test_cli_runner().invoke(args=["worker", "--once"])

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 sent.")
    assert len(post_office.messages) == 1


def test_the_command_says_when_no_server_answers(mailing, mail_server, write):
    mail_server.stop()
    write()
    db.session.remove()

    done = mailing.test_cli_runner().invoke(args=["worker", "--once"])

    assert done.exit_code == 1
    assert "The mail server cannot be reached" in done.output


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_running_worker_ends_in_peace_when_told_to(app, database_kind):
    settings = replace(app.config["SETTINGS"], LOG_LEVEL="INFO")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
        env=environment(settings),
        cwd=PACKAGE.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # it says so when it begins

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
    process.stdout.close()
