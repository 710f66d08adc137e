"""The organisers' page of the door: the number first, then what needs a person."""

import re

from sqlalchemy import select, update

from conference.audit.models import AuditEntry
from conference.checkin import service
from conference.checkin.models import CheckinList, Device, ListKind
from conference.db import db, transaction
from conference.registration import service as registrations
from tests.factories import make_checkin_list, make_conference, moment
from tests.queries import queries


def words_of(html):
    """The page as it is read, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def uid_of(app, name):
    with app.app_context():
        return db.session.scalar(select(Device.uid).filter_by(name=name))


def test_the_number_comes_first_then_the_chart_then_the_latest_scans(morning, staff_client):
    morning.read("Anna")
    morning.read("0" * 26)

    page = staff_client("door").get(morning.page)

    at = [page.text.index(part) for part in ("1 af 3 er kommet", '<path class="chart-bar"', "Anna Sørensen")]
    assert at == sorted(at)
    assert "Ukendt billet" in page.text
    assert re.search(r"Hovedindgang: ankomne pr. fem minutter. Flest, 1, fra kl. 09.00.", page.text)


def test_the_chart_s_numbers_stand_in_a_table(morning, staff_client, at):
    morning.read("Anna")
    at("2018-11-22 09:07")
    morning.read("Bo")

    page = staff_client("door").get(morning.page).text

    [table] = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = [words_of(row).strip() for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
    assert [row.replace("Hovedindgang", " ").split() for row in rows] == [["09.00", "1"], ["09.05", "1"]]


def test_before_the_day_the_page_says_when_the_doors_open_and_what_to_prepare(morning, staff_client, at):
    at("2018-11-20 09:00")

    page = staff_client("door").get(morning.page).text

    assert "0 af 3 er kommet" in page
    assert "Dørene åbner torsdag 22. november 2018" in page
    assert "Hold generalprøve med prøvebilletter" in page
    assert 'class="door-bars"' not in page


def test_what_was_read_on_another_day_has_its_date_and_what_was_emptied_its_mark(
    app, morning, staff_client, at
):
    morning.read("Anna")
    with app.app_context(), transaction():
        list_ = db.session.scalars(select(CheckinList)).one()
        list_.emptied_at = moment("2018-11-22 09:01")
    at("2018-11-23 09:05")
    page = words_of(staff_client("door").get(morning.page).text)

    read = r"09\.00 Velkommen Anna Sørensen tæller ikke længere Hovedindgang, \w+, 22\. november 2018"
    assert re.search(read, page)
    assert "tavs siden 22. november 2018 kl. 09.00" in page


def test_looking_at_the_door_is_written_down_once(app, morning, staff_client):
    browser = staff_client("door")
    browser.get(morning.page)
    browser.get(f"{morning.page}/now")

    with app.app_context():
        acts = select(AuditEntry.act).where(AuditEntry.act.like("checkin.%")).order_by(AuditEntry.id)
        assert db.session.scalars(acts).all() == ["checkin.door"]


def test_the_page_asks_again_and_is_answered_when_something_changed(morning, staff_client):
    browser = staff_client("door")

    def ask(etag=None):
        return browser.get(f"{morning.page}/now", headers={"If-None-Match": etag} if etag else {})

    before = ask()
    same = ask(before.headers["ETag"])
    morning.read("Anna")
    after = ask(before.headers["ETag"])

    assert (same.status_code, same.data) == (304, b"")
    assert (after.status_code, "1 af 3 er kommet" in after.text) == (200, True)
    assert after.text in browser.get(morning.page).text


def test_the_page_costs_the_same_however_many_have_come(app, morning, staff_client):
    browser = staff_client("door")
    morning.read("Anna")
    with queries() as few:
        browser.get(f"{morning.page}/now")

    morning.read("Bo")
    morning.read("Anna", phone="Bo", decided="offline")
    with app.app_context(), transaction():
        conference = registrations.get_conference(morning.slug)
        lists = [make_checkin_list(conference, key=f"w{n}", kind=ListKind.WORKSHOP) for n in range(3)]
        db.session.add_all(lists)
    with queries() as many:
        browser.get(f"{morning.page}/now")

    assert len(many) == len(few) <= 14


def test_a_phone_that_goes_silent_while_the_doors_are_open_waits_for_somebody(morning, staff_client, at):
    morning.read("Clara", phone="Bo")
    at("2018-11-22 09:02")
    morning.read("Anna", waiting=0)

    page = words_of(staff_client("door").get(morning.page).text)

    assert "Bo har været tavs siden 09.00" in page
    assert "Anna har været tavs" not in page


def test_a_phone_that_holds_scans_back_is_missed_also_after_the_day(app, morning, staff_client, at):
    with app.app_context(), transaction():
        db.session.execute(update(Device).filter_by(name="Bo").values(queue_length=12))
    at("2018-11-22 18:00")

    page = words_of(staff_client("door").get(morning.page).text)

    assert "Bo har været tavs siden 07.00 12 skanninger ligger stadig på den" in page
    assert "Anna har været tavs" not in page


def test_a_phone_that_ended_by_itself_is_told_of_only_while_it_holds_scans(app, morning, staff_client, at):
    with app.app_context(), transaction():
        db.session.execute(update(Device).filter_by(name="Bo").values(queue_length=12))
    at("2018-11-24 18:00")
    browser = staff_client("door")

    page = browser.get(morning.page).text
    asked = browser.get(f"{morning.page}/devices/{uid_of(app, 'Bo')}/end")
    browser.post(f"{morning.page}/devices/{uid_of(app, 'Bo')}/end")

    needs = "Bo er afbrudt af sig selv 12 skanninger på den blev ikke leveret"
    assert needs in words_of(page)
    assert "<strong>Anna</strong>" not in page
    assert "kan ikke længere leveres" in asked.text
    assert "<strong>Bo</strong>" not in browser.get(morning.page).text
    assert "Konferencen er slut: telefoner kan ikke længere parres." in page


def test_a_phone_s_wrong_clock_is_told_and_a_right_one_is_not(app, morning, staff_client):
    with app.app_context(), transaction():
        wrong = 3 * 24 * 3600 * 1000
        db.session.execute(update(Device).filter_by(name="Bo").values(clock_offset_ms=wrong))
        db.session.execute(update(Device).filter_by(name="Anna").values(clock_offset_ms=-12_000))

    page = words_of(staff_client("door").get(morning.page).text)

    assert re.findall(r"uret er [^<]*? (?:foran|bagud)", page) == ["uret er 3 dage bagud"]


def test_a_phone_tells_its_clock_before_it_has_read_anybody(app, client, morning, staff_client):
    def beat(phone, sent_at):
        called = {"sent_at": sent_at} if sent_at else {}
        asked = client.get(
            "/api/checkin/status", query_string=called, headers={"Authorization": f"Bearer {phone}"}
        )
        assert asked.status_code == 200

    beat("Anna", "2018-11-22T05:00:00.000Z")
    beat("Bo", "2018-11-22T09:00:00+01:00")
    page = words_of(staff_client("door").get(morning.page).text)

    assert re.findall(r"uret er .*? (?:foran|bagud)", page) == ["uret er 3 timer bagud"]
    for odd in (None, "", "yesterday", "2018-11-22T09:00:00", "0001-01-01T00:00:00Z", "9" * 500):
        beat("Anna", odd)
    with app.app_context():
        told = select(Device.clock_offset_ms).filter_by(name="Anna")
        assert db.session.scalars(told).all() == [3 * 3600 * 1000]


def test_the_organisers_page_pairs_a_phone_for_the_desk(app, client, morning, staff_client):
    page = staff_client("door").post(f"{morning.page}/pairings", data={"desk": "on"})

    link = re.search(r'href="http://localhost(/checkin/pair/[0-9A-Z]{26})"', page.text)
    assert "data:image/svg+xml;base64," in page.text
    assert client.post(link[1], data={"name": "Skranken"}).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Device.name).filter_by(desk=True)).all() == ["Skranken"]


def test_the_organisers_page_pairs_a_phone_for_one_workshop_alone(app, client, morning, staff_client):
    with app.app_context(), transaction():
        conference = registrations.get_conference(morning.slug)
        names = {"key": "workshop-abc", "name_da": "Lodning", "name_en": "Soldering"}
        db.session.add(make_checkin_list(conference, kind=ListKind.WORKSHOP, **names))
    staff = staff_client("door")

    assert '<option value="workshop-abc">Soldering' in staff.get(f"/en{morning.page}").text
    shown = staff.post(f"{morning.page}/pairings", data={"list": "workshop-abc"})
    link = re.search(r'href="http://localhost(/checkin/pair/[0-9A-Z]{26})"', shown.text)
    client.post(link[1], data={"name": "Carl"})

    with app.app_context():
        paired = select(CheckinList.key).join(Device, Device.list_id == CheckinList.id)
        assert db.session.scalars(paired).all() == ["workshop-abc"]
    assert "kun Lodning" in words_of(staff.get(morning.page).text)
    assert staff.post(f"{morning.page}/pairings", data={"list": "nowhere"}).status_code == 404


def test_a_phone_is_ended_by_a_button_on_a_page_that_asks_first(app, morning, staff_client):
    with app.app_context(), transaction():
        db.session.execute(update(Device).filter_by(name="Bo").values(queue_length=2))
    browser, end = staff_client("door"), f"{morning.page}/devices/{uid_of(app, 'Bo')}/end"

    asked = browser.get(end)
    ended = browser.post(end)

    assert "2 skanninger på den er ikke leveret" in asked.text
    assert (ended.status_code, ended.location) == (303, f"{morning.page}#phones")
    with app.app_context():
        assert service.get_phone("Anna").name == "Anna"
        assert db.session.scalars(select(Device.name).filter_by(ended_at=None)).all() == ["Anna"]
    after = browser.get(end).text
    assert "Den har været afbrudt siden 22. november 2018 kl. 09.00" in after
    assert "2 skanninger på den er ikke leveret" in after
    needs = "Bo blev afbrudt med skanninger på 2 skanninger ligger stadig på den"
    assert needs in words_of(browser.get(morning.page).text)


def test_the_door_leads_to_the_conference_that_comes_next(staff_client, app, at):
    browser = staff_client("door")
    assert browser.get("/organise/door").location == "/organise/"

    with app.app_context(), transaction():
        db.session.add(make_conference())
    assert browser.get("/organise/door").location == "/organise/kickoff2018/door"


def test_strangers_and_phones_do_not_see_the_organisers_side(client, morning):
    client.set_cookie("device", "Anna")
    pages = ("", "/now", "/scans", "/conflicts", "/lists", "/lists/main/empty", "/arrivals.csv", "/scans.csv")
    deeds = ("pairings", "devices/x/end", "conflicts/x", "lists/main/exits", "lists/main/empty")

    looking = [client.get(path) for path in ("/organise/door", *(morning.page + page for page in pages))]
    pressing = [client.post(f"{morning.page}/{path}") for path in (*deeds, "lists/rehearsal")]

    assert {response.location.partition("?")[0] for response in looking + pressing} == {"/organise/sign-in"}


def test_what_is_not_there_is_not_found(staff_client, morning):
    browser, here = staff_client("door"), "/organise/nowhere/door"

    asked = [browser.get(f"{here}{page}") for page in ("", "/now", "/scans", "/conflicts", "/lists")]
    asked += [browser.get(f"{morning.page}/{page}") for page in ("devices/x/end", "lists/x/empty")]
    pressed = [
        browser.post(f"{morning.page}/{deed}") for deed in ("devices/x/end", "lists/x/exits", "lists/x/empty")
    ]

    assert {response.status_code for response in asked + pressed} == {404}
