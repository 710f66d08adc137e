"""The one list of checks, and what each looks at."""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from conference import clock, config, installation
from conference.accounts import service as accounts
from conference.audit import service as audit
from conference.checkin.organise import overview
from conference.db import db
from conference.front.readiness import machine, maildomain, rules
from conference.front.readiness.rules import Finding
from conference.mail import service as mail
from conference.registration import service as registrations

#: How far back a nightly run is looked for.
LOOK_BACK = timedelta(days=7)


def run(*, can_write: bool) -> list[Finding]:
    """Every check's finding, in their order; `can_write` is what the caller's own write block came to."""
    return [rules.judge_writing(can_write=can_write), *(_ask(check) for check in LIST)]


def _ask(check: Callable[[], Finding]) -> Finding:
    """One check's finding; what cannot be read tells nothing."""
    try:
        return check()
    except SQLAlchemyError:
        db.session.rollback()
        told = _("The database did not answer %(question)s.", question=check.__name__.strip("_"))
        return rules.unknown(_("Database"), told, _("See what is said about the database and its tables."))


def _demo() -> Finding:
    return rules.judge_demo(is_demo=installation.demo_offset() is not None)


def _address() -> Finding:
    return rules.judge_address(config.current())


def _contact() -> Finding:
    return rules.judge_contact(config.current())


def _staff() -> Finding:
    return rules.judge_staff(admins=accounts.count_admins())


def _statement() -> Finding:
    return rules.judge_statement(config.current())


def _schema() -> Finding:
    return rules.judge_schema(is_at_head=machine.is_at_head())


def _durability() -> Finding:
    return rules.judge_durability(machine.unsafe_settings())


def _disk() -> Finding:
    return rules.judge_disk(machine.free_bytes(config.current()))


def _clock() -> Finding:
    return rules.judge_clock(drift=machine.database_drift(), is_kept=machine.is_clock_kept())


def _outbox() -> Finding:
    has_server = bool(config.current().MAIL_URL)
    return rules.judge_outbox(has_server=has_server, due_since=mail.due_since(), now=clock.real_now())


def _failed() -> Finding:
    sent, failed = mail.settled(since=clock.real_now() - LOOK_BACK)
    return rules.judge_failed(sent=sent, failed=failed)


def _mail_domain() -> Finding:
    return maildomain.judge(config.current().MAIL_FROM)


def _worker() -> Finding:
    return rules.judge_worker(installation.worker_seen_at(), now=clock.real_now())


def _backup() -> Finding:
    now = clock.real_now()
    return rules.judge_backup(audit.last_at("backup.make", since=now - LOOK_BACK), now=now)


def _retention() -> Finding:
    now = clock.real_now()
    return rules.judge_retention(audit.last_at("privacy.purge", since=now - LOOK_BACK), now=now)


def _phones() -> Finding:
    conference = registrations.find_current_conference()
    phones = overview.list_phones(conference, []) if conference else []
    missed = [phone.device.name for phone in phones if phone.is_missed]
    waiting = sum(phone.device.queue_length for phone in phones if phone.is_missed)
    return rules.judge_phones(count=len(phones), missed=missed, waiting=waiting)


#: The checks in the order in which they are told.
LIST: tuple[Callable[[], Finding], ...] = (
    *(_schema, _durability, _disk, _clock),
    *(_demo, _address, _contact, _staff, _statement),
    *(_worker, _outbox, _failed, _mail_domain),
    *(_backup, _retention, _phones),
)
