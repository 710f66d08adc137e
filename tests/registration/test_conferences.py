"""The conferences themselves: which one is next, and what its date does to the pact."""

import pytest

from conference import credentials
from conference.config import PACKAGE
from conference.credentials import Purpose
from conference.errors import NotFound
from conference.pact import service as pacts
from conference.registration import rules, service
from conference.registration.models import State
from tests.factories import make_conference, make_registration, moment
from tests.registration.conftest import come, do, letters, states
from tests.registration.test_waiting import settings_of


@pytest.fixture
def year_after_year(database, saved):
    """Kick-offs of three years, and one that nobody may see yet."""
    for year in (2018, 2019, 2020):
        day = f"{year}-11-22"
        saved(
            make_conference(
                slug=f"kickoff{year}",
                doors_at=moment(f"{day} 08:30"),
                starts_at=moment(f"{day} 09:00"),
                ends_at=moment(f"{day} 16:00"),
            )
        )
    saved(make_conference(slug="secret", published_at=None))


@pytest.mark.parametrize(
    ("wall", "slug"),
    [
        ("2018-06-01 12:00", "kickoff2018"),
        ("2018-11-22 15:00", "kickoff2018"),
        ("2018-11-22 17:00", "kickoff2019"),
        ("2020-11-22 17:00", "kickoff2020"),
        ("2030-01-01 12:00", "kickoff2020"),
    ],
)
def test_the_present_conference_is_on_or_next_or_else_the_last(year_after_year, at, wall, slug):
    at(wall)

    assert service.find_current_conference().slug == slug


def test_before_the_first_conference_there_is_none(database):
    assert service.find_current_conference() is None


def test_the_latest_conference_stands_first(year_after_year):
    slugs = [conference.slug for conference in service.list_conferences()]

    assert slugs == ["kickoff2020", "kickoff2019", "kickoff2018", "secret"]


def test_a_conference_that_nobody_may_see_is_found_by_staff_alone(year_after_year):
    assert service.get_conference("secret").slug == "secret"
    with pytest.raises(NotFound):
        service.get_public_conference("secret")


def test_setting_the_date_makes_the_pacts_milestone_exact_and_moving_it_moves_it(kickoff):
    model = settings_of(kickoff())
    do(pacts.load, PACKAGE / "pact" / "teknologipagt.toml")
    key = next(each.key for each in pacts.list_milestones() if each.when.words("da") == "efteråret 2018")

    conference = do(service.create_conference, "kickoff", model, milestone_key=key)
    assert pacts.get_milestone(key).when.words("da") == "22. november 2018"
    later = settings_of(
        conference,
        doors_at=moment("2018-11-29 08:30"),
        starts_at=moment("2018-11-29 09:00"),
        ends_at=moment("2018-11-29 16:00"),
    )
    do(service.change_conference, conference, later, by="staff:test")

    assert pacts.get_milestone(key).when.words("da") == "29. november 2018"
    assert [date.when.words("da") for date in pacts.get_milestone(key).earlier] == [
        "efteråret 2018",
        "22. november 2018",
    ]


def test_a_conference_is_not_put_where_another_page_is(kickoff):
    model = settings_of(kickoff())

    with pytest.raises(rules.SlugTaken):
        do(service.create_conference, "partners", model)


def test_a_conference_begins_unseen_when_its_settings_say_so(kickoff):
    model = settings_of(kickoff(), is_published=False)

    conference = do(service.create_conference, "kickoff2019", model)

    assert (conference.published_at, conference.pool.capacity) == (None, 2)


def test_a_place_without_an_address_is_cancelled_without_a_letter(kickoff, saved):
    place = saved(make_registration(kickoff(), email=None, email_folded=None))

    do(service.cancel, place)

    assert (states(place.conference), letters()) == ([State.CANCELLED], [])


def test_who_has_no_link_any_more_has_no_page(kickoff):
    (anna,) = come(kickoff(), "Anna")
    do(credentials.stop, Purpose.OWN, anna.uid)

    with pytest.raises(NotFound):
        service.own_code(anna)
