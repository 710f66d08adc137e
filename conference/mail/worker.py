"""The worker: sends what is due, and does the jobs that features hand in."""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Event
from time import monotonic

from flask import Flask

from conference import clock, config, installation
from conference.db import BUSY, db, transaction
from conference.mail import sending, service
from conference.mail.letters import content_of

log = logging.getLogger("conference.worker")

#: Seconds between two looks into the outbox.
LOOK_EVERY = 2.0
#: Seconds after which a server that could not be reached is called again.
CALL_EVERY = 30.0
#: How often a worker says that it runs; `flask check` asks when it was last heard.
SEEN_EVERY = timedelta(minutes=1)

Job = Callable[[], object]

_jobs: dict[Job, timedelta] = {}


def job(verb: Job, *, every: timedelta) -> None:
    """Have the worker call a verb again and again, each time in a write block of its own."""
    _jobs[verb] = every


def say_that_it_runs() -> None:
    """The sign of life that `flask check` looks for."""
    installation.see_worker(clock.real_now())


job(say_that_it_runs, every=SEEN_EVERY)


class Worker:
    """One process that sends letters; any number may run beside each other."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopped = Event()
        self._done_at: dict[Job, float] = {}

    def stop(self) -> None:
        """End soon; the letter in hand is finished first."""
        self._stopped.set()

    def work(self) -> None:
        """Go on until told to stop."""
        log.info("worker begins")
        while not self._stopped.is_set():
            pause = LOOK_EVERY
            try:
                self.work_once()
            except sending.Unreachable as error:
                log.warning("mail server", extra={"facts": {"said": str(error)}})
                pause = CALL_EVERY
            except BUSY as error:
                log.warning("database", exc_info=error)
            self._stopped.wait(pause)

    def work_once(self) -> int:
        """Every job whose time has come and every letter that is due; tells how many were sent.

        A job does not wait for the end of a long mailing. Raises Unreachable when there are letters and no
        server takes them.
        """
        sent, is_more = 0, True
        while is_more and not self._stopped.is_set():
            with self._app.app_context():  # a new one each time: a demo's clock may have been moved
                for verb in self._list_due():
                    self._done_at[verb] = monotonic()
                    _do(verb)
                is_more = bool(config.current().MAIL_URL) and service.is_anything_due()
                db.session.rollback()
                sent += self._send_until_a_job_is_due() if is_more else 0
        return sent

    def _list_due(self) -> list[Job]:
        """The jobs whose time has come."""
        now = monotonic()
        return [
            verb
            for verb, every in _jobs.items()
            if verb not in self._done_at or now - self._done_at[verb] >= every.total_seconds()
        ]

    def _send_until_a_job_is_due(self) -> int:
        """In one conversation with the server; at least one letter, however pressing the jobs are."""
        sent = 0
        with sending.connection(config.current().MAIL_URL) as server, suppress(_HungUp):
            while (is_sent := _send_next(server)) is not None:
                sent += is_sent
                if self._stopped.is_set() or self._list_due():
                    break
        return sent


class _HungUp(Exception):
    """The server hung up in the middle of a letter; the others may go through on a new call."""


def _do(verb: Job) -> None:
    try:
        with transaction():
            verb()
    except BUSY:
        raise
    except Exception as error:  # no job stops the letters
        log.error("job failed", exc_info=error, extra={"facts": {"job": verb.__name__}})


def _send_next(server: smtplib.SMTP) -> bool | None:
    """Send the next letter, and tell whether the server took it; None when none is due."""
    with transaction():
        letter = service.take()
        if letter is None:
            return None
        uid, attempt, facts = letter.uid, letter.attempts, {"letter": letter.uid, "name": letter.name}
    try:
        if not _send(uid, server):
            with transaction():
                service.drop(uid, attempt=attempt)
            return False
    except sending.Refusal as refusal:
        log.warning("letter refused", extra={"facts": facts})
        return _failed(uid, attempt, str(refusal), is_final=refusal.is_final)
    except sending.Unreachable as error:
        log.warning("mail server hung up", extra={"facts": facts})
        _failed(uid, attempt, str(error), is_final=False)
        raise _HungUp from error
    except BUSY:
        raise
    except Exception as error:  # one letter that cannot be written stops no other
        log.error("letter cannot be written", exc_info=error, extra={"facts": facts})
        return _failed(uid, attempt, type(error).__name__, is_final=False)
    with transaction():
        service.settle_sent(uid, attempt=attempt)
    log.info("letter sent", extra={"facts": facts})
    return True


def _send(uid: str, server: smtplib.SMTP) -> bool:
    """Write the letter as things stand now, and hand it over; False when there is nothing left to tell.

    Raises Refusal and Unreachable.
    """
    letter = service.get(uid)
    content = content_of(letter)
    if content is None or not service.is_wanted(letter):
        return False
    message = sending.message_of(letter, content, now=clock.real_now())
    db.session.rollback()  # nothing of the database is held while a server thinks
    sending.send(message, server)
    return True


def _failed(uid: str, attempt: int, error: str, *, is_final: bool) -> bool:
    with transaction():
        service.settle_failed(uid, attempt=attempt, error=error, is_final=is_final)
    return False
