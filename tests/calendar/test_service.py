import icalendar
import pytest

from conference.calendar import service
from conference.calendar.ical import Method
from conference.registration.models import State
from tests.calendar.readers import lines_of, read_with_ical_js, values_of
from tests.factories import make_conference, make_registration, moment

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def place(saved):
    """Anna's seat at the kick-off."""
    conference = make_conference(
        title_da="Kick-off konference",
        summary_da="Pagten begynder.",
        summary_en="The pact begins.",
        way_da="Bus 2A.",
    )
    return saved(make_registration(conference, entry_sequence=3))


def test_an_attendee_gets_the_hours_and_the_place_as_an_entry_that_is_already_accepted(place):
    data = service.entry_of(place, Method.REQUEST)

    (event,) = icalendar.Calendar.from_ical(data).events
    assert values_of(data, "METHOD") == ["REQUEST"]
    assert (event["uid"], event["sequence"], event["status"]) == (place.entry_uid, 3, "CONFIRMED")
    assert (event.start, event.end) == (moment("2018-11-22 09:00"), moment("2018-11-22 16:00"))
    assert event["summary"] == "Kick-off konference"
    assert event["location"] == "Salen, Gaden 1, 8000 Aarhus C"
    assert event["description"] == "Pagten begynder.\nDørene åbner kl.\N{NO-BREAK SPACE}08.30.\nBus 2A."
    assert event["url"] == "http://localhost/kickoff2018/"
    assert event["organizer"] == "mailto:teknologipagt@localhost"
    assert event["organizer"].params["CN"] == "Midtjysk teknologipagt"
    assert event["attendee"] == f"mailto:{place.email}"
    assert (event["attendee"].params["PARTSTAT"], event["attendee"].params["RSVP"]) == ("ACCEPTED", "FALSE")


def test_who_cancels_has_the_entry_taken_out_of_the_calendar(place):
    place.state = State.CANCELLED

    data = service.entry_of(place, Method.CANCEL)

    (event,) = read_with_ical_js(data)["events"]
    assert values_of(data, "METHOD") == ["CANCEL"]
    assert (event["uid"], event["status"]) == (place.entry_uid, "CANCELLED")


def test_an_entry_to_download_names_nobody(place):
    data = service.entry_of(place)

    assert place.name not in data.decode()
    assert not [line for line in lines_of(data) if line.startswith(("METHOD", "ATTENDEE", "ORGANIZER"))]


def test_an_entry_speaks_the_language_of_its_attendee(place):
    place.language = "en"

    data = service.entry_of(place)

    assert values_of(data, "DESCRIPTION") == ["The pact begins.\\nThe doors open at 08:30."]
    assert values_of(data, "URL") == ["http://localhost/en/kickoff2018/"]


def test_a_place_that_is_not_sure_yet_is_tentative(place):
    place.state = State.OFFERED

    (event,) = read_with_ical_js(service.entry_of(place))["events"]

    assert (event["status"], event["transp"]) == ("TENTATIVE", "TRANSPARENT")
