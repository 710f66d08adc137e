"""What a phone by itself said, and whom it knows by an id of ours."""

import pytest
from sqlalchemy import select

from conference import credentials
from conference.checkin import service, verdicts
from conference.checkin.models import Decided, Direction, Scan, Verdict
from conference.checkin.stays import Mark
from conference.checkin.verdicts import Ticket
from conference.credentials import Purpose, lookup_of
from conference.db import db, transaction
from conference.registration.models import State
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment

SOON = "2018-11-22T08:40:00+01:00"
LATER = "2018-11-22T08:50:00+01:00"


@pytest.fixture
def guest(database, saved, at):
    """Somebody with a seat; two phones are at the door."""
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    saved(make_checkin_list(conference))
    for name in ("Anna", "Bo"):
        saved(make_device(conference, name=name))
    return saved(make_registration(conference))


def of(attendee):
    """A scan of somebody by their id."""
    named = scan(attendee=attendee)
    del named["code"]
    return named


def by_lookup(code, word, **more):
    """A scan of a ticket that was turned away, as a phone sends it that has the sealed list alone."""
    alone = said(code, word, lookup=lookup_of(code), **more)
    del alone["code"]
    return alone


def said(code, word, **more):
    return scan(code, decided="offline", said=word, **more)


def judged(ticket, word, *, earlier=(), direction=Direction.ENTRY):
    reading = Mark(moment("2018-11-22 09:00"), "b", "Anna", direction)
    return verdicts.judge(
        ticket, reading, earlier=earlier, decided=Decided.OFFLINE, override=False, said=Verdict(word)
    )


GOOD = Ticket(State.CONFIRMED, None, None, None, True)
REPLACED = Ticket(State.CONFIRMED, None, moment("2018-11-21 09:00"), None, True)


@pytest.mark.parametrize(
    ("ticket", "word", "verdict"),
    [
        (GOOD, "unknown", Verdict.UNKNOWN),
        (GOOD, "duplicate", Verdict.DUPLICATE),
        (GOOD, "admitted", Verdict.ADMITTED),
        (REPLACED, "unknown", Verdict.REPLACED),
        (REPLACED, "admitted", Verdict.CONFLICT),
        (None, "duplicate", Verdict.UNKNOWN),
    ],
)
def test_who_was_turned_away_is_told_our_reason_or_the_phone_s(ticket, word, verdict):
    assert judged(ticket, word) == verdict


def test_who_was_turned_away_clashes_with_nobody():
    inside = Mark(moment("2018-11-22 08:30"), "a", "Bo", Direction.ENTRY)

    assert judged(GOOD, "unknown", earlier=[inside]) == Verdict.UNKNOWN
    assert judged(GOOD, "admitted", earlier=[inside]) == Verdict.CONFLICT


def test_who_was_turned_away_has_not_come_and_was_not_first(guest):
    code = ticket_of(guest)

    send("Anna", said(code, "duplicate", scanned_at=SOON))
    [result] = send("Bo", said(code, "admitted", scanned_at=LATER)).results
    [again] = send("Anna", scan(code)).results

    assert (result.verdict, result.first) == (Verdict.ADMITTED, None)
    assert again.first["device"] == "Bo"
    assert service.counts(guest.conference_id).arrived == 1


@pytest.mark.parametrize("word", ["unknown", "duplicate"])
def test_a_phone_that_turns_people_away_learns_no_names_from_its_list(guest, word):
    """Nobody would see a trace of it at the door."""
    code = ticket_of(guest)
    with_ticket = said(code, word)
    [shown] = send("Anna", with_ticket).results
    alone = by_lookup(code, word)

    [first], [again] = send("Anna", alone).results, send("Anna", alone).results
    others = [
        send("Anna", {**of("0" * 32), "id": alone["id"]}).results[0],
        send("Anna", scan("0" * 26, id=alone["id"])).results[0],
        send("Anna", by_lookup(code, word, id=with_ticket["id"])).results[0],
        send("Anna", {**by_lookup(code, word, id=alone["id"]), "decided": "online"}).results[0],
    ]

    assert {each.attendee for each in (first, again, *others)} == {None}
    assert {each.verdict for each in (first, again, *others)} == {Verdict(word)}
    assert shown.attendee.id == guest.uid
    assert send("Anna", with_ticket).results == [shown]
    assert send("Anna", said(code, word, id=alone["id"])).results[0].attendee == shown.attendee


def test_a_phone_that_lets_in_or_knows_the_person_is_told_who_it_is(guest):
    code = ticket_of(guest)
    known = {**of(guest.uid), "decided": "offline", "said": "unknown"}
    inside = by_lookup(code, "admitted")

    names = [send("Bo", each).results[0].attendee.name for each in (known, known, inside, inside)]

    assert names == [guest.name] * 4


def test_what_a_phone_says_while_it_waits_for_us_is_not_kept(guest):
    send("Anna", scan(ticket_of(guest), said="unknown"))

    row = db.session.scalars(select(Scan)).one()
    assert (row.verdict, row.said) == (Verdict.ADMITTED, None)


@pytest.mark.parametrize("word", ["conflict", "invalid", "maybe", 7])
def test_no_phone_by_itself_speaks_of_a_clash(guest, word):
    assert send("Anna", said("0" * 26, word)).results == [service.Result(Verdict.INVALID)]


def test_a_person_known_by_an_answer_of_ours_is_let_in_by_their_present_ticket(guest):
    ticket_of(guest)
    with transaction():
        new = credentials.renew(Purpose.TICKET, guest.uid)

    [result] = send("Anna", of(guest.uid)).results

    assert (result.verdict, result.attendee.id) == (Verdict.ADMITTED, guest.uid)
    assert db.session.scalars(select(Scan)).one().lookup == lookup_of(new)


def test_an_id_of_nobody_is_unknown_and_of_another_conference_tells_no_name(guest, saved):
    stranger = saved(make_registration(saved(make_conference(slug="kickoff2019"))))
    ticket_of(stranger)

    answer = send("Anna", of("0" * 32), of(stranger.uid), of("anna"), of(7))

    words = [Verdict.UNKNOWN, Verdict.WRONG_LIST, Verdict.INVALID, Verdict.INVALID]
    assert answer.results == [service.Result(word) for word in words]
