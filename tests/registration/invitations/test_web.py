"""`/i/<code>` and the organisers' board of invitations."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from conference import credentials
from conference.audit.models import AuditEntry
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.registration import service as registrations
from conference.registration.invitations import service
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Answer, Consent, Invitation, Kind, Needs, Registration, State
from tests.factories import make_conference
from tests.queries import queries

BOARD = "/en/organise/kickoff2018/invitations"
#: Reply-by days are sent as browsers send them.
DAY = "2018-11-01"


@pytest.fixture
def kickoff(saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference(capacity=20))


@pytest.fixture
def ask(app, kickoff):
    """Somebody is invited; gives the path of their link."""

    def invite(name="Clara Dam", kind=Kind.COUNCIL, *, holds_seat=True):
        guest = Guest(name, f"{name.split()[0].lower()}@skole.example", "Dania", kind, "da")
        with app.app_context(), transaction():
            conference = registrations.get_conference("kickoff2018")
            (invitation,) = service.invite(conference, [guest], Asked(date(2018, 11, 1), holds_seat))
            return f"/i/{credentials.live_code(Purpose.INVITATION, invitation.uid)}"

    return invite


def rows(app, *what):
    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(*what).order_by(what[0].class_.id))]


def test_the_page_is_filled_in_and_yes_leads_to_the_own_page(app, client, ask):
    link = ask()

    page = client.get(f"/en{link}")
    answer = client.post(f"/en{link}/yes", data={"name": "Clara K. Dam", "organisation": "Dania"})

    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert 'value="Clara Dam"' in page.text
    assert answer.status_code == 303
    assert answer.location.startswith("/en/r/")
    assert rows(app, Registration.name, Registration.kind, Registration.state, Registration.language) == [
        ("Clara K. Dam", Kind.COUNCIL, State.CONFIRMED, "en")
    ]
    assert "You have said yes" in client.get(f"/en{link}").text


def test_a48_needs_are_kept_with_their_tick_alone(app, client, ask):
    said = {"name": "Clara", "organisation": "", "diet": "kylling nej tak", "list_consent": "y"}

    link = ask()
    refused = client.post(f"{link}/yes", data=said)
    before = rows(app, Consent.about)
    client.post(f"{link}/yes", data=said | {"needs_consent": "y"})

    assert (refused.status_code, before) == (422, [])
    assert 'href="#needs_consent"' in refused.text
    assert "kylling nej tak</textarea>" in refused.text
    assert rows(app, Needs.diet) == [("kylling nej tak",)]
    assert len(rows(app, Consent.about)) == 2


def test_a_no_is_one_button_and_a_yes_without_a_name_is_asked_again(app, client, ask):
    link = ask()

    answer = client.post(f"{link}/no")
    again = client.post(f"{link}/yes", data={"name": " ", "organisation": "Behold mig"})

    assert (answer.status_code, answer.location) == (303, link)
    assert "Du har sagt nej" in client.get(link).text
    assert (again.status_code, "Behold mig" in again.text) == (422, True)
    assert rows(app, Invitation.answer) == [(Answer.NO,)]


def test_a24_to_look_answers_nothing_and_a20_a_wrong_link_is_like_none(app, client, ask):
    link = ask()
    client.get(link)
    client.head(f"{link}/yes")

    assert rows(app, Invitation.answer) == [(Answer.SILENT,)]
    assert client.get(f"{link}/yes").status_code == 405
    assert client.get("/i/" + "0" * 26).data == client.get("/i/" + "1" * 26).data


def test_who_was_withdrawn_is_told_so_without_their_name(app, client, ask, staff_client):
    link = ask()
    ((uid,),) = rows(app, Invitation.uid)
    staff_client().post(f"{BOARD}/{uid}/withdraw")

    page, answer = client.get(f"/en{link}"), client.post(f"/en{link}/yes", data={"name": "Clara"})

    assert ("no longer holds" in page.text, "Clara" in page.text) == (True, False)
    assert answer.status_code == 409


def test_a_yes_that_becomes_a_no_is_in_the_history_of_the_place(app, client, ask):
    link = ask()
    client.post(f"{link}/yes", data={"name": "Clara"})

    client.post(f"{link}/no")

    ((place,),) = rows(app, Registration.uid)
    acts = rows(app, AuditEntry.act, AuditEntry.by, AuditEntry.detail, AuditEntry.subject)
    assert [act[:3] for act in acts if act[3] == place] == [("registration.cancel", "self", {})]
    assert sorted(act[0] for act in acts if act[3] != place) == ["invitation.no", "invitation.yes"]


def test_the_board_counts_each_kind_and_lists_who_is_silent(client, ask, staff_client):
    client.post(f"{ask('Anna Bo')}/yes", data={"name": "Anna"})
    client.post(f"{ask('Bo Lund')}/no")
    ask("Clara Dam")
    ask("Dea Ek", Kind.PRESS, holds_seat=False)

    page = staff_client().get(f"{BOARD}?answer=silent&kind=press").text

    cells = [" ".join(row.split()) for row in page.split("<tr>")]
    council = next(row for row in cells if "Council" in row and "?kind=council" in row)
    assert [part.split("<")[0] for part in council.split('#people">')[1:]] == ["3", "1", "1", "1"]
    assert ("Dea Ek" in page, "Clara Dam" in page) == (True, False)


def test_the_board_asks_the_database_as_often_for_many_as_for_one(ask, staff_client):
    organiser = staff_client()

    def statements():
        with queries() as asked:
            assert organiser.get(BOARD).status_code == 200
        return len(asked)

    ask("Anna Bo")
    few = statements()
    for name in ("Bo Lund", "Clara Dam", "Dea Ek", "Eva Friis"):
        ask(name)

    assert statements() == few


def test_a_letter_that_came_back_and_a_reminder_that_cannot_go_are_told(app, ask, staff_client):
    organiser = staff_client()
    ask()
    ((uid,),) = rows(app, Invitation.uid)
    today = (organiser.get(BOARD).text, organiser.get(f"{BOARD}/{uid}").text)
    with app.app_context(), transaction():
        letter = db.session.scalars(select(Letter)).one()
        letter.created_at, letter.given_up_at = letter.created_at - timedelta(days=3), letter.created_at
        letter.error = "550 No such mailbox"

    later = (organiser.get(BOARD).text, organiser.get(f"{BOARD}/{uid}").text)

    assert ["/remind" in page for page in today + later] == [False, False, True, True]
    assert "1 has got a letter today." in today[0]
    assert "a reminder can go out tomorrow" in today[1]
    assert ["not delivered" in page.lower() for page in today + later] == [False, False, True, True]


def test_one_person_is_invited_and_refused_with_their_words_kept(app, kickoff, staff_client):
    form = {"name": "Åse Ærø", "email": "aase@skole.example", "organisation": "Dania", "kind": "council"}
    form |= {"language": "da", "reply_by": DAY, "holds_seat": "y"}
    organiser = staff_client()

    done = organiser.post(f"{BOARD}/new", data=form)
    again = organiser.post(f"{BOARD}/new", data=form)
    late = organiser.post(f"{BOARD}/new", data=form | {"email": "b@b.example", "reply_by": "2018-11-22"})

    assert (done.status_code, again.status_code, late.status_code) == (303, 409, 422)
    assert ('value="Åse Ærø"' in again.text, "is invited already" in again.text) == (True, True)
    assert rows(app, Letter.name, Letter.to) == [("invitation.invited", "aase@skole.example")]
    assert [act for (act,) in rows(app, AuditEntry.act) if act.startswith("invitation")] == [
        "invitation.invite"
    ]


LIST = """Navn;E-mail;Arbejdsplads;Inviteret som;Sprog
Åse Østergaard;aase@skole.example;Dania;Rådet;da
Zoë O’Brien;zoe@avis.example;Avisen;press;English
clara dam;clara@home.example;DANIA;;
Clara Dam;CLARA@skole.example;;;
;ingen@skole.example;;Konge;fransk
Åse igen;AASE@skole.example;;;
"""


def test_a_list_is_shown_line_by_line_and_taken_in_without_the_bad_lines_on_purpose(app, ask, staff_client):
    ask()
    organiser, asked = staff_client(), {"reply_by": DAY, "holds_seat": "y", "kind": "partner"}
    url = f"{BOARD}/import"

    file = (io.BytesIO(LIST.encode("utf-8-sig")), "liste.csv")
    shown = organiser.post(url, data=asked | {"file": file}, content_type="multipart/form-data")
    whole = organiser.post(url, data=asked | {"text": LIST, "take": "all"})
    before = rows(app, Invitation.name)
    done = organiser.post(url, data=asked | {"text": LIST, "take": "good"})

    assert shown.status_code == 200
    for sentence in (
        "3 lines are ready.",
        "is invited already",
        "Nobody is invited as “Konge”.",
        "stands on line 2",
        "likely a double",
        "Press",
    ):
        assert sentence in shown.text
    assert (whole.status_code, before) == (409, [("Clara Dam",)])
    assert (done.status_code, done.location) == (303, f"{BOARD}?invited=3")
    assert sorted(rows(app, Invitation.name, Invitation.kind, Invitation.language))[1:] == [
        ("Zoë O’Brien", Kind.PRESS, "en"),
        ("clara dam", Kind.PARTNER, "da"),
        ("Åse Østergaard", Kind.COUNCIL, "da"),
    ]


def test_no_list_holds_more_seats_than_there_are(app, ask, staff_client):
    lines = "Navn;E-mail\n" + "".join(f"Gæst {n};g{n}@skole.example\n" for n in range(21))
    sent = {"reply_by": DAY, "holds_seat": "y", "kind": "guest", "text": lines, "take": "all"}

    refused = staff_client().post(f"{BOARD}/import", data=sent)

    assert (refused.status_code, "20 seats are free." in refused.text) == (409, True)
    assert rows(app, Invitation.name) == []


def test_the_example_file_can_be_taken_in(app, kickoff, staff_client):
    organiser = staff_client()
    file = organiser.get(f"{BOARD}/example.csv").data

    sent = {"reply_by": DAY, "kind": "guest", "take": "all", "text": file.decode("utf-8-sig")}

    assert organiser.post(f"{BOARD}/import", data=sent).status_code == 303
    assert rows(app, Invitation.kind) == [(Kind.COUNCIL,), (Kind.PRESS,)]


def test_a_day_is_changed_and_the_silent_are_reminded_on_the_next(app, ask, at, staff_client):
    ask()
    organiser, ((uid,),) = staff_client(), rows(app, Invitation.uid)

    changed = organiser.post(f"{BOARD}/{uid}", data={"reply_by": "2018-11-08"})
    at("2018-10-02 10:00")
    organiser = staff_client()
    reminded = organiser.post(f"{BOARD}/remind")
    twice = organiser.post(f"{BOARD}/{uid}/remind")

    assert (changed.status_code, reminded.location, twice.status_code) == (303, f"{BOARD}?reminded=1", 409)
    assert rows(app, Invitation.reply_by, Invitation.holds_seat) == [(date(2018, 11, 8), False)]
    assert "letter from us today" in twice.text


def test_each_page_of_organisers_opens_and_says_what_can_be_done(client, ask, staff_client, app):
    organiser = staff_client()
    empty = organiser.get(BOARD)
    client.post(f"{ask()}/yes", data={"name": "Clara"})
    ((uid,),) = rows(app, Invitation.uid)

    pages = [organiser.get(f"{BOARD}{page}") for page in ("", "/new", "/import", f"/{uid}", "?kind=guest")]

    assert "Nobody is invited yet." in empty.text
    assert [page.status_code for page in pages] == [200] * 5
    assert "/attendees/" in pages[3].text
    assert "Withdraw" not in pages[3].text


def test_what_comes_too_late_is_refused_where_it_was_asked(app, client, ask, at, staff_client):
    link = ask()
    client.post(f"{link}/yes", data={"name": "Clara"})
    organiser, ((uid,),) = staff_client(), rows(app, Invitation.uid)

    assert organiser.post(f"{BOARD}/{uid}/withdraw").status_code == 409
    assert organiser.post(f"{BOARD}/{uid}", data={"reply_by": DAY}).status_code == 409
    assert organiser.post(f"{BOARD}/{uid}", data={"reply_by": "some day"}).status_code == 422
    assert organiser.post(f"{BOARD}/{'0' * 32}/withdraw").status_code == 404
    assert organiser.post(f"{BOARD}/import", data={"text": LIST}).status_code == 422
    assert organiser.post(f"{BOARD}/import", data={"reply_by": DAY, "kind": "guest"}).status_code == 422
    at("2018-11-22 09:00")
    assert client.post(f"{link}/no").status_code == 409
    assert staff_client().post(f"{BOARD}/remind").status_code == 409


def test_another_conference_s_invitation_is_none_of_this_one_s(app, ask, saved, staff_client):
    ask()
    saved(make_conference(slug="other2019"))
    ((uid,),) = rows(app, Invitation.uid)

    assert staff_client().get(f"/organise/other2019/invitations/{uid}").status_code == 404
