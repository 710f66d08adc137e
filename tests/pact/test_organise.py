"""The organisers' pages of the pact."""

from datetime import date

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.pact import council, goals, service
from conference.pact.models import CouncilSeat, SeatKind, State
from conference.pact.rules import IndicatorFacts, Member, Task, Term
from tests.queries import queries

pytestmark = pytest.mark.usefixtures("deck")

MILESTONE = "/organise/milestones/kick-off"

#: Forms know nothing of a database, so one is enough for what they say.
on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def organiser(staff_client):
    return staff_client("organiser")


@pytest.fixture
def typed(app):
    """What the form of a milestone sends when nothing was touched, with some answers typed over."""

    def type_over(key="kick-off", **answers):
        with app.app_context():
            milestone = service.get_milestone(key)
            shown = {
                name: getattr(milestone, name) for name in ("title_da", "title_en", "text_da", "text_en")
            } | {
                "precision": "season",
                "year": "2018",
                "season": "autumn",
                "month": "9",
                "part": "primo",
                "day": "",
                "state": "planned",
                "done_on": "",
                "seen": str(milestone.sequence),
            }
        return shown | answers

    return type_over


def milestone_of(app, key="kick-off"):
    """What is known of it now: when, state, sequence."""
    with app.app_context():
        milestone = service.get_milestone(key)
        return milestone.when.words("en"), milestone.state, milestone.sequence


def acts(app):
    with app.app_context():
        return list(db.session.execute(select(AuditEntry.act, AuditEntry.by).order_by(AuditEntry.id)))


@pytest.fixture
def chair(app):
    """The uid of the chair's seat."""
    with app.app_context():
        return db.session.scalars(select(CouncilSeat.uid).filter_by(is_chair=True)).one()


@pytest.fixture
def member(app):
    with app.app_context(), transaction():
        return council.add_member(Member("Bo Holm", "Mercantec"), by="system").uid


@pytest.fixture
def task(app):
    with app.app_context(), transaction():
        return council.add_task(Task("Holde et møde", "Hold a meeting"), by="system").key


@pytest.fixture
def indicator(app):
    with app.app_context(), transaction():
        facts = IndicatorFacts("Optagne", "Admitted", "personer", "people", target=12.5)
        return goals.add_indicator("education", facts, by="system").uid


@on_one_database
@pytest.mark.parametrize("path", ["/organise/milestones", MILESTONE, "/organise/council", "/organise/goals"])
def test_only_organisers_come_in(client, staff_client, path):
    assert client.get(path).status_code == 302
    assert staff_client("door").get(path).status_code == 403


def test_every_page_stands_in_both_languages(organiser, chair, member, task, indicator):
    paths = [
        "milestones",
        "milestones/kick-off",
        "council",
        f"council/seats/{chair}",
        "council/members/new",
        f"council/members/{member}",
        "council/tasks/new",
        f"council/tasks/{task}",
        "goals",
        "goals/education/indicators/new",
        f"goals/indicators/{indicator}",
        f"goals/indicators/{indicator}/figures",
    ]

    answers = [organiser.get(f"{prefix}/organise/{path}") for path in paths for prefix in ("", "/en")]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@on_one_database
@pytest.mark.parametrize("path", ["milestones/x", "council/seats/x", "council/members/x", "council/tasks/x"])
def test_what_is_not_there_is_not_found(organiser, path):
    assert organiser.get(f"/organise/{path}").status_code == 404


def test_the_form_shows_what_is_there(organiser):
    page = organiser.get("/en/organise/milestones/education-fund-deadline").text

    assert 'checked id="is_deadline"' in page
    assert 'value="2018"' in page
    assert "Now: mid-September 2018, from 11 September 2018 to 20 September 2018." in page


def test_the_form_of_what_is_done_or_called_off_says_so(organiser, typed):
    organiser.post(MILESTONE, data=typed(state="cancelled"))
    typed_for = "education-fund-deadline"
    span = {"precision": "part", "part": "medio"}
    organiser.post(
        f"/organise/milestones/{typed_for}", data=typed(typed_for, state="done", done_on="2018-09-17", **span)
    )

    called_off, done = organiser.get(MILESTONE).text, organiser.get(f"/organise/milestones/{typed_for}").text

    assert '<input checked id="state-2" name="state" type="radio" value="cancelled">' in called_off
    assert '<input checked id="state-1" name="state" type="radio" value="done">' in done
    assert 'value="2018-09-17"' in done


def test_saving_untouched_changes_nothing(organiser, app, typed):
    answer = organiser.post(MILESTONE, data=typed())

    assert (answer.status_code, answer.location) == (303, "/organise/milestones#kick-off")
    assert milestone_of(app) == ("autumn 2018", State.PLANNED, 0)
    assert "pact.change_milestone" not in {act for act, _by in acts(app)}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"precision": "day", "day": "2018-11-22"}, "22 November 2018"),
        ({"precision": "part", "month": "11", "part": "medio"}, "mid-November 2018"),
        ({"precision": "month", "month": "11"}, "November 2018"),
        ({"precision": "season", "season": "winter"}, "winter 2018/19"),
    ],
)
def test_a_milestone_is_moved_to_a_date_of_each_precision(organiser, app, typed, answers, words):
    organiser.post(MILESTONE, data=typed(**answers))

    assert milestone_of(app) == (words, State.PLANNED, 1)
    assert "earlier: autumn 2018" in organiser.get("/en/organise/milestones").text


def test_the_change_is_written_down_with_who_made_it(organiser, app, typed):
    organiser.post(MILESTONE, data=typed(title_da="Kick-off"))

    act, by = acts(app)[-1]
    assert act == "pact.change_milestone"
    assert by.startswith("staff:")


def test_the_editor_sees_which_days_the_words_cover_before_saving(organiser, app, typed):
    answer = organiser.post(
        f"/en{MILESTONE}", data=typed(precision="part", month="11", part="ultimo", look="yes")
    )

    assert answer.status_code == 200
    assert "“late November 2018” covers the days from 21 November 2018 to 30 November 2018." in answer.text
    assert milestone_of(app)[2] == 0


def test_a_milestone_is_marked_done_today_unless_another_day_is_given(staff_client, app, typed, at):
    at("2018-07-02 09:00")
    organiser = staff_client("organiser")
    organiser.post(MILESTONE, data=typed(state="done"))
    with app.app_context():
        assert service.get_milestone("kick-off").done_on == date(2018, 7, 2)

    organiser.post(MILESTONE, data=typed(state="done", done_on="2018-06-30"))

    with app.app_context():
        assert service.get_milestone("kick-off").done_on == date(2018, 6, 30)


def test_a_milestone_is_cancelled_and_planned_again(organiser, app, typed):
    organiser.post(MILESTONE, data=typed(state="cancelled"))
    assert milestone_of(app) == ("autumn 2018", State.CANCELLED, 1)

    organiser.post(MILESTONE, data=typed())

    assert milestone_of(app) == ("autumn 2018", State.PLANNED, 2)


def test_a_milestone_may_concern_some_alone(organiser, app, typed):
    organiser.post(MILESTONE, data=typed(areas=["informatik", "nowhere"], partners=["ida", "dania"]))

    with app.app_context():
        milestone = service.get_milestone("kick-off")
        assert [area.key for area in milestone.areas] == ["informatik"]
        assert [partner.key for partner in milestone.partners] == ["dania", "ida"]


@on_one_database
@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"title_da": " "}, "Write the title in Danish."),
        ({"title_en": "x" * 201}, "Use at most 200 characters."),
        ({"precision": "day", "day": ""}, "Choose the day."),
        ({"precision": "day", "day": "22.11"}, "Write the day with year, month and day, as in 2018-11-22."),
        ({"day": "9999-12-31"}, "Write the day with year, month and day, as in 2018-11-22."),
        ({"day": "0201-11-22"}, "Write the day with year, month and day, as in 2018-11-22."),
        ({"year": ""}, "Write the year."),
        ({"year": "18"}, "Write a year with four digits, as in 2018."),
        ({"precision": "week"}, "Choose one of the answers."),
        ({"precision": "month", "month": "13"}, "Choose one of the answers."),
        (
            {"state": "done", "done_on": "2090-01-01"},
            "A milestone cannot be done on a day that has not come yet.",
        ),
    ],
)
def test_what_cannot_be_understood_is_told_and_nothing_typed_is_lost(
    organiser, app, typed, answers, sentence
):
    answer = organiser.post(f"/en{MILESTONE}", data=typed(text_da="Nyt & bedre") | answers)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Nyt &amp; bedre" in answer.text
    assert milestone_of(app)[2] == 0


def test_an_edit_of_something_that_changed_meanwhile_is_refused(organiser, app, typed):
    first, second = typed(title_da="Et"), typed(title_da="To")
    organiser.post(MILESTONE, data=first)

    answer = organiser.post(f"/en{MILESTONE}", data=second)

    assert answer.status_code == 409
    assert "Somebody else has just changed this milestone." in answer.text
    with app.app_context():
        assert service.get_milestone("kick-off").title_da == "Et"


def test_fields_that_the_form_does_not_have_are_ignored(organiser, app, typed):
    organiser.post(MILESTONE, data=typed(sequence="7", uid="x", created_at="2000-01-01", id="99"))

    assert milestone_of(app) == ("autumn 2018", State.PLANNED, 0)


def test_another_site_cannot_change_a_milestone(organiser, app, typed):
    evil = {"Sec-Fetch-Site": "cross-site"}

    answer = organiser.post(MILESTONE, data=typed(title_da="Ondt"), headers=evil)

    assert answer.status_code == 403
    assert milestone_of(app)[2] == 0


def test_a_seat_is_given_and_freed(organiser, app, chair):
    path = f"/organise/council/seats/{chair}"
    term = {"person": " Anna  Sørensen ", "term_from": "2018-08-01", "term_until": ""}
    organiser.post(path, data=term)
    with app.app_context():
        seat = council.get_seat(chair)
        assert (seat.person, seat.term_from, seat.term_until) == ("Anna Sørensen", date(2018, 8, 1), None)

    organiser.post(f"{path}/vacate")

    with app.app_context():
        seat = council.get_seat(chair)
        assert (seat.person, seat.term_from, seat.term_until) == (None, None, None)
    assert [act for act, _by in acts(app)][-2:] == ["pact.appoint", "pact.vacate"]


def test_no_name_of_a_councillor_is_in_the_audit(organiser, app, chair):
    organiser.post(f"/organise/council/seats/{chair}", data={"person": "Anna Sørensen"})

    with app.app_context():
        assert db.session.scalars(select(AuditEntry).filter_by(act="pact.appoint")).one().detail == {}


def test_a_term_does_not_end_before_it_begins(organiser, app, chair):
    backwards = {"person": "Anna", "term_from": "2018-08-02", "term_until": "2018-08-01"}

    answer = organiser.post(f"/en/organise/council/seats/{chair}", data=backwards)

    assert answer.status_code == 422
    assert "The term ends before it begins. Check the two dates." in answer.text
    with app.app_context():
        assert council.get_seat(chair).person is None


@on_one_database
def test_a_seat_needs_a_name(organiser, chair):
    answer = organiser.post(
        f"/en/organise/council/seats/{chair}", data={"person": "", "term_from": "2018-08-02"}
    )

    assert answer.status_code == 422
    assert "Write the name of the person." in answer.text
    assert 'value="2018-08-02"' in answer.text


def test_the_secretariats_people_come_change_and_go(organiser, app):
    def people():
        with app.app_context():
            return [(row.uid, row.person, row.organisation) for row in council.list_members()]

    organiser.post("/organise/council/members/new", data={"person": "Bo", "organisation": "IDA"})
    [(uid, *_said)] = people()
    organiser.post(f"/organise/council/members/{uid}", data={"person": "Bo Holm", "organisation": "Dania"})
    assert people() == [(uid, "Bo Holm", "Dania")]

    organiser.post(f"/organise/council/members/{uid}/remove")

    assert people() == []


def test_the_secretariats_tasks_come_change_and_go(organiser, app):
    def tasks():
        with app.app_context():
            return [(row.key, row.text_en) for row in council.list_tasks()]

    organiser.post("/organise/council/tasks/new", data={"text_da": "Mødes", "text_en": "Meet"})
    key, text = tasks()[-1]
    assert (len(tasks()), text) == (3, "Meet")
    organiser.post(f"/organise/council/tasks/{key}", data={"text_da": "Mødes", "text_en": "Meet twice"})
    assert tasks()[-1] == (key, "Meet twice")

    organiser.post(f"/organise/council/tasks/{key}/remove")

    assert len(tasks()) == 2


def test_an_indicator_gets_a_target_and_yearly_figures(organiser, app):
    named = {"name_da": "Optagne", "name_en": "Admitted", "unit_da": "personer", "unit_en": "people"}
    organiser.post("/organise/goals/education/indicators/new", data=named)
    with app.app_context():
        uid = goals.list_goals()[0].indicators[0].uid
    organiser.post(f"/organise/goals/indicators/{uid}", data=named | {"target": "4000,5"})
    for year, value in (("2018", "3100"), ("2017", "2900.25"), ("2018", "3150")):
        organiser.post(f"/organise/goals/indicators/{uid}/figures", data={"year": year, "value": value})

    with app.app_context():
        indicator = goals.get_indicator(uid)
        assert indicator.target == 4000.5
        assert [(row.year, row.value) for row in indicator.measurements] == [(2017, 2900.25), (2018, 3150.0)]


def test_a_figure_and_an_indicator_are_taken_away(organiser, app, indicator):
    path = f"/organise/goals/indicators/{indicator}"
    organiser.post(f"{path}/figures", data={"year": "2018", "value": "1"})
    organiser.post(f"{path}/figures/2018/remove")
    with app.app_context():
        assert goals.get_indicator(indicator).measurements == []
    organiser.post(f"{path}/figures", data={"year": "2018", "value": "1"})

    organiser.post(f"{path}/remove")

    assert organiser.get(path).status_code == 404


@on_one_database
@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"year": "", "value": "1"}, "Write the year."),
        ({"year": "2018", "value": ""}, "Write the figure."),
        ({"year": "MMXVIII", "value": "1"}, "Write a year with four digits, as in 2018."),
        ({"year": "2018", "value": "mange"}, "Write a number, as in 1250 or 12,5."),
        ({"year": "2018", "value": "nan"}, "Write a number, as in 1250 or 12,5."),
        ({"year": "2018", "value": "1e999"}, "Write a number, as in 1250 or 12,5."),
    ],
)
def test_a_figure_that_is_none_is_told(organiser, indicator, answers, sentence):
    answer = organiser.post(f"/en/organise/goals/indicators/{indicator}/figures", data=answers)

    assert answer.status_code == 422
    assert sentence in answer.text


@on_one_database
def test_a_target_is_shown_as_it_is_written_in_each_language(organiser, indicator):
    danish = organiser.get(f"/organise/goals/indicators/{indicator}").text
    english = organiser.get(f"/en/organise/goals/indicators/{indicator}").text

    assert 'value="12,5"' in danish
    assert 'value="12.5"' in english


def test_the_council_is_listed_in_a_fixed_number_of_queries(organiser, app):
    with app.app_context(), transaction():
        kind = db.session.scalars(select(SeatKind).filter_by(key="kommunerne")).one()
        for seat in kind.seats:
            council.appoint(seat.uid, Term("Anna"), by="system")

    with queries("SELECT") as counted:
        organiser.get("/organise/council")

    about_the_pact = [statement for statement in counted if "seat" in statement or "secretariat" in statement]
    assert len(about_the_pact) == 4
