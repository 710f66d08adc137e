"""The list of attendees, as organisers search it."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from flask_babel import force_locale
from sqlalchemy import insert

from conference.credentials import Purpose, live_code
from conference.db import db
from conference.names import fold, sort_key
from conference.pact.models import Partner, PartnerSpelling
from conference.registration import service
from conference.registration.attendees import history, listing, words
from conference.registration.attendees.listing import Filter
from conference.registration.invitations import answering
from conference.registration.invitations import service as invitations
from conference.registration.invitations.rules import Asked
from conference.registration.models import Kind, Registration
from conference.registration.needs import service as needs
from tests.checkin.door import scan, send
from tests.factories import make_answers, make_checkin_list, make_conference, make_device, moment
from tests.registration.conftest import come, do, register
from tests.registration.invitations.test_answering import CLARA


def names(page):
    return [attendee.name for attendee in page.items]


@pytest.mark.parametrize(
    "typed", ["Sørensen", "soerensen", "SØRENSEN", "anna soer", "mercantec anna", "anna.s"]
)
def test_people_are_found_by_name_workplace_and_address(kickoff, typed):
    conference = kickoff(capacity=9)
    come(conference, "Anna Sørensen", "Bo Sand")

    assert names(service.search(conference, Filter(q=typed))) == ["Anna Sørensen"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "anna%", "' OR 1=1"])
def test_signs_of_a_pattern_are_only_signs(kickoff, typed):
    conference = kickoff()
    come(conference, "Anna Sørensen")

    assert names(service.search(conference, Filter(q=typed))) == []


def test_a_name_with_such_a_sign_is_found_by_it(kickoff):
    conference = kickoff()
    register(conference, "100% Anna", "anna@skole.example")

    assert names(service.search(conference, Filter(q="100%"))) == ["100% Anna"]


def test_everybody_stands_in_the_danish_order(kickoff):
    conference = kickoff(capacity=9)
    come(conference, "Åse", "Aage", "Zoe", "Ørn", "Ærø", "bo")

    assert names(service.search(conference, Filter())) == ["bo", "Zoe", "Ærø", "Ørn", "Aage", "Åse"]


def test_another_conference_has_its_own_list(kickoff, saved):
    conference, other = kickoff(), saved(make_conference(slug="kickoff2019"))
    come(other, "Anna")

    assert names(service.search(conference, Filter())) == []


def test_a_long_list_is_read_page_by_page(kickoff):
    conference = kickoff()
    do(crowd, conference, listing.PAGE_SIZE + 1)

    pages = [service.search(conference, Filter(), number) for number in (1, 2, 3)]

    assert [(len(page.items), page.has_next) for page in pages] == [(50, True), (1, False), (0, False)]
    assert names(pages[0])[0] == "Anna 00000"


def crowd(conference, size):
    """Many rows at once, as an import would write them."""
    row = {
        "conference_id": conference.id,
        "state": "confirmed",
        "organisation": "Mercantec",
        "kind": "attendee",
        "language": "da",
        "entry_sequence": 0,
        "created_at": moment("2018-10-01 10:00"),
        "changed_at": moment("2018-10-01 10:00"),
    }
    rows = [
        row
        | {
            "uid": f"{number:032}",
            "entry_uid": f"{number:032}",
            "seq": number + 1,
            "name": f"Anna {number:05}",
            "search_text": fold(f"Anna {number:05} Mercantec"),
            "sort_key": sort_key(f"Anna {number:05}"),
        }
        for number in range(size)
    ]
    db.session.execute(insert(Registration), rows)


@pytest.fixture
def crowded(kickoff, saved, at):
    """Somebody in each state, of different kinds, one of whom has come, and one who is there twice."""
    conference = kickoff(capacity=4)
    partner = saved(Partner(key="via", name="VIA", sort_key="via"))
    saved(PartnerSpelling(partner_id=partner.id, text="VIA", folded="via"))
    anna = register(conference, "Anna Sørensen", organisation="VIA", kind=Kind.PARTNER)
    register(conference, "Bo", kind=Kind.PRESS)
    carl = register(conference, "Carl")
    register(conference, "ANNA SOERENSEN", "anna2@skole.example", organisation="via")
    register(conference, "Erik")
    do(service.cancel, carl)
    saved(make_checkin_list(conference))
    saved(make_device(conference, token="phone"))
    at("2018-11-22 09:00")
    send("phone", scan(live_code(Purpose.TICKET, anna.uid)))
    return conference


def test_a_filter_finds_those_for_whom_all_of_it_is_so(crowded):
    everybody = ["ANNA SOERENSEN", "Anna Sørensen", "Bo", "Carl", "Erik"]
    asked = {
        "state=confirmed": ["ANNA SOERENSEN", "Anna Sørensen", "Bo"],
        "state=offered": ["Erik"],
        "state=cancelled": ["Carl"],
        "kind=press": ["Bo"],
        "partner=any": ["ANNA SOERENSEN", "Anna Sørensen"],
        "partner=via&kind=partner": ["Anna Sørensen"],
        "partner=nobody": [],
        "come=yes": ["Anna Sørensen"],
        "come=no&state=confirmed": ["ANNA SOERENSEN", "Bo"],
        "double=yes": ["ANNA SOERENSEN", "Anna Sørensen"],
        "double=yes&q=anna2": ["ANNA SOERENSEN"],
        "state=asleep&kind='&partner=Anna+Dam&come=perhaps&double=1": everybody,
    }

    filters = {said: Filter.read(dict(parse_qsl(said))) for said in asked}

    assert {said: names(service.search(crowded, wanted)) for said, wanted in filters.items()} == asked
    assert [Filter.read(wanted.words) for wanted in filters.values()] == list(filters.values())


def test_who_is_likely_there_twice_is_marked_until_one_place_is_given_up(crowded, at):
    at("2018-10-02 10:00")
    marked = [each.uid for each in service.search(crowded, Filter()).items if each.is_double]
    first, second = (service.get_registration(uid) for uid in marked)
    assert (listing.list_doubles(first), listing.list_doubles(second)) == ([second], [first])

    do(service.cancel, first)

    assert [each for each in service.search(crowded, Filter()).items if each.is_double] == []
    assert (listing.list_doubles(first), listing.list_doubles(second)) == ([], [])


def test_a_history_tells_what_was_done_what_was_written_and_what_was_read_at_the_door(crowded):
    (found,) = service.search(crowded, Filter.read({"come": "yes"})).items
    (ended,) = service.search(crowded, Filter.read({"state": "cancelled"})).items

    with force_locale("en"):
        anna, carl = (
            [moment.what for moment in history.history_of(service.get_registration(each.uid)).moments]
            for each in (found, ended)
        )

    form = "Filled in the registration form"
    assert set(anna) == {"Scanned, Main entrance: Welcome", form, "Registered, as no. 1", "Letter: Ticket"}
    assert set(carl) == {
        *(form, "Registered, as no. 3", "Letter: Ticket"),
        *("Place ended: by the person", "Letter: Cancellation"),
    }


def test_a_history_tells_of_offers_invitations_and_consents_taken_back(kickoff, at):
    conference = kickoff(capacity=1)
    (invited,) = do(invitations.invite, conference, [CLARA], Asked(date(2018, 11, 1), True))
    clara = do(
        answering.say_yes, invited, make_answers(CLARA.name, CLARA.email, photo_consent=True), language="da"
    )
    (bo,) = come(conference, "Bo")
    do(needs.choose, clara, photo=False, on_list=False)
    do(answering.say_no, invited)

    with force_locale("en"):
        told, bos = ({each.what for each in history.history_of(person).moments} for person in (clara, bo))

    assert {
        *("Was invited by the organisers", "Said no to the invitation"),
        *("Gave consent: Photos", "Took consent back: Photos"),
    } <= told
    assert "Was offered a seat" in bos


def test_a_history_forgets_the_no_to_an_invitation_that_was_withdrawn(kickoff):
    (invited,) = do(invitations.invite, kickoff(), [CLARA], Asked(date(2018, 11, 1), True))
    clara = do(answering.say_yes, invited, make_answers(CLARA.name, CLARA.email), language="da")
    do(answering.say_no, invited)
    do(invitations.withdraw, invited)

    with force_locale("en"):
        told = {each.what for each in history.history_of(clara).moments}

    assert "Was invited by the organisers" in told
    assert "Said no to the invitation" not in told


def test_what_a_filter_asks_for_is_said_in_words(app):
    wanted = {
        "state": "waiting",
        "kind": "press",
        "partner": listing.ANY_PARTNER,
        "come": "no",
        "double": "yes",
        "q": "Bo",
    }

    with app.app_context(), force_locale("en"):
        said = words.words_of(Filter.read(wanted), [])
        come_from = words.words_of(
            Filter.read({"come": "yes", "partner": "via"}), [Partner(key="via", name="VIA")]
        )

    assert [*said[2:], *come_from] == [
        *("from any partner", "has not come", "likely doubles", "“Bo”"),
        *("VIA", "has come"),
    ]
