"""Loading the pact's facts: what comes in, what is corrected, what is left to people."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from conference.audit.models import AuditEntry
from conference.db import Base, db, transaction
from conference.pact import council, service
from conference.pact.models import (
    CouncilSeat,
    Fact,
    FocusArea,
    Goal,
    Milestone,
    Partner,
    PreProjectMember,
    SeatKind,
    SecretariatTask,
    area_partner,
)
from conference.pact.plan import WrongFile
from conference.pact.rules import Term
from tests.pact.conftest import DECK

pytestmark = pytest.mark.usefixtures("database", "deck")


def count(table: type[Base] | object) -> int | None:
    return db.session.scalar(select(func.count()).select_from(table))


def load(path: Path = DECK, *, overwrite: bool = False) -> service.LoadReport:
    with transaction():
        return service.load(path, overwrite=overwrite)


@pytest.fixture
def corrected(tmp_path: Path):
    """The deck's file with one thing written otherwise."""

    def correct(before: str, after: str) -> Path:
        text = DECK.read_text("utf-8")
        assert before in text
        path = tmp_path / "corrected.toml"
        path.write_text(text.replace(before, after, 1), "utf-8")
        return path

    return correct


def test_every_fact_of_the_deck_is_there():
    assert {
        "milestones": count(Milestone),
        "areas": count(FocusArea),
        "partners": count(Partner),
        "memberships": count(area_partner),
        "pre-project group": count(PreProjectMember),
        "kinds of seat": count(SeatKind),
        "seats": count(CouncilSeat),
        "goals": count(Goal),
        "tasks": count(SecretariatTask),
        "tips": len(service.facts_by_topic()["tip"]),
    } == {
        "milestones": 7,
        "areas": 6,
        "partners": 29,
        "memberships": 42,
        "pre-project group": 20,
        "kinds of seat": 14,
        "seats": 23,
        "goals": 3,
        "tasks": 2,
        "tips": 5,
    }


def test_the_timeline_is_the_decks():
    said = [(milestone.when.words("da"), milestone.title_da) for milestone in service.list_milestones()]

    assert said == [
        ("medio juni 2018", "Nedsættelse af rådet for fremtidens kompetencer"),
        ("ultimo juni 2018", "Nedsættelse af STEM-sekretariatet"),
        ("august 2018", "Første møde i STEM-sekretariatet"),
        ("ultimo august 2018", "Første møde i rådet for fremtidens kompetencer"),
        ("medio september 2018", "Ansøgningsfrist til uddannelsespulje"),
        ("31. oktober 2018", "Første uddannelsespuljebevilling til teknologipagtsaktiviteter"),
        ("efteråret 2018", "Kick-off konference"),
    ]
    assert [row.key for row in service.list_milestones() if row.is_deadline] == ["education-fund-deadline"]
    assert all(milestone.concerns_all for milestone in service.list_milestones())


def test_each_focus_area_has_the_decks_partners():
    sizes = {area.name_da: len(area.partners) for area in service.list_areas()}

    assert list(sizes.items()) == [
        ("Styrkepositioner", 7),
        ("Piger og STEM", 9),
        ("Teknologiambassadører", 8),
        ("Informatik", 6),
        ("Iværksætter", 6),
        ("Kompetenceudvikling", 6),
    ]


def test_the_first_seat_of_the_council_is_the_chair():
    bodies = council.overview().bodies

    assert [(kind.name_da, len(seats)) for kind, seats in bodies][:5] == [
        ("Region Midtjylland", 1),
        ("Arbejdsgiverorganisationerne", 3),
        ("Arbejdstagerorganisationerne", 3),
        ("Arbejdsmarkedskontor Midt-Nord", 1),
        ("Kommunerne", 6),
    ]
    assert [seat.kind.key for seat in db.session.scalars(select(CouncilSeat).filter_by(is_chair=True))] == [
        "region-midtjylland"
    ]


def test_the_facts_beside_the_timeline_are_the_decks():
    facts = service.facts_by_topic()

    assert facts["film"][0].url == "https://youtu.be/HOH4ZiX4OS8"
    assert facts["hashtag"][0].text_da == "#MidtTekPagt"
    assert facts["agreement"][0].text_da == (
        "Region Midtjylland vil bidrage og samarbejde med regeringen "
        "om udviklingen af en kommende teknologipagt"
    )
    assert (facts["author"][0].text_da, facts["presented"][0].text_en) == (
        "Kim Kofod Hansen, Udviklingsdirektør",
        "29 May 2018",
    )


def test_a_partner_is_found_in_each_of_its_spellings():
    meant = {
        "Via university college": "via-university-college",
        "Via University College": "via-university-college",
        "VIA": "via-university-college",
        "IT Vest": "it-vest",
        "IT- Vest": "it-vest",
        "Syddjurs kommune": "syddjurs-kommune",
        "Herningsholm": "herningsholm",
        "Herningsholm Erhvervs gym.": "herningsholm",
        "Herningsholm Erhvervs gymnasium": "herningsholm",
        "VUC Aarhus": "aarhus-hf-og-vuc",
        "aarhus hf OG vuc": "aarhus-hf-og-vuc",
        "Pædagogisk Afdeling - Børn & Unge Aarhus": "boern-og-unge-aarhus",
        "institut for ingenioervidenskab": "institut-for-ingenioervidenskab",
    }

    assert {written: service.find_partner(written).key for written in meant} == meant


def test_the_councils_kinds_of_seat_are_no_partners():
    names = ("VUC", "Kommunerne", "Aarhus Universitet", "Arbejdsmarkedskontor Midt-Nord", "")

    assert [service.find_partner(name) for name in names] == [None] * 5


def test_loading_the_same_file_again_changes_nothing(at):
    before = service.timeline_changed_at()
    stamps = [(row.sequence, row.changed_at) for row in service.list_milestones()]
    acts = count(AuditEntry)

    at("2030-01-01 09:00")
    report = load()

    assert (report.added, report.updated, report.left) == ([], [], [])
    assert service.timeline_changed_at() == before
    assert [(row.sequence, row.changed_at) for row in service.list_milestones()] == stamps
    assert count(AuditEntry) == acts


def test_what_nobody_edited_is_corrected(corrected, at):
    now = at("2030-01-01 09:00")

    report = load(corrected("medio september 2018", "ultimo september 2018"))

    milestone = service.get_milestone("education-fund-deadline")
    assert (report.added, report.updated, report.left) == ([], ["milestone education-fund-deadline"], [])
    assert (milestone.when.words("da"), milestone.sequence) == ("ultimo september 2018", 1)
    assert [earlier.when.words("da") for earlier in milestone.earlier] == ["medio september 2018"]
    assert milestone.changed_at == service.timeline_changed_at() == now


def test_what_is_missing_is_added(corrected):
    report = load(
        corrected("[goals.education]", '[goals.new]\nyear = 2025\nda = "Ny"\nen = "New"\n\n[goals.education]')
    )

    assert report.added == ["goal new"]
    assert count(Goal) == 4


def test_what_people_edited_is_listed_and_left(corrected):
    with transaction():
        service.fix_milestone("kick-off", date(2018, 11, 22))
    changed_at = service.timeline_changed_at()

    report = load()

    assert report.left == ["milestone kick-off: edited here since it was loaded"]
    assert service.get_milestone("kick-off").when.words("da") == "22. november 2018"
    assert service.timeline_changed_at() == changed_at


def test_overwrite_takes_the_files_word():
    with transaction():
        service.fix_milestone("kick-off", date(2018, 11, 22))

    report = load(overwrite=True)

    milestone = service.get_milestone("kick-off")
    assert (report.updated, report.left) == (["milestone kick-off"], [])
    assert (milestone.when.words("da"), milestone.sequence) == ("efteråret 2018", 2)


def test_what_stands_is_the_organisers_and_no_edit_of_the_file(corrected):
    with transaction():
        service.mark_done("council-appointments", on=date(2018, 6, 15), by="system")

    report = load(corrected("udpegningsbreve", "breve"))

    milestone = service.get_milestone("council-appointments")
    assert report.updated == ["milestone council-appointments"]
    assert milestone.done_on == date(2018, 6, 15)


def test_what_left_the_file_is_listed_and_left(corrected):
    report = load(
        corrected(
            '[tasks.stem-barometer]\nda = "Udarbejde et STEM-barometer"\nen = "Make a STEM barometer"', ""
        )
    )

    assert report.left == ["task stem-barometer: not in the file"]
    assert count(SecretariatTask) == 2


def test_a_new_name_of_a_focus_area_reaches_those_who_subscribe_to_its_milestones(corrected, at):
    at("2030-01-01 09:00")
    with_area = 'when = "august 2018"\nareas = ["informatik"]'
    load(corrected('when = "august 2018"', with_area))
    now = at("2030-01-02 09:00")

    path = corrected('en = "Informatics"', 'en = "Computing"')
    path.write_text(path.read_text("utf-8").replace('when = "august 2018"', with_area), "utf-8")
    load(path)

    milestone = service.get_milestone("secretariat-first-meeting")
    assert (milestone.sequence, milestone.changed_at) == (2, now)
    assert service.timeline_changed_at() == now


def test_a_partner_who_leaves_a_focus_area_changes_the_feeds(corrected, at):
    now = at("2030-01-01 09:00")

    report = load(corrected('    "horsens-statsskole",\n', ""))

    assert report.updated == ["focus area informatik"]
    assert service.timeline_changed_at() == now


def test_a_corrected_name_keeps_the_person_in_the_group(corrected):
    load(corrected("Erik Krakup", "Erik Krarup"))

    people = {member.partner.key: member.person for member in service.list_members()}
    assert people["vaeksthus-midtjylland"] == "Erik Krarup"
    assert len(people) == 20


def test_a_kind_of_seat_gets_and_loses_vacant_seats(corrected):
    load(corrected("seats = 6", "seats = 8"))
    assert count(CouncilSeat) == 25

    load()

    assert count(CouncilSeat) == 23


def test_a_seat_that_somebody_holds_is_not_taken_away(corrected):
    seat = db.session.scalars(select(CouncilSeat).join(SeatKind).filter(CouncilSeat.number == 6)).one()
    with transaction():
        council.appoint(seat.uid, Term("Anna Sørensen"), by="system")

    with pytest.raises(
        WrongFile, match=r"^council\.kommunerne\.seats: somebody holds seat 6; free it first\.$"
    ):
        load(corrected("seats = 6", "seats = 5"))

    assert count(CouncilSeat) == 23


def test_two_partners_share_no_spelling(corrected):
    path = corrected('name = "Dania"', 'name = "Dania"\naliases = ["it vest"]')

    with pytest.raises(
        WrongFile, match=r"^partners\.[a-z-]+: “[^”]+” is also a name of partners\.[a-z-]+\.$"
    ):
        load(path)

    assert service.find_partner("IT Vest").key == "it-vest"


def test_a_wrong_file_changes_nothing(corrected, app):
    path = corrected('when = "efteråret 2018"', 'when = "snart"')
    path.write_text(path.read_text("utf-8").replace("Staldtip", "Tip").replace("PROSA", "Prosa"), "utf-8")

    done = app.test_cli_runner().invoke(args=["pact", "load", str(path)])

    assert done.exit_code == 1
    assert done.output == (
        "Error: corrected.toml: milestones.kick-off.when: “snart” is no date; "
        "write it like “medio juni 2018”. Nothing was changed.\n"
    )
    assert service.get_partner("prosa").name == "PROSA"


def test_the_command_says_what_it_did(app):
    with transaction():
        service.fix_milestone("kick-off", date(2018, 11, 22))

    done = app.test_cli_runner().invoke(args=["pact", "load", str(DECK)])

    assert done.output == (
        "0 added, 0 updated, 1 left as they are.\n"
        "  left: milestone kick-off: edited here since it was loaded\n"
    )


def test_a_fact_is_corrected_too(corrected):
    load(corrected("HOH4ZiX4OS8", "abc"))

    assert db.session.scalars(select(Fact.url).filter_by(key="film")).one() == "https://youtu.be/abc"
