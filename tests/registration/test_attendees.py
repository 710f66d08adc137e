"""The list of attendees, as organisers search it."""

import pytest
from sqlalchemy import insert

from conference.db import db
from conference.names import fold, sort_key
from conference.registration import service
from conference.registration.attendees import listing
from conference.registration.attendees.listing import Filter
from conference.registration.models import Registration
from tests.factories import make_conference, moment
from tests.registration.conftest import come, do, register


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
