import gzip
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from conference.calendar import service
from conference.db import db, transaction
from conference.pact.models import FocusArea, Partner
from tests.calendar.milestones import add, change
from tests.calendar.readers import lines_of, read_with_ical_js, values_of

ALL = "/calendar/milestones.ics"


@pytest.fixture
def timeline(lay, at):
    """Four milestones: for everyone, for an area, for a partner of another area, and for a third partner."""
    at("2018-06-01 09:00")
    lay(make_timeline)
    at("2018-06-01 10:00")


def make_timeline():
    with transaction():
        ida = Partner(key="ida", name="IDA", sort_key="ida", loaded=None)
        db.session.add_all([ida, Partner(key="prosa", name="PROSA", sort_key="prosa", loaded=None)])
        girls = FocusArea(key="girls", place=1, name_da="Piger, STEM", name_en="Girls, STEM", loaded=None)
        skills = FocusArea(key="skills", place=2, name_da="Kompetencer", name_en="Skills", loaded=None)
        girls.partners.append(ida)
        db.session.add_all([girls, skills])
    add("all", title_da="Alle")
    add("girls", title_da="Piger", areas=frozenset({"girls"}))
    add("skills", title_da="Kompetencer", areas=frozenset({"skills"}))
    add("prosa", title_da="PROSA", partners=frozenset({"prosa"}))


def edit(app, key="all", **said):
    with app.app_context():
        change(key, **said)


def titles(client, path):
    return sorted(
        event["summary"].split(" (")[0] for event in read_with_ical_js(client.get(path).data)["events"]
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (ALL, ["Alle", "Kompetencer", "PROSA", "Piger"]),
        ("/calendar/areas/girls.ics", ["Alle", "Piger"]),
        ("/calendar/areas/skills.ics", ["Alle", "Kompetencer"]),
        ("/calendar/partners/ida.ics", ["Alle", "Piger"]),
        ("/calendar/partners/prosa.ics", ["Alle", "PROSA"]),
    ],
)
def test_a_feed_holds_what_concerns_its_subscribers_and_everyone(client, timeline, path, expected):
    assert titles(client, path) == expected


def test_a_feed_says_what_it_is_in_danish_and_english_under_the_same_uids(client, timeline):
    danish, english = (
        client.get("/calendar/areas/girls.ics").data,
        client.get("/en/calendar/areas/girls.ics").data,
    )

    assert values_of(danish, "UID") == values_of(english, "UID")
    assert values_of(danish, "X-WR-CALNAME") == ["Milepæle: Piger\\, STEM"]
    assert values_of(english, "X-WR-CALNAME") == ["Milestones: Girls\\, STEM"]
    assert values_of(danish, "SOURCE") == ["http://localhost/calendar/areas/girls.ics"]
    assert values_of(english, "SOURCE") == ["http://localhost/en/calendar/areas/girls.ics"]
    assert values_of(english, "URL")[0] == "http://localhost/en/calendar/"
    assert "http://localhost/en/milestones#girls" in values_of(english, "URL")


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/areas/none.ics",
        "/calendar/partners/none.ics",
        "/calendar/?feed=x",
        "/calendar/?feed=areas/%00",
    ],
)
def test_there_is_no_feed_for_what_does_not_exist(client, timeline, path):
    answer = client.get(path)

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_a_feed_of_no_milestones_still_is_a_calendar(client):
    answer = client.get(ALL)

    assert answer.status_code == 200
    assert lines_of(answer.data)[-1] == "END:VCALENDAR"


def test_a_feed_is_sent_as_a_public_calendar_that_sets_no_cookie(client, timeline):
    answer = client.get(ALL)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="milestones.ics"'
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Last-Modified"] == "Fri, 01 Jun 2018 07:00:03 GMT"
    assert "Set-Cookie" not in answer.headers
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/calendar+json"},
        {"Accept-Language": "en"},
        {"Authorization": "Bearer"},
        {"Cookie": "session=x"},
        {"User-Agent": "Google-Calendar-Importer"},
    ],
)
def test_a_feed_is_the_same_bytes_for_whoever_asks(client, timeline, headers):
    assert client.get(ALL, headers=headers).data == client.get(ALL).data


def test_who_has_the_file_is_told_so_without_a_body(client, timeline):
    first = client.get(ALL)

    again = client.get(ALL, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert again.headers[name] == first.headers[name]
    assert "Content-Type" not in again.headers


@pytest.mark.parametrize("form", ["{}", "W/{}", '"old", {}', 'W/"old" , W/{}', "*"])
def test_the_file_is_known_by_any_form_of_its_tag(client, timeline, form):
    tag = client.get(ALL).headers["ETag"]

    assert client.get(ALL, headers={"If-None-Match": form.format(tag)}).status_code == 304


NEVER, EVER = "Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2038 00:00:00 GMT"


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Fri, 01 Jun 2018 07:00:03 GMT", 304),
        ("Friday, 01-Jun-18 07:00:03 GMT", 304),
        (EVER, 304),
        ("Fri, 01 Jun 2018 07:00:02 GMT", 200),
        (NEVER, 200),
        ("yesterday", 200),
        ("", 200),
    ],
)
def test_the_file_is_known_by_its_date_where_no_tag_is_named(client, timeline, since, status):
    assert client.get(ALL, headers={"If-Modified-Since": since}).status_code == status


def test_the_tag_decides_where_both_are_sent(client, timeline):
    tag = client.get(ALL).headers["ETag"]

    assert client.get(ALL, headers={"If-None-Match": tag, "If-Modified-Since": NEVER}).status_code == 304
    assert client.get(ALL, headers={"If-None-Match": '"old"', "If-Modified-Since": EVER}).status_code == 200


def test_gzip_is_given_to_who_asks_and_its_tag_is_its_own(client, timeline):
    plain = client.get(ALL)

    zipped = client.get(ALL, headers={"Accept-Encoding": "br, GZIP;q=0.8"})
    tag = zipped.headers["ETag"]

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert tag == plain.headers["ETag"][:-1] + '-gz"'
    assert client.get(ALL, headers={"Accept-Encoding": "gzip", "If-None-Match": tag}).status_code == 304
    assert client.get(ALL, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("asked", ["", "identity", "gzip;q=0", "br", "*"])
def test_gzip_is_never_given_unasked(client, timeline, asked):
    assert "Content-Encoding" not in client.get(ALL, headers={"Accept-Encoding": asked}).headers


def test_head_tells_the_same_headers_without_the_calendar(client, timeline):
    get, head = client.get(ALL), client.head(ALL)

    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "PROPFIND", "REPORT", "TRACE"])
def test_a_feed_cannot_be_written_to(client, timeline, method):
    answer = client.open(ALL, method=method, headers={"If-Match": '"x"'})

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_an_edit_changes_every_feed_and_exactly_one_entry(app, client, timeline, at):
    before, elsewhere = client.get(ALL), client.get("/calendar/areas/skills.ics")
    at("2018-07-01 09:00")

    edit(app, title_da="Alle", when="juli 2018")

    after = client.get(ALL, headers={"If-None-Match": before.headers["ETag"]})
    old, new = (
        {event["uid"]: event for event in read_with_ical_js(answer.data)["events"]}
        for answer in (before, after)
    )
    assert after.status_code == 200
    assert [new[uid]["summary"] for uid in new if new[uid] != old[uid]] == ["Alle (juli 2018)"]
    assert after.headers["Last-Modified"] > before.headers["Last-Modified"]
    assert client.get("/calendar/areas/skills.ics").headers["ETag"] != elsewhere.headers["ETag"]


def test_saving_unchanged_changes_nothing(app, client, timeline, at):
    before = client.get(ALL)
    at("2018-07-01 09:00")

    edit(app, title_da="Alle")

    assert client.get(ALL).data == before.data


def test_a_feeds_time_rises_also_when_the_newest_entry_leaves_it(app, client, timeline, at):
    at("2018-07-01 09:00")
    edit(app, "girls", title_da="Piger", areas=frozenset({"girls"}), when="juli 2018")
    before = client.get("/calendar/areas/girls.ics").headers["Last-Modified"]
    at("2018-07-02 09:00")

    edit(app, "girls", title_da="Piger", areas=frozenset({"skills"}), when="juli 2018")

    after = client.get("/calendar/areas/girls.ics", headers={"If-Modified-Since": before})
    assert after.status_code == 200
    assert titles(client, "/calendar/areas/girls.ics") == ["Alle"]
    assert after.headers["Last-Modified"] == "Mon, 02 Jul 2018 07:00:00 GMT"


def test_a_date_of_change_never_lies_in_the_future(app, client, timeline, at):
    at("2018-05-30 09:00")

    assert client.get(ALL).headers["Last-Modified"] == "Wed, 30 May 2018 07:00:00 GMT"


def test_another_process_sends_the_same_bytes(app, client, timeline):
    here = client.get(ALL).data
    app.extensions.pop("kept_files")

    assert client.get(ALL).data == here


def test_a_cancelled_milestone_leaves_the_feed_ninety_days_after_its_last_day(app, client, timeline, at):
    at("2018-06-02 09:00")
    edit(app, title_da="Alle", is_cancelled=True)  # medio juni: its last day is 20 June

    at("2018-09-18 23:59")
    stays = nightly(app)
    on_the_last_day = titles(client, ALL)
    at("2018-09-19 00:05")
    leaves = nightly(app)

    assert (stays, leaves, nightly(app)) == (False, True, False)
    assert "AFLYST: Alle" in on_the_last_day
    assert "AFLYST: Alle" not in titles(client, ALL)
    assert client.get(ALL).headers["Last-Modified"] == "Tue, 18 Sep 2018 22:05:00 GMT"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_feed_says_try_again_while_the_database_is_away(app, client, timeline):
    rename(app, "timeline", "away")
    try:
        answer = client.get(ALL)
    finally:
        rename(app, "away", "timeline")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert "Retry-After" in answer.headers


def rename(app, table, name):
    with app.app_context(), transaction():
        db.session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def nightly(app):
    with app.app_context(), transaction():
        return service.retire_cancelled()


def test_the_page_offers_a_way_in_for_each_calendar_program(client, timeline):
    page = unescape(client.get("/calendar/?feed=areas/girls").text)

    feed = "localhost/calendar/areas/girls.ics"
    links = {urlsplit(part.split('"')[0]).netloc: part.split('"')[0] for part in page.split('href="')[1:]}
    assert f'href="webcal://{feed}"' in page
    assert f'value="http://{feed}"' in page
    assert parse_qs(urlsplit(links["calendar.google.com"]).query) == {"cid": [f"webcal://{feed}"]}
    for host in ("outlook.office.com", "outlook.live.com"):
        asked = parse_qs(urlsplit(links[host]).query)
        assert asked == {"url": [f"http://{feed}"], "name": ["Milepæle: Piger, STEM"]}


def test_the_page_in_english_offers_the_english_feed(client, timeline):
    page = client.get("/en/calendar/").text

    assert 'href="webcal://localhost/en/calendar/milestones.ics"' in page


def test_the_code_on_the_page_leads_a_phone_to_the_same_choice(client, timeline):
    page = unescape(client.get("/en/calendar/?feed=partners/ida").text)

    assert decoded_qr(page) == "http://localhost/en/calendar/?feed=partners/ida"


def decoded_qr(page: str) -> str:
    """What a camera reads from the picture in the page."""
    import base64
    import re

    import zxingcpp
    from PIL import Image, ImageDraw

    svg = base64.b64decode(page.partition("data:image/svg+xml;base64,")[2].partition('"')[0]).decode()
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    picture = Image.new("L", (size * 4, size * 4), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        left, top = int(x) * 4, int(y) * 4
        draw.rectangle((left, top, left + int(length) * 4 - 1, top + 3), fill=0)
    return zxingcpp.read_barcode(picture).text
