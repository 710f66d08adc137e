"""The presenter's own page: every deed, and what is said when it cannot be done."""

import re

import pytest

from conference.db import transaction
from conference.programme import service as programmes
from conference.programme.board import service as board
from conference.programme.models import State
from conference.programme.releases import service as releases

WRONG = "0" * 26
#: What can be done to a session, as its addresses end.
DEEDS = ("give-back", "decline", "withdraw", "wish", "describe", "presenters", "hand-over", "files")
TEXTS = {
    "title_da": "Robotter i klassen",
    "title_en": "Robots in class",
    "abstract_da": "Hvad sker der?\r\nVi ser på det.",
    "abstract_en": "",
    "language": "en",
    "equipment": ["projector", "laser"],
    "equipment_note": "Et bord",
}
BO = {"name": "Bo Østergård", "email": "bo@firma.example", "organisation": "VIA", "language": "da"}


def text_of(page):
    """What a person reads, without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)).strip()


def state(kickoff, asked):
    return kickoff.of(asked, lambda session: session.state)


def claim(client, kickoff, asked, room="Sal A", wall="10:00", **typed):
    slot = kickoff.slot(room, wall)
    titles = {f"{asked.session}-{name}": title for name, title in typed.items()}
    return client.post(f"{asked.path}/slots/{slot}/claim", data={"session": asked.session, **titles})


# what the page tells


def test_what_is_left_to_do_stands_on_top(client, kickoff):
    ida = kickoff.ask(title_da="", title_en="")

    page = client.get(ida.path)

    assert page.status_code == 200
    assert "3 ting mangler: vælg en tid , skriv en titel , skriv et resumé ." in text_of(page)
    assert "Svar senest torsdag 8. november 2018." in text_of(page)
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_the_free_times_stand_by_room_and_hour(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    claim(client, kickoff, bo, "Sal B", "10:20")

    page = client.get(f"/en{ida.path}")

    groups = re.findall(
        r'role="group".*?<strong>(.*?)</strong>(.*?)(?=role="group"|</fieldset>)', page.text, re.S
    )
    hours = {
        room: [
            re.findall(r'value="\w+">\s*<span><time[^>]*>(.*?)<', hour)
            for hour in times.split('"times-hour"')[1:]
        ]
        for room, times in groups
    }
    assert hours == {"Sal A": [["10:00", "10:20"], ["13:00"]], "Sal B": [["10:00"], ["13:00"]]}


def test_times_of_a_half_day_that_does_not_suit_are_marked(client, kickoff):
    ida = kickoff.ask()
    answers = {"is_always_free": "no", "rather_not": "2018-11-22-am", "cannot": "2018-11-22-pm"}
    client.post(f"{ida.path}/availability", data=answers)

    page = text_of(client.get(f"/en{ida.path}")).split("About you")[0]

    assert (page.count("rather not"), page.count("you cannot")) == (4, 2)


def test_a_wrong_link_and_a_stopped_one_look_alike(client, kickoff):
    ida = kickoff.ask()
    client.post(f"{ida.path}/sessions/{ida.session}/hand-over", data=BO)

    for page in ("", "/availability", "/consents", "/photo", "/photo/picture", "/files/ABCDEF"):
        wrong, stopped = client.get(f"/p/{WRONG}{page}"), client.get(f"{ida.path}{page}")
        assert (page, wrong.status_code, stopped.status_code) == (page, 404, 404)
        assert wrong.data == stopped.data
    told = text_of(client.get(f"/en{ida.path}"))
    assert "handed over. Write to the organisers" in told
    assert told.count("There is nothing here") == 2  # the title of the page and its heading


def test_the_session_of_another_is_none_at_all(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")

    for page in (*DEEDS, "times"):
        others, none = (client.get(f"{ida.path}/sessions/{code}/{page}") for code in (bo.session, "NONE"))
        assert (page, others.status_code, none.status_code) == (page, 404, 404)
        assert others.data == none.data


def test_nothing_can_be_done_to_the_session_of_another(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")

    answers = {
        deed: client.post(
            f"{ida.path}/sessions/{bo.session}/{deed}", data={**TEXTS, **BO, "text": "Nu."}
        ).status_code
        for deed in DEEDS
    }

    assert answers == dict.fromkeys(DEEDS, 404)
    assert (state(kickoff, bo), kickoff.acts()) == (State.INVITED, [])


def test_all_sessions_of_a_presenter_are_shown(client, kickoff):
    ida = kickoff.ask()
    bo = kickoff.ask("Bo", title_en="Drones")
    client.post(f"{bo.path}/sessions/{bo.session}/presenters", data=BO | {"email": email_of(kickoff, ida)})

    page = text_of(client.get(f"/en{ida.path}"))

    assert "Your sessions at Kick-off" in page
    assert "choose a time (Robots in class)" in page
    assert "choose a time (Drones)" in page


def email_of(kickoff, asked):
    return kickoff.of(asked, lambda session: session.presenters[0].email)


def test_a_session_that_does_not_come_about_says_so_and_offers_nothing(client, kickoff):
    ida = kickoff.ask()

    for ended, told in {
        State.DECLINED: "You said no, thank you",
        State.EXPIRED: "We asked for your answer by Thursday 8 November 2018",
        State.WITHDRAWN: "You have withdrawn this session.",
        State.CANCELLED: "The organisers have cancelled this session.",
    }.items():
        kickoff.change(ida, state=ended)
        page = client.get(f"/en{ida.path}")
        assert told in text_of(page)
        assert "left:" not in page.text
        assert "<form" not in page.text.split("<main")[1]


def test_who_is_on_the_reserve_list_sees_their_place(client, kickoff):
    kickoff.ask("Anna", on_reserve=True)
    ida = kickoff.ask(on_reserve=True)

    assert "You are no. 2 on the reserve list." in text_of(client.get(f"/en{ida.path}"))


# holding and taking a time


def test_a_time_is_kept_for_ten_minutes_and_then_taken(client, kickoff, at):
    ida = kickoff.ask()

    kept = client.post(
        f"{ida.path}/choose", data={"session": ida.session, "slot": kickoff.slot("Sal A", "10:20")}
    )
    page = text_of(client.get(f"/en{ida.path}"))
    at("2018-11-01 10:09")
    taken = claim(client, kickoff, ida, wall="10:20")

    assert (kept.status_code, kept.location) == (303, f"{ida.path}#session-{ida.session}")
    assert "We keep this time for you until 10:10" in page
    assert "Take the time 10:20" in page
    assert (taken.status_code, taken.location) == (303, f"{ida.path}?done=claimed")
    assert kickoff.place(ida) == "Sal A 10:20"
    mine = text_of(client.get(f"/en{taken.location}"))
    assert "The time is yours. The session comes on the public programme with the next release." in mine
    assert "On the programme" not in mine
    assert kickoff.acts() == ["presenter.claim"]


def test_a_time_that_is_kept_no_more_is_shown_to_all_again(client, kickoff, at):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    slot = kickoff.slot("Sal A", "10:20")
    client.post(f"{ida.path}/slots/{slot}/hold", data={"session": ida.session})

    before = slot in client.get(bo.path).text
    at("2018-11-01 10:10")
    after = slot in client.get(bo.path).text

    assert (before, after) == (False, True)


def test_who_chooses_nothing_is_asked_to(client, kickoff):
    ida = kickoff.ask()

    page = client.post(f"/en{ida.path}/choose", data={"session": ida.session})

    assert page.status_code == 422
    assert "Choose one of the times first." in text_of(page)


def test_the_title_comes_with_the_time(client, kickoff):
    ida = kickoff.ask(title_da="Gammel", title_en="Old")

    claim(client, kickoff, ida, title_da="Ny titel", title_en="")

    assert kickoff.of(ida, lambda session: (session.title_da, session.title_en)) == ("Ny titel", "")


def test_a_time_without_a_title_leaves_the_title_as_it_is(client, kickoff):
    ida = kickoff.ask(title_da="Gammel", title_en="Old")

    claim(client, kickoff, ida)

    assert kickoff.of(ida, lambda session: (session.title_da, session.title_en)) == ("Gammel", "Old")


def test_a_title_that_is_too_long_takes_no_time_and_is_kept_in_the_form(client, kickoff):
    ida, slot = kickoff.ask(), kickoff.slot("Sal A", "10:00")
    client.post(f"{ida.path}/slots/{slot}/hold", data={"session": ida.session})

    page = claim(client, kickoff, ida, title_da="x" * 201)

    assert page.status_code == 422
    assert "Skriv højst 200 tegn." in page.text
    assert f'value="{"x" * 201}"' in page.text
    assert kickoff.place(ida) is None


def test_who_comes_too_late_is_shown_the_nearest_times_and_loses_no_word(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    claim(client, kickoff, bo)

    late = claim(client, kickoff, ida, title_da="Ny »titel«", title_en="")

    assert late.status_code == 409
    assert "Sal A kl. 10.00 er lige blevet taget." in text_of(late)
    alert = late.text.split('role="alert"')[1].split("</div>")[0]
    assert re.findall(r"Tag tiden (.*?)</button>", alert) == [
        "10.00 i Sal B",
        "10.20 i Sal A",
        "10.20 i Sal B",
    ]
    assert f'name="{ida.session}-title_da" value="Ny »titel«"' in alert
    assert kickoff.place(ida) is None


def test_one_of_the_nearest_times_is_taken_with_what_was_typed(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    claim(client, kickoff, bo)

    late = claim(client, kickoff, ida, title_da="Ny titel", title_en="").text
    action = re.search(r'formaction="(.*?)"', late)[1]
    fields = re.findall(
        r'type="hidden" name="(.*?)" value="(.*?)"', late.split('role="alert"')[1].split("</form>")[0]
    )
    taken = client.post(action, data=dict(fields))

    assert taken.status_code == 303
    assert kickoff.place(ida) == "Sal B 10:00"
    assert kickoff.of(ida, lambda session: session.title_da) == "Ny titel"


def test_a_time_that_somebody_else_keeps_cannot_be_kept(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    slot = kickoff.slot("Sal A", "10:00")
    client.post(f"{bo.path}/slots/{slot}/hold", data={"session": bo.session})

    late = client.post(f"{ida.path}/choose", data={"session": ida.session, "slot": slot})

    assert late.status_code == 409
    assert "These times are free nearby" not in text_of(late)
    assert "Disse tider er ledige i nærheden:" in text_of(late)


def test_a_time_that_has_gone_from_the_programme_leads_back_to_those_there_are(client, kickoff):
    ida = kickoff.ask()

    gone = client.post(f"/en{ida.path}/choose", data={"session": ida.session, "slot": "GONE22"})

    assert gone.status_code == 404
    assert "Choose a time" in text_of(gone)


def test_nobody_takes_a_time_for_the_session_of_another(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    slot = kickoff.slot("Sal A", "10:00")

    answers = [
        client.post(f"{ida.path}/slots/{slot}/{deed}", data={"session": bo.session})
        for deed in ("hold", "claim")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert kickoff.place(bo) is None


def test_a_proposed_time_is_taken_at_once(app, client, kickoff):
    ida = kickoff.ask()
    propose(app, ida, kickoff.slot("Sal B", "13:00"))

    page = text_of(client.get(f"/en{ida.path}"))
    taken = claim(client, kickoff, ida, "Sal B", "13:00")

    assert "1 thing" not in page
    assert "say yes to the time" in page
    assert "The organisers propose this time Thursday 22 November 2018, at 13:00–13:10 , Sal B" in page
    assert taken.status_code == 303
    assert (state(kickoff, ida), kickoff.place(ida)) == (State.CONFIRMED, "Sal B 13:00")


def propose(app, asked, slot):
    with app.app_context(), transaction():
        session, found = find(asked.session, slot)
        found.session = session


def find(session, slot):
    from sqlalchemy import select

    from conference.db import db
    from conference.programme.models import Session, Slot

    return (
        db.session.scalars(select(Session).filter_by(code=session)).one(),
        db.session.scalars(select(Slot).filter_by(code=slot)).one(),
    )


def test_a_time_is_changed_by_keeping_another_first(client, kickoff):
    ida = kickoff.ask()
    claim(client, kickoff, ida)

    asked = text_of(client.get(f"/en{ida.path}/sessions/{ida.session}/times"))
    client.post(f"{ida.path}/choose", data={"session": ida.session, "slot": kickoff.slot("Sal B", "13:00")})
    kept = text_of(client.get(f"/en{ida.path}"))
    between = kickoff.place(ida)
    claim(client, kickoff, ida, "Sal B", "13:00")

    assert "You have this time now, and keep it until you have taken another: Thursday 22 November" in asked
    assert "If you do nothing, you keep the one you have." in kept
    assert (between, kickoff.place(ida)) == ("Sal A 10:00", "Sal B 13:00")


# answers


@pytest.mark.parametrize(
    ("deed", "first", "after"),
    [
        ("give-back", True, State.INVITED),
        ("withdraw", True, State.WITHDRAWN),
        ("decline", False, State.DECLINED),
    ],
)
def test_a_time_is_left_by_a_button_and_never_by_a_link(client, kickoff, deed, first, after):
    ida = kickoff.ask()
    if first:
        claim(client, kickoff, ida)
    before = state(kickoff, ida)
    address = f"{ida.path}/sessions/{ida.session}/{deed}"

    asked = client.get(address)
    untouched = state(kickoff, ida)
    done = client.post(address)
    again = client.post(address)

    assert (asked.status_code, untouched) == (200, before)
    assert (done.status_code, done.location) == (303, f"{ida.path}?done={deed}")
    assert (again.status_code, state(kickoff, ida), kickoff.place(ida)) == (409, after, None)
    assert kickoff.acts()[-1] == f"presenter.{deed.replace('-', '_')}"


def test_a_release_puts_the_session_on_the_programme_and_a_draft_moves_nobody(app, client, kickoff):
    ida = kickoff.ask()
    claim(client, kickoff, ida)
    with app.app_context(), transaction():
        releases.release(find(ida.session, kickoff.slot("Sal A", "10:00"))[0].conference, by="staff:1")
    public = client.get(f"/en{ida.path}").text
    with app.app_context(), transaction():
        session, other = find(ida.session, kickoff.slot("Sal B", "13:00"))
        board.assign(session, other)

    drafted = text_of(client.get(f"/en{ida.path}"))

    assert f'href="/en/kickoff2018/sessions/{ida.session}"' in public
    assert "On the programme Thursday 22 November 2018, at 10:00–10:10 , Sal A" in drafted
    for page in ("give-back", "times", "hand-over"):
        told = text_of(client.get(f"/en{ida.path}/sessions/{ida.session}/{page}"))
        assert ("at 10:00–10:10 , Sal A" in told, "13:00–13:10 , Sal B" in told) == (True, False)


def test_a_time_in_a_half_day_that_does_not_do_is_said_so(client, kickoff):
    ida = kickoff.ask()
    claim(client, kickoff, ida, "Sal A", "13:00")

    saved = client.post(
        f"/en{ida.path}/availability", data={"is_always_free": "no", "cannot": "2018-11-22-pm"}
    )

    page = text_of(client.get(saved.location))
    assert "You have a time at 13:00 when you cannot. Choose another time" in page
    assert "When you can present Cannot: Thursday 22 November 2018, afternoon" in page


def test_a_question_that_no_longer_stands_leads_back(client, kickoff):
    ida = kickoff.ask()

    answers = [
        client.get(f"{ida.path}/sessions/{ida.session}/{page}").location for page in ("give-back", "withdraw")
    ]

    assert answers == [ida.path, ida.path]


def test_after_the_lock_a_change_is_a_wish(client, kickoff):
    ida = kickoff.ask()
    claim(client, kickoff, ida)
    kickoff.lock()
    session = f"{ida.path}/sessions/{ida.session}"

    refused = client.post(f"/en{session}/withdraw")
    asked = client.post(f"/en{session}/wish", data={"text": "Må jeg komme før frokost?\nJeg skal nå et tog."})
    wishes = text_of(client.get(asked.location))

    assert refused.status_code == 409
    assert "The programme has been closed for changes." in text_of(refused)
    assert "The time can no longer be changed here." in text_of(client.get(f"/en{ida.path}"))
    assert "Your wish has been sent to the organisers." in wishes
    assert "With the organisers Må jeg komme før frokost? Jeg skal nå et tog." in wishes
    assert state(kickoff, ida) is State.CONFIRMED
    assert kickoff.acts() == ["presenter.claim", "presenter.wish"]


def test_an_empty_wish_is_none(client, kickoff):
    ida = kickoff.ask()

    page = client.post(f"/en{ida.path}/sessions/{ida.session}/wish", data={"text": " \n "})

    assert page.status_code == 422
    assert "Write what you wish." in text_of(page)
    assert kickoff.acts() == []


@pytest.mark.parametrize("page", ["times", "hand-over"])
def test_after_the_lock_there_is_no_page_for_what_cannot_be_done(client, kickoff, page):
    ida = kickoff.ask()
    kickoff.lock()

    assert client.get(f"{ida.path}/sessions/{ida.session}/{page}").location == ida.path


def test_after_the_lock_the_proposed_time_can_still_be_taken(app, client, kickoff):
    ida = kickoff.ask()
    propose(app, ida, kickoff.slot("Sal B", "13:00"))
    kickoff.lock()

    offered = text_of(client.get(f"/en{ida.path}"))
    claim(client, kickoff, ida, "Sal B", "13:00")

    assert "Take the time 13:00" in offered
    assert state(kickoff, ida) is State.CONFIRMED


def test_once_the_conference_has_begun_nothing_is_offered(client, kickoff, at):
    ida = kickoff.ask()
    claim(client, kickoff, ida)
    at("2018-11-22 09:00")

    page = client.get(f"/en{ida.path}")
    refused = client.post(f"/en{ida.path}/sessions/{ida.session}/give-back")

    assert "The conference has begun" in text_of(page)
    assert "Change to another time" not in page.text
    assert refused.status_code == 409


# what the session is about, and who presents it


def test_a_session_is_described(client, kickoff):
    ida = kickoff.ask()
    address = f"{ida.path}/sessions/{ida.session}/describe"

    saved = client.post(address, data=TEXTS)

    assert (saved.status_code, saved.location) == (303, f"{ida.path}?done=saved")
    assert kickoff.of(
        ida, lambda it: (it.title_da, it.abstract_da, it.language, it.equipment, it.equipment_note)
    ) == (
        "Robotter i klassen",
        "Hvad sker der?\nVi ser på det.",
        "en",
        ["projector"],
        "Et bord",
    )
    assert re.findall(r"<input checked[^>]*value=\"(\w+)\"", client.get(address).text) == ["en", "projector"]
    assert kickoff.acts() == ["presenter.describe"]


def test_a_text_that_is_too_long_is_shown_again_as_it_was_typed(client, kickoff):
    ida = kickoff.ask()
    long = "æ" * 2001

    page = client.post(f"/en{ida.path}/sessions/{ida.session}/describe", data=TEXTS | {"abstract_en": long})

    assert page.status_code == 422
    told = "Write at most 2,000 characters. You have written 2,001."
    assert f'<a href="#abstract_en">{told}</a>' in page.text
    assert (long in page.text, re.findall("<textarea[^>]*maxlength", page.text)) == (True, [])
    assert kickoff.acts() == []


def test_nobody_describes_what_does_not_come_about(client, kickoff):
    ida = kickoff.ask()
    kickoff.change(ida, state=State.CANCELLED)
    address = f"{ida.path}/sessions/{ida.session}/describe"

    assert client.get(address).location == ida.path
    assert client.post(address, data=TEXTS).status_code == 409


def test_fields_that_nobody_asked_for_change_nothing(client, kickoff):
    ida = kickoff.ask()

    client.post(
        f"{ida.path}/sessions/{ida.session}/describe",
        data=TEXTS | {"state": "confirmed", "minutes": "60", "id": "7"},
    )

    assert kickoff.of(ida, lambda session: (session.state, session.minutes)) == (State.INVITED, 10)


def test_somebody_who_presents_too_gets_a_link_of_their_own(client, kickoff):
    ida = kickoff.ask()
    address = f"{ida.path}/sessions/{ida.session}/presenters"

    added = client.post(address, data=BO)
    page = text_of(client.get(f"/en{added.location}"))

    assert (added.status_code, added.location) == (303, f"{address}?done=added")
    assert "Bo Østergård , VIA Remove Bo Østergård" in page
    assert kickoff.of(ida, lambda session: [each.name for each in session.presenters]) == [
        "Ida Holm",
        "Bo Østergård",
    ]
    assert kickoff.letters()[-1] == "presenter.joined"


def test_who_presents_no_more_is_taken_off_once(client, kickoff):
    ida = kickoff.ask()
    address = f"{ida.path}/sessions/{ida.session}/presenters"
    client.post(address, data=BO)
    bo = kickoff.of(ida, lambda session: session.presenters[1].code)

    answers = [client.post(f"{address}/{bo}/remove").status_code for _twice in range(2)]

    assert answers == [303, 303]
    assert kickoff.of(ida, lambda session: [each.name for each in session.presenters]) == ["Ida Holm"]
    assert kickoff.acts() == ["presenter.add_presenter", "presenter.remove_presenter"]


@pytest.mark.parametrize("page", ["presenters", "hand-over"])
def test_a_colleague_has_a_name_and_an_address(client, kickoff, page):
    ida = kickoff.ask()

    answer = client.post(
        f"/en{ida.path}/sessions/{ida.session}/{page}", data=BO | {"name": " ", "email": "bo@"}
    )

    assert answer.status_code == 422
    assert '<a href="#name">Write the name.</a>' in answer.text
    assert '<a href="#email">Write a whole e-mail address' in answer.text
    assert 'value="bo@"' in answer.text
    assert kickoff.presenters() == ["Ida Holm"]


@pytest.mark.parametrize(
    ("page", "which", "told"),
    [
        ("presenters", 0, "That is your own address."),
        ("hand-over", 0, "That is your own address."),
        ("presenters", 1, "Bo Østergård presents the session already."),
    ],
)
def test_who_presents_it_already_is_not_added_again(client, kickoff, page, which, told):
    ida = kickoff.ask()
    client.post(f"{ida.path}/sessions/{ida.session}/presenters", data=BO)
    email = kickoff.of(ida, lambda session: session.presenters[which].email).upper()

    answer = client.post(f"/en{ida.path}/sessions/{ida.session}/{page}", data=BO | {"email": email})

    assert (answer.status_code, f'<a href="#email">{told}' in answer.text) == (422, True)
    assert kickoff.letters() == ["presenter.invited", "presenter.joined"]


def test_a_colleague_takes_over_and_the_old_link_dies(client, kickoff):
    ida = kickoff.ask()
    claim(client, kickoff, ida)

    done = client.post(f"/en{ida.path}/sessions/{ida.session}/hand-over", data=BO)

    assert done.status_code == 200
    assert "Bo Østergård presents it now" in text_of(done)
    assert client.get(ida.path).status_code == 404
    assert kickoff.of(ida, lambda session: [each.name for each in session.presenters]) == ["Bo Østergård"]
    assert kickoff.place(ida) == "Sal A 10:00"


def test_who_has_another_session_keeps_their_link(app, client, kickoff):
    ida = kickoff.ask()
    bo = kickoff.ask("Bo")
    client.post(f"{bo.path}/sessions/{bo.session}/presenters", data=BO | {"email": email_of(kickoff, ida)})

    done = client.post(f"{ida.path}/sessions/{ida.session}/hand-over", data=BO)

    assert (done.status_code, done.location) == (303, f"{ida.path}?done=handed-over")
    assert client.get(done.location).status_code == 200


def test_after_the_lock_nobody_joins_and_nobody_leaves(client, kickoff):
    ida = kickoff.ask()
    kickoff.lock()
    address = f"/en{ida.path}/sessions/{ida.session}"

    answers = [client.post(f"{address}/{deed}", data=BO).status_code for deed in ("presenters", "hand-over")]

    assert answers == [409, 409]
    assert "Who presents can no longer be changed here." in text_of(client.get(f"{address}/presenters"))
    assert kickoff.presenters() == ["Ida Holm"]


# the person


def test_whoever_is_confirmed_has_the_way_to_their_ticket_sent_to_their_own_mailbox(client, kickoff):
    ida = kickoff.ask()
    claim(client, kickoff, ida)

    before = client.get(ida.path).text
    answers = [client.post(f"{ida.path}/own-link").status_code for _twice in range(2)]

    assert (answers, f'action="{ida.path}/own-link"' in before, "/r/" in before) == ([303, 303], True, False)
    assert kickoff.letters("registration.") == ["registration.ticket", "registration.links"]


def test_whom_a_colleague_adds_registers_by_a_button_of_their_own(client, kickoff):
    ida = kickoff.ask()
    claim(client, kickoff, ida)
    client.post(f"{ida.path}/sessions/{ida.session}/presenters", data=BO)
    bo = kickoff.of(ida, lambda session: f"/p/{programmes.own_code(session.presenters[1])}")
    before = kickoff.letters("registration.")

    page = client.get(f"/en{bo}").text
    answer = client.post(f"{bo}/come")
    after = client.get(f"/en{bo}").text

    assert ('<a href="#come">register for the conference</a>' in page, "#come" in after) == (True, False)
    assert (before, answer.status_code) == (["registration.ticket"], 303)
    assert kickoff.letters("registration.") == ["registration.ticket"] * 2


def test_another_persons_session_tells_nothing_of_itself(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    other = kickoff.of(bo, lambda session: session.presenters[0].code)

    answers = [
        client.post(f"{ida.path}/sessions/{session}/presenters/{presenter}/remove").status_code
        for session in (bo.session, "NONE22")
        for presenter in (other, "ZZZZZZ")
    ]

    assert answers == [404] * 4


def test_availability_has_two_levels_and_the_stronger_wins(client, kickoff):
    ida = kickoff.ask()
    both = ["2018-11-22-am", "2018-11-22-pm"]

    saved = client.post(
        f"{ida.path}/availability",
        data={
            "is_always_free": "no",
            "cannot": [both[1], "1999-01-01-am"],
            "rather_not": both,
            "note": "Tog 15.10",
        },
    )

    assert saved.status_code == 303
    assert available(kickoff, ida) == (False, [both[1]], [both[0]], "Tog 15.10")
    assert (
        "Torsdag 22. november 2018, formiddag".casefold()
        in text_of(client.get(f"{ida.path}/availability")).casefold()
    )
    assert kickoff.acts() == ["presenter.availability"]


def test_who_can_at_any_time_has_ticked_nothing(client, kickoff):
    ida = kickoff.ask()

    client.post(f"{ida.path}/availability", data={"is_always_free": "yes", "cannot": "2018-11-22-pm"})

    assert available(kickoff, ida) == (True, [], [], "")


def test_availability_wants_an_answer(client, kickoff):
    ida = kickoff.ask()

    page = client.post(f"/en{ida.path}/availability", data={"is_always_free": "perhaps", "note": "Tog 15.10"})

    assert page.status_code == 422
    assert '<a href="#is_always_free">Answer yes or no.</a>' in page.text
    assert "Tog 15.10" in page.text


def test_half_days_that_do_not_suit_are_named(client, kickoff):
    ida = kickoff.ask()

    page = client.post(f"/en{ida.path}/availability", data={"is_always_free": "no", "note": " "})

    assert page.status_code == 422
    assert '<a href="#is_always_free">Tick the half days' in page.text


def available(kickoff, asked):
    def of(session):
        ida = session.presenters[0]
        return ida.is_always_free, ida.cannot, ida.rather_not, ida.availability_note

    return kickoff.of(asked, of)


def consents(kickoff, asked):
    return kickoff.of(
        asked,
        lambda session: tuple(
            each is not None
            for each in (
                session.presenters[0].recording_consent_at,
                session.presenters[0].publication_consent_at,
            )
        ),
    )


def test_consents_are_two_and_unticked_until_somebody_ticks_them(client, kickoff):
    ida = kickoff.ask()

    page = client.get(f"{ida.path}/consents").text
    before = consents(kickoff, ida)
    client.post(f"{ida.path}/consents", data={"publication": "y"})
    given = consents(kickoff, ida)
    client.post(f"{ida.path}/consents", data={})

    assert (page.count('type="checkbox"'), " checked" in page) == (2, False)
    assert (before, given, consents(kickoff, ida)) == ((False, False), (False, True), (False, False))
    assert kickoff.acts() == ["presenter.consents", "presenter.consents"]


def test_a_consent_given_stands_ticked_with_its_day(client, kickoff):
    ida = kickoff.ask()
    client.post(f"{ida.path}/consents", data={"recording": "y"})

    page = client.get(f"/en{ida.path}/consents")

    assert re.findall(r"<input [^>]*?checked [^>]*id=\"(\w+)\"", page.text) == ["recording"]
    assert "You agreed to recording on 1 November 2018." in text_of(page)


def test_a_deed_of_another_site_is_refused(client, kickoff):
    ida = kickoff.ask()

    answer = client.post(
        f"{ida.path}/sessions/{ida.session}/decline", headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert (answer.status_code, state(kickoff, ida)) == (403, State.INVITED)
