"""The conferences themselves: which one is next, and what its date does to the pact."""

from datetime import date

import pytest

from conference import credentials
from conference.config import PACKAGE
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.pact import service as pacts
from conference.registration import rules, service
from conference.registration.conferences import rules as conference_rules
from conference.registration.conferences import service as conferences
from conference.registration.models import State
from tests.factories import make_conference, make_registration, moment
from tests.registration.conftest import come, do, letters, states
from tests.registration.test_waiting import settings_of


def on_day(day):
    """The kick-off's hours on another day."""
    hours = {"doors_at": "08:30", "starts_at": "09:00", "ends_at": "16:00"}
    return {name: moment(f"{day} {hour}") for name, hour in hours.items()}


@pytest.fixture
def year_after_year(database, saved):
    """Kick-offs of three years, and one that nobody may see yet."""
    for year in (2018, 2019, 2020):
        saved(make_conference(slug=f"kickoff{year}", **on_day(f"{year}-11-22")))
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


def test_one_that_is_called_off_is_the_present_one_while_nothing_else_is_to_come(database, saved, at):
    at("2018-10-01 10:00")
    saved(make_conference(slug="lastyear", **on_day("2017-11-22")))
    off = saved(make_conference(called_off_at=moment("2018-09-30 10:00")))
    alone = service.find_current_conference()
    saved(make_conference(slug="spring", **on_day("2019-04-04")))

    assert (alone, service.find_current_conference().slug) == (off, "spring")


def test_an_archived_conference_is_nobodys_present(database, saved, at):
    at("2018-10-01 10:00")
    saved(make_conference(archived_at=moment("2018-09-30 10:00")))

    assert service.find_current_conference() is None


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
    later = settings_of(conference, **on_day("2018-11-29"))
    do(service.change_conference, conference, later, by="staff:test")

    assert pacts.get_milestone(key).when.words("da") == "29. november 2018"
    assert [date.when.words("da") for date in pacts.get_milestone(key).earlier] == [
        "efteråret 2018",
        "22. november 2018",
    ]


def test_the_milestone_of_a_conference_waits_until_everybody_may_see_the_day(kickoff):
    model = settings_of(kickoff(), is_published=False)
    do(pacts.load, PACKAGE / "pact" / "teknologipagt.toml")
    key = next(each.key for each in pacts.list_milestones() if each.when.words("da") == "efteråret 2018")

    conference = do(service.create_conference, "kickoff", model, milestone_key=key)
    before = pacts.get_milestone(key).when.words("da")
    do(conferences.publish, conference, by="staff:test")

    assert (before, pacts.get_milestone(key).when.words("da")) == ("efteråret 2018", "22. november 2018")
    assert key not in [milestone.key for milestone in conferences.list_milestones()]
    assert do(conferences.publish, conference, by="staff:test") is False


def test_a_copy_keeps_the_danish_hours_across_the_change_of_the_clocks(kickoff):
    conference = kickoff()

    copy = conference_rules.copied(
        conference_rules.settings_of(conference), day=date(2019, 5, 23), title_da="Anden", title_en="Second"
    )

    assert (copy.starts_at, copy.ends_at) == (moment("2019-05-23 09:00"), moment("2019-05-23 16:00"))
    assert (copy.opens_at, copy.closes_at) == (moment("2019-03-02 09:00"), moment("2019-05-16 23:59"))
    assert (copy.venue, copy.title_da, copy.is_published) == ("Salen", "Anden", False)


def test_an_hour_that_the_clocks_skip_is_the_next_one():
    moved = conference_rules.shifted(moment("2019-03-30 02:30"), 1)

    assert moved == moment("2019-03-31 03:30")


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("kickoff2018", "kickoff2019"),
        ("Kick-off 2018", "Kick-off 2019"),
        ("Kick-off", "Kick-off"),
        ("12018", "12018"),
    ],
)
def test_next_years_name_is_suggested_where_this_years_has_a_year(text, following):
    assert conference_rules.of_next_year(text) == following


def test_a_conference_is_not_put_where_another_page_is(kickoff):
    model = settings_of(kickoff())

    with pytest.raises(rules.SlugTaken):
        do(service.create_conference, "partners", model)


def test_a_conference_begins_unseen_when_its_settings_say_so(kickoff):
    model = settings_of(kickoff(), is_published=False)

    conference = do(service.create_conference, "kickoff2019", model)

    assert (conference.published_at, conference.pool.capacity) == (None, 2)


@pytest.mark.parametrize(("now", "told"), [("2018-11-22 15:00", 1), ("2018-11-23 09:00", 0)])
def test_another_place_is_told_also_while_the_page_is_hidden_but_not_when_all_is_over(
    kickoff, saved, at, now, told
):
    conference = kickoff(published_at=None)
    saved(make_registration(conference))
    at(now)

    do(service.change_conference, conference, settings_of(conference, venue="Loftet"), by="staff:test")

    assert len(letters()) == told


def test_a_place_without_an_address_is_cancelled_without_a_letter(kickoff, saved):
    place = saved(make_registration(kickoff(), email=None, email_folded=None))

    do(service.cancel, place)

    assert (states(place.conference), letters()) == ([State.CANCELLED], [])


def test_who_has_no_link_any_more_has_no_page(kickoff):
    (anna,) = come(kickoff(), "Anna")
    do(credentials.stop, Purpose.OWN, anna.uid)

    with pytest.raises(NotFound):
        service.own_code(anna)


def test_an_offer_does_not_outlast_a_start_that_is_earlier_now(kickoff, at):
    conference = kickoff(capacity=1)
    anna, bo = come(conference, "Anna", "Bo")
    at("2018-11-21 20:00")
    do(service.cancel, anna)
    before = bo.offer_until

    hours = {"doors_at": moment("2018-11-22 07:30"), "starts_at": moment("2018-11-22 08:00")}
    do(service.change_conference, conference, settings_of(conference, **hours), by="staff:1")

    db.session.refresh(bo)
    assert (before, bo.offer_until) == (moment("2018-11-22 08:00"), moment("2018-11-22 07:00"))
