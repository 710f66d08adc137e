"""What is a go, what a no go, and what to do about it: decided from what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from conference.config import Settings

#: A backup and the retention run are made every night; two hours are left for a slow one.
NIGHTLY = timedelta(hours=26)
#: A worker says every minute that it runs.
WORKER_SILENT = timedelta(minutes=5)
#: A letter that has been due for longer means that none leaves (acceptance A62).
LONGEST_WAIT = timedelta(minutes=15)
#: At most this share of the last week's letters may have failed: a mistyped address is no fault of ours.
WORST_SHARE = 0.1
#: Seconds that the database's clock may be off ours.
DRIFT = 2.0
#: Bytes left on the disk: a year of such conferences needs less.
LEAST_FREE = 1024**3


class Answer(StrEnum):
    """What a check comes to."""

    GO = "go"
    NO_GO = "no_go"
    UNKNOWN = "cannot_tell"


@dataclass(frozen=True)
class Finding:
    """One check: its name, the answer, a sentence, and what to do."""

    name: str
    answer: Answer
    told: str
    todo: str = ""


def is_go(findings: Sequence[Finding]) -> bool:
    """Whether nothing says no."""
    return all(finding.answer is not Answer.NO_GO for finding in findings)


def go(name: str, told: str) -> Finding:
    return Finding(name, Answer.GO, told)


def no_go(name: str, told: str, todo: str) -> Finding:
    return Finding(name, Answer.NO_GO, told, todo)


def unknown(name: str, told: str, todo: str) -> Finding:
    return Finding(name, Answer.UNKNOWN, told, todo)


def judge_demo(*, is_demo: bool) -> Finding:
    """A demo is never fit for real people."""
    name = _("Real data")
    if not is_demo:
        return go(name, _("This is no demo."))
    return no_go(
        name,
        _("This is a demo: its people are invented and its clock is put."),
        _("Set up an installation with a database of its own. A demo never becomes a real one."),
    )


def judge_address(settings: Settings) -> Finding:
    """Personal data travels over https alone, and tries are counted by where they come from."""
    name = _("Address")
    if settings.is_https and not settings.TRUSTED_PROXIES:
        return unknown(
            name,
            _("TRUSTED_PROXIES is 0: behind a proxy everybody seems to come from one address."),
            _("Set it to the number of proxies in front: else a hundred wrong passwords shut everybody out."),
        )
    if settings.is_https:
        return go(name, _("People find us at %(address)s.", address=settings.BASE_URL))
    return no_go(
        name,
        _("BASE_URL is %(address)s: on the way everybody can read along.", address=settings.BASE_URL),
        _("Put a proxy with a certificate in front and set BASE_URL to its https address."),
    )


def judge_contact(settings: Settings) -> Finding:
    """The notice of art. 13, the statement of accessibility and security.txt need somebody to name."""
    name = _("Who answers")
    wanted = ("CONTROLLER", "DPO", "CONTACT_EMAIL", "CONTACT_PHONE", "SECURITY_CONTACT")
    missing = [setting for setting in wanted if not getattr(settings, setting)]
    if not missing:
        return go(
            name, _("Pages name the controller, the data protection officer and whom to write to or call.")
        )
    return no_go(
        name,
        _("These settings are missing: %(settings)s.", settings=", ".join(missing)),
        _("Set them: the pages that the law asks for are not complete without."),
    )


def judge_staff(*, admins: int) -> Finding:
    """Somebody must be able to let others in, and to shut somebody out, without the command line."""
    name = _("Staff")
    if admins:
        return go(name, _("An admin signs in by password and phone."))
    return no_go(
        name,
        _("No admin has a password and a phone."),
        _("Make one with flask accounts add EMAIL --role admin, open the link, and choose a password."),
    )


def judge_statement(settings: Settings) -> Finding:
    """Each site has a statement of its own at the authorities."""
    name = _("Accessibility statement")
    if settings.ACCESSIBILITY_STATEMENT_URL:
        return go(name, _("Every page leads to the statement."))
    return no_go(
        name,
        _("There is no link to a statement on was.digst.dk yet."),
        _("Make the statement in WAS-Tool and set ACCESSIBILITY_STATEMENT_URL to its address."),
    )


def judge_writing(*, can_write: bool) -> Finding:
    """What cannot be written to takes no registration."""
    name = _("Database takes writes")
    if can_write:
        return go(name, _("It does."))
    return no_go(
        name,
        _("The database cannot be reached or takes no writes."),
        _("Look at DATABASE_URL, the disk and the rights of the database's files."),
    )


def judge_schema(*, is_at_head: bool) -> Finding:
    """Tables and code are of one version."""
    name = _("Tables")
    if is_at_head:
        return go(name, _("They are those of this version."))
    return no_go(name, _("They are those of another version."), _("Run “flask db upgrade”."))


def judge_durability(wrong: Sequence[str]) -> Finding:
    """What was acknowledged survives a power cut."""
    name = _("Power cut")
    if not wrong:
        return go(name, _("What has been acknowledged is on the disk."))
    told = _("The database may lose what it has acknowledged: %(settings)s.", settings=", ".join(wrong))
    return no_go(name, told, _("Set the database's settings back to the safe ones."))


def judge_disk(free: int) -> Finding:
    """Room for the database, what people upload, and a backup."""
    name, size = _("Disk"), f"{format_decimal(round(free / 1024**3, 1))} GB"
    if free >= LEAST_FREE:
        return go(name, _("%(size)s are free.", size=size))
    return no_go(
        name, _("Only %(size)s are free.", size=size), _("Make room, or move FILES_PATH to a larger disk.")
    )


def judge_clock(*, drift: float | None, is_kept: bool | None) -> Finding:
    """Registration, offers and sign-in hang on the time.

    `drift` is how many seconds the clock of the database's machine is ahead of ours; `is_kept` is the
    kernel's own word about whether something keeps our clock right.
    """
    name = _("Clock")
    if drift is not None and abs(drift) > DRIFT:
        told = _("The database's clock is %(seconds)s seconds off ours.", seconds=f"{drift:+.1f}")
        return no_go(name, told, _("Let both machines keep their time by NTP."))
    if is_kept is None:
        told = _("The machine does not say whether anything keeps its clock right.")
        return unknown(name, told, _("See that NTP runs, for example with “timedatectl”."))
    if is_kept:
        return go(name, _("The machine's clock is kept right."))
    return no_go(
        name, _("Nothing keeps the machine's clock right."), _("Turn NTP on: “timedatectl set-ntp true”.")
    )


def judge_outbox(*, has_server: bool, due_since: datetime | None, now: datetime) -> Finding:
    """Letters leave, and soon."""
    name = _("Letters leave")
    if not has_server:
        return no_go(
            name, _("Letters stay in the outbox: there is no mail server."), _("Set MAIL_URL and MAIL_FROM.")
        )
    if due_since is not None and now - due_since > LONGEST_WAIT:
        minutes = int((now - due_since).total_seconds() // 60)
        told = ngettext(
            "A letter has been due for %(num)d minute.", "A letter has been due for %(num)d minutes.", minutes
        )
        return no_go(name, told, _("See that “flask worker” runs and what it logs about the mail server."))
    return go(name, _("No letter is late."))


def judge_failed(*, sent: int, failed: int) -> Finding:
    """One mistyped address is a person's; many are ours."""
    name = _("Letters arrive")
    if failed == 0:
        return go(name, _("None has failed in the last week."))
    told = _("In the last week %(failed)d of %(all)d letters failed.", failed=failed, all=sent + failed)
    if failed <= WORST_SHARE * (sent + failed):
        return go(name, told)
    return no_go(name, told, _("Read among the letters what the mail servers said."))


def judge_worker(seen_at: datetime | None, *, now: datetime) -> Finding:
    """Without a worker no letter leaves, no offer lapses and nothing is forgotten."""
    name = _("Worker")
    if seen_at is not None and now - seen_at <= WORKER_SILENT:
        return go(name, _("It runs."))
    told = _("It has not been heard of for five minutes.") if seen_at else _("It has never been heard of.")
    return no_go(name, told, _("Start “flask worker”, and have the machine start it again when it ends."))


def judge_backup(last_at: datetime | None, *, now: datetime) -> Finding:
    """A night without a backup is a day that can be lost."""
    name = _("Backup")
    if last_at is not None and now - last_at <= NIGHTLY:
        return go(name, _("The latest was made within 26 hours."))
    return no_go(name, _("None was made within 26 hours."), _("Have “flask backup FILE” run every night."))


def judge_retention(last_at: datetime | None, *, now: datetime) -> Finding:
    """What is promised to be forgotten is forgotten every night."""
    name = _("Forgetting in time")
    if last_at is not None and now - last_at <= NIGHTLY:
        return go(name, _("It ran within 26 hours."))
    return no_go(
        name,
        _("What is to be forgotten was not looked through within 26 hours."),
        _("See that “flask worker” runs, or run “flask privacy purge” yourself."),
    )


def judge_phones(*, count: int, missed: Sequence[str], waiting: int) -> Finding:
    """On the day somebody looks after a phone that is silent or holds scans."""
    name = _("Phones at the door")
    if missed:
        told = _(
            "Not heard of: %(phones)s. Scans not delivered: %(number)d.",
            phones=", ".join(missed),
            number=waiting,
        )
        return no_go(name, told, _("Find the phone, wake it and bring it to where there is a network."))
    if count == 0:
        return go(name, _("None is paired."))
    return go(name, ngettext("%(num)d is paired.", "%(num)d are paired.", count))
