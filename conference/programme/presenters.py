"""The people who present: found or made, each with a link of their own and a place at the conference."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from conference import clock, credentials, names
from conference.audit import service as audit
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.programme import plan, rules, telling
from conference.programme.answers import Availability, Person
from conference.programme.models import Presenter, Programme, Session, State
from conference.programme.releases import service as releases
from conference.programme.uploads import service as files
from conference.registration import service as registrations
from conference.registration.answers import Answers
from conference.registration.models import Conference, Kind, Registration
from conference.registration.models import State as Seat


def get_presenter(code: str) -> Presenter:
    """Whose own link this is. Raises NotFound, also for a stopped or replaced link."""
    credential = credentials.find_live(code, purpose=Purpose.PRESENTER)
    found = credential and db.session.scalar(select(Presenter).filter_by(uid=credential.subject))
    if not found:
        raise NotFound(
            _(
                "Your link may have been replaced, or your session handed over. Write to the organisers if "
                "you need a new one."
            )
        )
    return found


def own_code(presenter: Presenter) -> str | None:
    """The code of the presenter's own page; None for who has no address, or presents nothing any more."""
    return credentials.live_code(Purpose.PRESENTER, presenter.uid)


def hand_over(session: Session, by: Presenter, person: Person) -> Presenter:
    """Have a colleague present it instead. The old link opens it no more, at once.

    Raises NotFound, TooLate, Locked, WrongState, PresenterBusy or WrongPeople.
    """
    programme = _hold(session, by)
    colleague = _join(programme, session, person, by, handed_over=True)
    if colleague is not by:
        _leave(session, by)
    rules.check_people(session)
    _record("hand_over", session, by)
    return colleague


def add_presenter(session: Session, person: Person, by: Presenter | None = None) -> Presenter:
    """Have somebody present it too, with a link of their own. Organisers do it also after the lock.

    Raises NotFound, TooLate, Locked, WrongState, PresenterBusy or WrongPeople.
    """
    programme = _hold(session, by)
    colleague = _join(programme, session, person, by)
    rules.check_people(session)
    _record("add_presenter", session, by)
    return colleague


def remove_presenter(session: Session, presenter: Presenter, by: Presenter | None = None) -> None:
    """Have somebody present it no more; the last one hands over or withdraws instead.

    Organisers do it also after the lock, and to the last one: then nobody is assigned.

    Raises NotFound, TooLate, Locked, WrongState or WrongPeople.
    """
    _hold(session, by)
    rules.check_own(session, presenter)
    _leave(session, presenter)
    if by is not None:
        rules.check_people(session)
    _record("remove_presenter", session, by)


def set_availability(presenter: Presenter, availability: Availability) -> None:
    """Note when the presenter can be on stage."""
    presenter.is_always_free = availability.is_always_free
    presenter.cannot, presenter.rather_not = list(availability.cannot), list(availability.rather_not)
    presenter.availability_note = availability.note
    presenter.changed_at = clock.after(presenter.changed_at)
    db.session.flush()


def set_consents(presenter: Presenter, *, recording: bool, publication: bool) -> None:
    """Note what the presenter agrees to, and since when; it can be taken back at any time."""
    now = clock.now()
    if recording != (presenter.recording_consent_at is not None):
        programme = plan.hold_programme(presenter.conference)
        programme.consents_changed_at = clock.after(programme.consents_changed_at or presenter.created_at)
    presenter.recording_consent_at = (presenter.recording_consent_at or now) if recording else None
    presenter.publication_consent_at = (presenter.publication_consent_at or now) if publication else None
    presenter.changed_at = clock.after(presenter.changed_at)
    db.session.flush()


def take_people(programme: Programme, conference: Conference, people: Iterable[Person]) -> list[Presenter]:
    """Each of these whom the organisers name, found by address or made; the caller holds the programme."""
    taken: list[Presenter] = []
    for person in people:
        presenter = _take(programme, conference, person)
        vouch(presenter)
        if presenter not in taken:
            taken.append(presenter)
    return taken


def vouch(presenter: Presenter) -> None:
    """From now on they may be registered: organisers named them, or they act by their own link."""
    presenter.vouched_at = presenter.vouched_at or clock.now()


def give_links(session: Session) -> None:
    """See to it that everybody who presents it has a link of their own."""
    for presenter in session.presenters:
        if presenter.email is not None and own_code(presenter) is None:
            credentials.issue(Purpose.PRESENTER, presenter.uid)
    db.session.flush()


def register(session: Session) -> None:
    """Give everybody who presents it a place at the conference, as a presenter.

    Whom only a colleague added says so first, by `come`: nobody registers strangers. Who waits for a seat is
    shown by `list_unseated`. A conference that is not public yet registers nobody: `register_confirmed`
    catches up.
    """
    conference = session.conference
    if session.state is not State.CONFIRMED or not _takes_guests(conference):
        return
    for presenter in session.presenters:
        if presenter.vouched_at is not None:
            _register(presenter)


def come(presenter: Presenter) -> None:
    """Say by one's own link that one comes, and be registered. Raises TooLate or WrongState."""
    plan.hold_now(presenter.conference)
    rules.check_not_begun(presenter.conference, now=clock.now())
    rules.check_confirmed(presenter)
    vouch(presenter)
    if _takes_guests(presenter.conference):
        _register(presenter)
    audit.record("presenter.come", by="self", subject=presenter.uid)
    db.session.flush()


def may_come(presenter: Presenter) -> bool:
    """Whether somebody is on the programme and still has to say that they come."""
    return (
        presenter.vouched_at is None and _takes_guests(presenter.conference) and rules.is_confirmed(presenter)
    )


def keep_as_guests(presenters: Iterable[Presenter]) -> None:
    """Who presents nothing any more keeps the place, as a guest; not where it was all called off."""
    for presenter in presenters:
        place = presenter.registration
        if (
            place is None
            or place.kind is not Kind.PRESENTER
            or presenter.conference.called_off_at is not None
        ):
            continue
        if not rules.is_confirmed(presenter):
            registrations.set_kind(place, Kind.GUEST)


def presenting(places: Collection[Registration]) -> set[Registration]:
    """Those of the places whose people present something that still may come about, whatever they come as."""
    query = select(Presenter.registration_id).where(
        Presenter.registration_id.in_([place.id for place in places]),
        Presenter.sessions.any(Session.state.in_(rules.LIVE)),
    )
    found = set(db.session.scalars(query))
    return {place for place in places if place.id in found}


def register_confirmed() -> None:
    """Register presenters who said yes before their conference was public."""
    missing = (
        Presenter.sessions.any(Session.state == State.CONFIRMED),
        Presenter.registration_id.is_(None),
        Presenter.vouched_at.is_not(None),
        Presenter.email.is_not(None),
    )
    query = select(Conference).where(
        Conference.id.in_(select(Presenter.conference_id).where(*missing)),
        Conference.published_at.is_not(None),
        Conference.starts_at > clock.now(),
    )
    for conference in db.session.scalars(query.order_by(Conference.id)).all():
        plan.hold_now(conference)
        theirs = select(Presenter).where(Presenter.conference_id == conference.id, *missing)
        for presenter in db.session.scalars(theirs.order_by(Presenter.id)).all():
            _register(presenter)


def list_unseated(conference: Conference) -> list[Presenter]:
    """Who is on the programme and has no seat: waiting, cancelled, or not registered at all."""
    query = (
        select(Presenter)
        .outerjoin(Presenter.registration)
        .where(
            Presenter.conference_id == conference.id,
            Presenter.sessions.any(Session.state == State.CONFIRMED),
            or_(Registration.id.is_(None), Registration.state != Seat.CONFIRMED),
        )
        .order_by(Presenter.name, Presenter.id)
        .options(joinedload(Presenter.registration))
    )
    return list(db.session.scalars(query))


def _hold(session: Session, by: Presenter | None) -> Programme:
    programme = plan.hold_now(session.conference)
    if by is not None:
        rules.check_change(session, programme, by=by, now=clock.now())
    rules.check_live(session)
    return programme


def _join(
    programme: Programme,
    session: Session,
    person: Person,
    by: Presenter | None,
    *,
    handed_over: bool = False,
) -> Presenter:
    """Put somebody on the session; the caller checks whether it has become a crowd."""
    colleague = _take(programme, session.conference, person)
    if by is None:
        vouch(colleague)
    if colleague in session.presenters:
        return colleague
    if by is not None:
        rules.check_additions(session)
        session.additions += 1
    if session.slot is not None:
        rules.check_not_busy(session.slot, plan.slots_of([colleague], but=session))
    session.presenters.append(colleague)
    session.changed_at = clock.after(session.changed_at)
    db.session.flush()
    give_links(session)
    register(session)
    if session.presenters == [colleague] and releases.is_released(session):
        telling.remember(session)  # it stands for everybody to see: the letter tells the place too
    telling.tell_joined(session, colleague, handed_over=handed_over)
    return colleague


def _leave(session: Session, presenter: Presenter) -> None:
    files.forget_files(session, of=presenter)
    session.presenters.remove(presenter)
    session.changed_at = clock.after(session.changed_at)
    db.session.flush()
    db.session.refresh(presenter, ["sessions"])
    keep_as_guests([presenter])
    if not any(other.state in rules.LIVE for other in presenter.sessions):
        credentials.stop(Purpose.PRESENTER, presenter.uid)
    telling.tell_left(session, presenter)


def _register(presenter: Presenter) -> None:
    if presenter.registration is not None and presenter.registration.is_live:
        registrations.offer_kind(presenter.registration, Kind.PRESENTER)
    elif presenter.email is not None:
        answers = Answers(presenter.name, presenter.email, presenter.organisation, kind=Kind.PRESENTER)
        presenter.registration = registrations.register_guest(
            presenter.conference, answers, language=presenter.language
        )
    db.session.flush()


def _takes_guests(conference: Conference) -> bool:
    return conference.is_published and clock.now() < conference.starts_at


def _take(programme: Programme, conference: Conference, person: Person) -> Presenter:
    return _find(conference, person) or _make(programme, conference, person)


def _find(conference: Conference, person: Person) -> Presenter | None:
    folded = names.fold_email(person.email)
    if not folded:
        return None
    return db.session.scalar(select(Presenter).filter_by(conference_id=conference.id, email_folded=folded))


def _make(programme: Programme, conference: Conference, person: Person) -> Presenter:
    now = clock.now()
    presenter = Presenter(
        export_id=plan.take_number(programme),
        conference=conference,
        name=person.name,
        email=person.email or None,
        email_folded=names.fold_email(person.email) or None,
        organisation=person.organisation,
        language=person.language,
        created_at=now,
        changed_at=now,
    )
    db.session.add(presenter)
    db.session.flush()
    return presenter


def _record(act: str, session: Session, by: Presenter | None) -> None:
    """What organisers do is written down by their pages, which know who it was."""
    if by is not None:
        audit.record(f"presenter.{act}", by="self", subject=session.uid, detail={"presenter": by.uid})
