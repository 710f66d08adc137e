"""The organisers' pages about attendees, walked through as they are used."""

import csv
import io

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.mail.models import Letter
from conference.registration.answers import NeedsSaid
from conference.registration.models import Registration
from tests.factories import make_conference
from tests.queries import queries
from tests.registration.conftest import read

LIST = "/organise/kickoff2018/attendees"


@pytest.fixture
def kickoff(open_today):
    return open_today(capacity=3)


def seen_by(page, name):
    """The value of a hidden field."""
    return page.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


@pytest.mark.parametrize("path", ["/new", "/letter", "/export.csv", "/export.xlsx", "?double=yes"])
def test_only_organisers_add_write_and_export(client, staff_client, kickoff, path):
    assert client.get(LIST + path).location.startswith("/organise/sign-in?")
    assert staff_client("care").get(LIST + path).status_code == 403


def test_an_organiser_adds_somebody_puts_them_right_and_hands_their_seat_over(app, staff_client, come):
    bo, client = come("Bo"), staff_client()
    anna = {"name": "Anna", "email": "anna@skole.example", "kind": "council", "language": "da"}

    empty = client.post(f"{LIST}/new", data={"kind": "king"})
    taken = client.post(f"/en{LIST}/new", data=anna | {"email": "BO@skole.example"})
    added = client.post(f"{LIST}/new", data=anna)
    page = client.get(f"{added.location.partition('?')[0]}/change").text
    asked = client.get(f"{added.location.partition('?')[0]}/hand-over").text
    blind = client.post(f"{LIST}/{bo}/change", data=anna | {"email": "bo@skole.example"})
    changed = client.post(
        f"{added.location.partition('?')[0]}/change",
        data=anna | {"name": "Anna Dam", "badge_name": "A. Dam", "seen": seen_by(page, "seen")},
    )
    handed = client.post(
        f"{added.location.partition('?')[0]}/hand-over",
        data={
            "name": "Carl",
            "email": "carl@skole.example",
            "organisation": "",
            "state": "offered",
            "seq": "1",
        },
    )

    gone = client.get(f"{added.location.partition('?')[0]}/change")

    assert [empty.status_code, taken.status_code, blind.status_code] == [422, 409, 409]
    assert ("Anna" in asked, gone.status_code) == (True, 302)
    assert f'href="/en{LIST}/{bo}"' in taken.text
    assert [added.status_code, changed.status_code, handed.status_code] == [303, 303, 303]
    people = select(Registration.name, Registration.kind, Registration.state, Registration.badge_name)
    assert read(app, people.order_by(Registration.seq)) == [
        ("Bo", "attendee", "confirmed", None),
        ("Anna Dam", "council", "cancelled", "A. Dam"),
        ("Carl", "attendee", "confirmed", None),
    ]
    story = client.get(f"/en{LIST}/{added.location.rpartition('/')[2].partition('?')[0]}").text
    for words in (
        "Added by hand",
        "Put details right: name, name on the badge",
        "Handed the seat over",
        "Carl",
    ):
        assert words in story
    assert "Who has looked" in story
    assert client.get(f"/en{handed.location}").text.count("Carl has the seat now.") == 1
    acts = select(AuditEntry.act, AuditEntry.detail).where(AuditEntry.act.startswith("registration."))
    detail = dict(read(app, acts.where(AuditEntry.act == "registration.change")))
    assert detail == {"registration.change": {"fields": ["name", "badge_name"]}}
    assert "anna" not in str(read(app, acts)).casefold()


def test_a53_who_sees_somebody_on_a_page_that_refuses_is_written_down(app, staff_client, come):
    anna, client = come("Anna"), staff_client()
    come("Bo")
    bo = {"name": "Bo", "email": "bo@skole.example", "kind": "attendee", "language": "da"}
    page = f"{LIST}/{anna}"

    answers = [
        client.post(f"{page}/{deed}", data=said) for deed in ("change", "hand-over") for said in ({}, bo)
    ]
    client.post(f"{page}/cancel")
    answers.append(client.post(f"{page}/link"))

    assert [answer.status_code for answer in answers] == [422, 409, 422, 409, 409]
    looks = select(AuditEntry.id).where(AuditEntry.act == "registration.view", AuditEntry.subject == anna)
    assert len(read(app, looks)) == len(answers)


def test_nobody_is_helped_at_another_conference_nor_by_a_get(app, staff_client, come, saved):
    anna, client = come("Anna"), staff_client()
    saved(make_conference(slug="kickoff2019"))
    elsewhere = f"/organise/kickoff2019/attendees/{anna}"

    answers = [client.get(f"{elsewhere}{page}").status_code for page in ("", "/change", "/hand-over")]
    answers += [client.post(f"{elsewhere}{deed}").status_code for deed in ("/cancel", "/link")]
    answers += [client.get(f"{LIST}/{anna}{deed}").status_code for deed in ("/cancel", "/link")]

    assert answers == [404, 404, 404, 404, 404, 405, 405]
    assert read(app, select(Registration.state)) == [("confirmed",)]


def test_a_file_holds_those_the_filter_finds_and_nothing_of_needs_and_is_written_down(
    app, staff_client, come
):
    come("Anna", needs=NeedsSaid(diet="jordnødder", access_needs="rampe"), list_consent=True)
    come("=Bo", kind="press")
    client = staff_client()

    everybody, press = client.get(f"{LIST}/export.csv"), client.get(f"{LIST}/export.csv?kind=press&q=bo")
    excel = client.get(f"/en{LIST}/export.xlsx")

    rows = list(csv.reader(io.StringIO(everybody.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["'=Bo", "Anna"]
    assert len(press.data.splitlines()) == 2
    assert b"jordn" not in everybody.data
    assert "rampe" not in everybody.text
    assert excel.data.startswith(b"PK")
    assert excel.headers["Content-Disposition"] == 'attachment; filename="kickoff2018-attendees.xlsx"'
    written = select(AuditEntry.detail).where(AuditEntry.act == "registration.export").order_by(AuditEntry.id)
    assert [detail for (detail,) in read(app, written)] == [
        {"conference": "kickoff2018", "format": "csv", "rows": 2},
        {"conference": "kickoff2018", "format": "csv", "rows": 1, "kind": "press"},
        {"conference": "kickoff2018", "format": "xlsx", "rows": 2},
    ]


def test_a_letter_to_many_is_seen_with_all_who_get_it_before_it_is_sent(app, staff_client, come):
    come("Anna")
    come("Bo", kind="press")
    client, words = staff_client(), {"subject_da": "Husk\r\nBcc: x", "text_da": "Det bliver\n\nkoldt."}
    path = f"/en{LIST}/letter?kind=press"
    key = seen_by(client.get(path).text, "key")

    missing = client.post(path, data={"key": key})
    preview = client.post(path, data=words | {"key": key})
    seen = seen_by(preview.text, "seen")
    edited = client.post(path, data=words | {"key": key, "step": "edit"})
    stale = client.post(path, data=words | {"key": key, "seen": "0", "step": "send"})
    sent = [client.post(path, data=words | {"key": key, "seen": seen, "step": "send"}) for _ in range(2)]
    other = words | {"key": key, "seen": seen, "text_da": "Det bliver varmt."}
    refused = client.post(path, data=other | {"step": "send"})
    again = client.post(path, data=other | {"step": "send", "key": seen_by(refused.text, "key")})

    assert (refused.status_code, again.status_code) == (409, 303)
    assert "A letter from this page has been sent already" in refused.text
    assert (missing.status_code, preview.status_code, stale.status_code) == (422, 200, 409)
    assert "Write the subject in Danish" in missing.text
    assert ("koldt." in edited.text, "bo@skole.example" in edited.text) == (True, False)
    assert ("bo@skole.example" in preview.text, "anna@skole.example" in preview.text) == (True, False)
    assert [answer.location for answer in sent] == [f"/en{LIST}/letter/{key}"] * 2
    assert read(app, select(Letter.to_name).where(Letter.name == "registration.circular")) == [("Bo",)] * 2
    assert "Husk Bcc: x" in client.get(sent[0].location).text
    audit = select(AuditEntry.detail).where(AuditEntry.act == "registration.circular")
    assert read(app, audit) == [({"conference": "kickoff2018", "recipients": 1, "kind": "press"},)] * 2
    looks = select(AuditEntry.id).where(AuditEntry.act == "registration.recipients")
    assert len(read(app, looks)) == len([preview, stale, refused])


def test_organisers_are_not_told_that_somebody_has_needs(staff_client, come):
    """Nor by the history: that is for the role care alone (acceptance A22)."""
    anna = come("Anna", needs=NeedsSaid(diet="jordnødder"), photo_consent=True)

    page = staff_client().get(f"/en{LIST}/{anna}").text

    assert "Gave consent: Photos" in page
    for word in ("jordn", "Diet", "needs", "Needs"):
        assert word not in page.partition("<main")[2]


def test_a_person_costs_the_same_questions_however_much_has_happened(staff_client, come):
    anna, client = come("Anna"), staff_client()
    client.get(f"{LIST}/{anna}")

    with queries() as before:
        client.get(f"{LIST}/{anna}")
    for _ in range(3):
        client.get(f"{LIST}/{anna}/change")
    with queries() as after:
        client.get(f"{LIST}/{anna}")

    assert len(before) == len(after)


def test_an_organiser_makes_a_new_ticket_where_the_old_one_is_in_wrong_hands(app, staff_client, come):
    anna, client = come("Anna"), staff_client()

    done = client.post(f"/en{LIST}/{anna}/ticket")
    page = client.get(f"/en{done.location.removeprefix('/en')}").text

    assert "The old ticket is refused from now on. The new one is on its way to anna@skole.example." in page
    assert "Made a new ticket; the old one is refused" in page
    assert staff_client("door").post(f"{LIST}/{anna}/ticket").status_code == 403


def test_no_change_is_not_written_down_and_who_has_no_seat_hands_none_over(app, staff_client, come):
    come("Anna"), come("Bo"), come("Carl")
    waits, client = come("Dan"), staff_client()
    page = client.get(f"{LIST}/{waits}/change").text
    same = {"name": "Dan", "email": "dan@skole.example", "organisation": "Mercantec", "kind": "attendee"}

    client.post(f"{LIST}/{waits}/change", data=same | {"language": "da", "seen": seen_by(page, "seen")})
    handing = client.get(f"{LIST}/{waits}/hand-over")

    assert read(app, select(AuditEntry.id).filter_by(act="registration.change")) == []
    assert handing.location == f"{LIST}/{waits}"
