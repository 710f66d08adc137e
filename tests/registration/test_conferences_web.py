"""The organisers' conferences: made, copied, looked at, published, moved, called off, put away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference import clock
from conference.audit.models import AuditEntry
from conference.db import transaction
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import Conference, Registration
from tests.factories import make_answers, make_conference
from tests.queries import queries
from tests.registration.test_organise import filled, read

BOARD = "/organise/conferences"
HOURS = {"doors": "08:30", "starts": "09:00", "ends": "16:00", "venue": "Salen", "address": "Gaden 1"}


def in_days(days):
    return (clock.to_local(clock.real_now()) + timedelta(days=days)).date()


@pytest.fixture
def kickoff(saved):
    """A conference a month ahead: staff sessions live by the machine's clock."""
    now = clock.real_now().replace(second=0, microsecond=0)
    return saved(
        make_conference(
            capacity=2,
            opens_at=now - timedelta(days=9),
            closes_at=now + timedelta(days=9),
            doors_at=now + timedelta(days=30),
            starts_at=now + timedelta(days=30, hours=1),
            ends_at=now + timedelta(days=30, hours=2),
        )
    )


@pytest.fixture
def anna(app, kickoff):
    """The code of Anna's own page."""
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        return service.own_code(service.register(conference, make_answers("Anna"), language="da"))


def test_next_years_conference_is_a_copy_that_nobody_sees_before_it_is_published(
    app, client, staff_client, kickoff
):
    staff, day = staff_client(), in_days(400)
    suggested = staff.get("/organise/kickoff2018/copy").text
    assert 'value="kickoff2019"' in suggested

    copy = {"slug": "kickoff2019", "title_da": "Anden", "title_en": "Second", "day": day.isoformat()}
    done = staff.post("/organise/kickoff2018/copy", data=copy)

    assert done.location == "/organise/kickoff2019/settings?made="
    made = staff.get(f"/en{done.location}").text
    assert "Only organisers see it." in made
    assert '<option selected value="no">Organisers alone' in made
    with app.app_context():
        made = service.get_conference("kickoff2019")
        assert (made.venue, made.pool.capacity, clock.to_local(made.starts_at).date()) == ("Salen", 2, day)
    assert client.get("/kickoff2019/").status_code == 404
    for page in ("", "/practical", "/register", "/register/party"):
        assert "Second" in staff.get(f"/en/organise/kickoff2019/preview{page}").text
    typed = {"name": "Eva", "email": "eva@skole.example", "kind": "attendee"}
    tried = staff.post("/en/organise/kickoff2019/preview/register", data=typed)
    assert "Nothing has been saved" in tried.text
    assert staff.post("/organise/kickoff2019/publish").status_code == 303
    assert client.get("/kickoff2019/").status_code == 200


@pytest.mark.parametrize("slug", ["kickoff2018", "partners", "Kick off", "x"])
def test_a_copy_at_an_address_that_cannot_be_is_refused_and_keeps_what_was_typed(staff_client, kickoff, slug):
    typed = {"slug": slug, "title_da": "Anden dag", "title_en": "Second", "day": in_days(400).isoformat()}

    answer = staff_client().post("/en/organise/kickoff2018/copy", data=typed)

    assert (answer.status_code, "<title>Error:" in answer.text, "Anden dag" in answer.text) == (
        422,
        True,
        True,
    )


def test_a_conference_is_made_from_nothing(app, staff_client, database_kind):
    day = in_days(200).isoformat()
    asked = {
        "title_da": "Møde",
        "title_en": "Meeting",
        "venue": "Salen",
        "address": "Gaden 1",
        "capacity": "50",
    }
    hours = {"doors_at": f"{day}T08:30", "starts_at": f"{day}T09:00", "ends_at": f"{day}T12:00"}
    open_ = {"opens_at": f"{in_days(1)}T08:00", "closes_at": f"{in_days(190)}T12:00"}
    staff = staff_client()

    wrong = staff.post(
        f"{BOARD}/new", data=asked | hours | open_ | {"slug": "meeting", "milestone_key": "no"}
    )
    done = staff.post(f"{BOARD}/new", data=asked | hours | open_ | {"slug": "meeting"})

    assert (wrong.status_code, done.status_code) == (422, 303)
    assert read(app, select(Conference.slug, Conference.published_at)) == [("meeting", None)]
    assert "Only for organisers" in staff.get(f"/en{BOARD}").text


def test_one_press_moves_a_conference_and_every_page_says_so(app, client, staff_client, anna):
    staff, new = staff_client(), HOURS | {"day": in_days(60).isoformat(), "notice_da": "Salen er optaget."}
    move = "/organise/kickoff2018/move"
    with app.app_context():
        seen = service.get_conference("kickoff2018").version

    looked = staff.post(f"/en{move}", data=new)
    before = read(app, select(Conference.moved_at))
    again = staff.post(f"/en{move}", data=new | {"seen": seen, "look": "again"})
    blind = staff.post(move, data=new | {"press": "yes"})
    done = staff.post(move, data=new | {"seen": seen, "press": "yes"})

    assert "Move it, and send 1 letter" in looked.text
    assert (before, "Salen er optaget." in again.text) == ([(None,)], True)
    assert (blind.status_code, done.status_code) == (409, 303)
    assert 'href="/organise/kickoff2018/releases"' in staff.get(done.location).text
    for page in ("/", "/practical", "/register", "/programme"):
        assert "Salen er optaget." in client.get(f"/kickoff2018{page}").text
    assert "Salen er optaget." in client.get(f"/r/{anna}").text
    assert "Moved from" in client.get("/en/").text
    assert read(app, select(Letter.name).order_by(Letter.id))[1:] == [("registration.moved",)]


def test_one_press_calls_a_conference_off_and_nobody_can_register(app, client, staff_client, anna):
    staff, call_off = staff_client(), "/organise/kickoff2018/call-off"
    with app.app_context():
        seen = service.get_conference("kickoff2018").version

    looked = staff.post(f"/en{call_off}", data={"notice_en": "Too few could come."})
    done = staff.post(call_off, data={"notice_en": "Too few could come.", "seen": seen, "press": "yes"})

    assert "Call it off, and send 1 letter" in looked.text
    assert "1 person gets the letter in Danish. Write the words in Danish too." in looked.text
    assert done.status_code == 303
    for page in ("/", "/kickoff2018/", "/kickoff2018/register", f"/r/{anna}"):
        told = client.get(f"/en{page}").text
        assert ("Too few could come." in told, "been called off" in told, 'name="form_key"' in told) == (
            True,
            True,
            False,
        )
    assert staff.post(call_off, data={"seen": seen, "press": "yes"}).status_code == 409
    for page in (call_off, "/organise/kickoff2018/move"):
        refused = staff.get(f"/en{page}")
        assert (refused.status_code, "Back to the conferences" in refused.text) == (409, True)
    home, people = staff.get("/en/organise/").text, staff.get("/en/organise/kickoff2018/attendees").text
    assert ("days to go" in home, "Print badges" in home, "Add somebody" in people) == (False, False, False)
    [(uid,)] = read(app, select(Registration.uid))
    person = staff.get(f"/en/organise/kickoff2018/attendees/{uid}").text
    assert ("Hand the seat over" in person, "Cancel this place" in person) == (False, False)
    assert "Called off" in staff.get(f"/en{BOARD}").text
    acts = select(AuditEntry.act).where(AuditEntry.act.like("conference.%"))
    assert read(app, acts) == [("conference.call_off",)]


@pytest.mark.parametrize("is_published", ["yes", "no"])
def test_another_day_is_no_setting_once_people_know_of_the_conference(app, staff_client, anna, is_published):
    staff = staff_client()
    page = "/organise/kickoff2018/settings"
    staff.post(page, data=filled(staff) | {"is_published": is_published})
    before = read(app, select(Conference.starts_at))
    day = in_days(60)
    hours = {"doors_at": f"{day}T08:30", "starts_at": f"{day}T09:00", "ends_at": f"{day}T16:00"}

    answer = staff.post(f"/en{page}", data=filled(staff) | hours)

    assert (answer.status_code, "Move the conference instead" in answer.text) == (422, True)
    assert read(app, select(Conference.starts_at)) == before


@pytest.mark.parametrize(
    "wrong",
    [{"day": ""}, {"starts": "08:00"}, {"ends": "08:45"}, {"doors": "soon"}, {"notice_da": "A" * 1001}],
)
def test_a_move_that_cannot_be_is_shown_and_not_done(app, staff_client, kickoff, wrong):
    new = HOURS | {"day": in_days(60).isoformat(), "press": "yes"}

    answer = staff_client().post("/en/organise/kickoff2018/move", data=new | wrong)

    assert (answer.status_code, "<title>Error:" in answer.text) == (422, True)
    assert read(app, select(Conference.moved_at)) == [(None,)]


def test_only_what_is_over_is_archived_and_then_leaves_the_front_page(
    app, client, staff_client, kickoff, saved
):
    staff = staff_client()
    day = clock.real_now() - timedelta(days=30)
    over = {"doors_at": day, "starts_at": day, "ends_at": day + timedelta(hours=1)}
    saved(make_conference(slug="lastyear", title_en="Last year", **over))

    refused, done = (staff.post(f"/en/organise/{slug}/archive") for slug in ("kickoff2018", "lastyear"))

    assert (refused.status_code, done.status_code) == (409, 303)
    assert "1 archived conference" in staff.get(f"/en{BOARD}").text
    assert client.get("/lastyear/").status_code == 200
    staff.post("/organise/lastyear/take-out")
    assert "archived conference" not in staff.get(f"/en{BOARD}").text


def test_the_list_of_conferences_asks_the_same_however_many_there_are(staff_client, kickoff, saved):
    client, counts = staff_client(), []
    for slug in ("another", "athird"):
        client.get(BOARD)
        with queries() as asked:
            client.get(BOARD)
        counts.append(len(asked))
        saved(make_conference(slug=slug))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "path", [BOARD, f"{BOARD}/new", "/organise/kickoff2018/copy", "/organise/kickoff2018/preview"]
)
def test_only_organisers_come_here(client, staff_client, kickoff, path):
    assert client.get(path).location.startswith("/organise/sign-in?")
    assert staff_client("programme").get(path).status_code == 403


def test_a_button_pressed_twice_is_written_down_once(app, staff_client, saved):
    last_year = clock.real_now() - timedelta(days=365)
    names = ("opens_at", "closes_at", "doors_at", "starts_at", "ends_at")
    times = {name: last_year + timedelta(hours=hour) for hour, name in enumerate(names)}
    saved(make_conference(slug="kickoff2017", published_at=None, **times))
    staff, twice = staff_client(), range(2)

    for deed in ("publish", "archive", "take-out"):
        answers = [staff.post(f"/organise/kickoff2017/{deed}").status_code for _ in twice]
        assert (deed, answers) == (deed, [303, 303])

    acts = [f"conference.{act}" for act in ("publish", "archive", "take_out")]
    query = select(AuditEntry.act).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.id)
    assert read(app, query) == [(act,) for act in acts]


def test_two_conferences_do_not_share_an_address(staff_client, kickoff):
    staff = staff_client()
    times = {"doors_at": "T08:30", "starts_at": "T09:00", "ends_at": "T12:00", "closes_at": "T08:00"}
    typed = {name: f"{in_days(200)}{hour}" for name, hour in times.items()} | {
        "opens_at": f"{in_days(1)}T08:00"
    }
    words = {
        "title_da": "Møde",
        "title_en": "Meeting",
        "venue": "Salen",
        "address": "Gaden 1",
        "capacity": "50",
    }

    refused = staff.post(f"/en{BOARD}/new", data=typed | words | {"slug": "kickoff2018"})

    assert (refused.status_code, "There is a conference at kickoff2018 already." in refused.text) == (
        422,
        True,
    )


def test_the_words_about_an_end_are_asked_for_and_may_be_written_again(staff_client, kickoff):
    staff, call_off = staff_client(), "/organise/kickoff2018/call-off"

    long, again = (
        staff.post(call_off, data=said)
        for said in ({"notice_da": "a" * 5_000}, {"notice_da": "For få kunne komme.", "look": "yes"})
    )

    assert (long.status_code, again.status_code) == (422, 200)
    assert "For få kunne komme." in again.text
