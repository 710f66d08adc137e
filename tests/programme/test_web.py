"""What the public sees of a programme: the latest release, and nothing else."""

import re
from html import unescape

import pytest

from conference import config
from conference.db import db, transaction
from conference.programme.models import Kind, Presenter, SessionFile, State
from tests.factories import make_conference, moment
from tests.programme.factories import (
    make_document,
    make_entry,
    make_place,
    make_presenter,
    make_release,
    make_released_person,
    make_room,
    make_session,
    make_slot,
)
from tests.queries import queries

PAGE = "/kickoff2018/programme"
STEM = {"area_key": "stem", "area_da": "Piger og STEM", "area_en": "Girls and STEM"}
IT = {"area_key": "it", "area_da": "Informatik", "area_en": "Informatics"}
HOURS = (("doors", "08:30"), ("starts", "09:00"), ("ends", "16:00"))
BODIL = make_released_person("Bodil Åkjær", code="BDLAKJ")
PDF = b"%PDF-1.7 slides"


@pytest.fixture
def kickoff(saved, at):
    """The kick-off, published, with these versions of a programme released."""

    def make(*documents, **overrides):
        at("2018-11-05 13:00")
        conference = saved(make_conference(**overrides))
        for document in documents:
            saved(make_release(conference, document))
        return conference

    return make


def text_of(answer) -> str:
    """A page as one reads it."""
    main = answer.get_data(as_text=True).partition("<main ")[2].partition(">")[2].partition("</main>")[0]
    main = re.sub(r"<(template|option).*?</\1>", " ", main, flags=re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]+>", " ", main)).split())


def day(*entries):
    """A morning in two rooms, with a break for all."""
    return make_document(
        make_entry("09:00", 30, room_key="hallen", kind=Kind.BREAK, title_da="Kaffe", title_en="Coffee"),
        make_entry("10:00", 30, room_key="hallen", kind=Kind.WORKSHOP, title_da="Værksted", **IT),
        make_entry(
            "10:00", 10, code="RQBQTS", title_da="Robotter", title_en="Robots", presenters=(BODIL,), **STEM
        ),
        *entries,
        rooms=(make_place("hallen"), make_place("sal-a", features=("hearing_loop",))),
    )


@pytest.mark.parametrize(("root", "words"), [("", "ikke udgivet endnu"), ("/en", "not out yet")])
@pytest.mark.parametrize("name", ["programme", "now"])
def test_before_the_first_release_a_page_says_so(client, kickoff, root, words, name):
    kickoff()

    answer = client.get(f"{root}/kickoff2018/{name}")

    assert answer.status_code == 200
    assert words in text_of(answer)


@pytest.mark.parametrize("name", ["sessions/RQBQTS", "presenters/BDLAKJ", "presenters/BDLAKJ/photo"])
def test_before_the_first_release_there_is_nothing_else(client, kickoff, name):
    kickoff()

    assert client.get(f"/kickoff2018/{name}").status_code == 404


@pytest.mark.parametrize("name", ["programme", "now", "sessions/RQBQTS", "presenters/BDLAKJ"])
def test_an_unpublished_conference_shows_no_programme(client, kickoff, name):
    kickoff(day(), published_at=None)

    assert client.get(f"/kickoff2018/{name}").status_code == 404


def test_a_draft_shows_nowhere(app, client, kickoff, saved):
    conference = kickoff(day())
    slot = make_slot(make_room(conference), "12:00")
    slot.session = make_session(conference, state=State.CONFIRMED, code="DRAFTS", title_da="Hemmeligt")
    saved(slot)

    assert "Hemmeligt" not in client.get(PAGE).get_data(as_text=True)
    assert client.get("/kickoff2018/sessions/DRAFTS").status_code == 404


def test_the_programme_is_a_table_of_times_and_rooms(client, kickoff):
    kickoff(day())

    page = client.get(PAGE).get_data(as_text=True)

    assert re.findall('<th scope="col">([^<]+)</th>', page) == ["Hallen", "Sal A"]
    assert re.findall('<th scope="row"><time datetime="([^"]+)">([^<]+)</time></th>', page) == [
        ("2018-11-22T09:00+01:00", "09.00"),
        ("2018-11-22T10:00+01:00", "10.00"),
    ]
    assert page.count('colspan="2"') == 1


def test_the_programme_tells_who_where_what_and_which_version(client, kickoff):
    kickoff(day())

    text = text_of(client.get(PAGE))

    assert "10.00–10.10 Sal A Robotter Bodil Åkjær, VIA ▲ Teknologiambassadør Piger og STEM" in text
    assert "09.00–09.30 Hallen Kaffe ‖ Pause" in text
    assert "Udgave 1, udgivet 5. november 2018 kl. 12.00." in text
    assert "2 indlæg." in text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_title_in_english_alone_says_so_on_every_page(client, kickoff, at):
    names = {"title_da": "Bridges", "title_en": "Bridges", "titled_in": "en"}
    kickoff(day(make_entry("10:10", code="BRDGES", presenters=(BODIL,), **names)))
    at("2018-11-22 10:12")

    for name in ("programme", "now", "sessions/BRDGES", "presenters/BDLAKJ"):
        danish = client.get(f"/kickoff2018/{name}").text
        assert re.findall(r' lang="en">(?:<a [^>]+>)?(Bridges)<', danish) == ["Bridges"], name
        assert ' lang="da"' not in client.get(f"/en/kickoff2018/{name}").text.partition("<main")[2]


def test_the_latest_version_is_shown_alone(client, kickoff):
    kickoff(day(), make_document(make_entry(title_da="Nyt"), number=2))

    text = text_of(client.get(PAGE))

    assert "Udgave 2" in text
    assert "Nyt" in text
    assert "Robotter" not in text


def test_a_cancelled_session_says_so_in_words(client, kickoff):
    kickoff(day(make_entry("11:00", code="GQNEAA", title_da="Broer", is_cancelled=True)))

    assert "Broer Aflyst" in text_of(client.get(PAGE))
    assert "Aflyst Indlægget er aflyst." in text_of(client.get("/kickoff2018/sessions/GQNEAA"))
    assert ".ics" not in client.get("/kickoff2018/sessions/GQNEAA").get_data(as_text=True)


@pytest.mark.parametrize("root", ["", "/en"])
def test_the_programme_leads_to_its_changes_and_files(client, kickoff, root):
    kickoff(day())

    page = client.get(f"{root}{PAGE}").get_data(as_text=True)

    for name in ("changes", "now", "programme.ics", "programme.xml", "programme.json", "programme.csv"):
        assert f'href="{root}/kickoff2018/{name}"' in page
    assert f'href="{root}/calendar/?feed=kickoff2018/programme"' in page
    assert client.get(f"{root}/calendar/?feed=kickoff2018/programme").status_code == 200


@pytest.mark.parametrize(
    ("query", "count", "titles"),
    [
        ("?area=stem", "1 af 2 indlæg vises.", {"Robotter"}),
        ("?area=it&kind=workshop", "1 af 2 indlæg vises.", {"Værksted"}),
        ("?area=stem&kind=workshop", "0 af 2 indlæg vises.", set()),
        ("?area=&kind=", "2 indlæg.", {"Kaffe", "Værksted", "Robotter"}),
    ],
)
def test_a_part_of_the_programme_has_an_address_of_its_own(client, kickoff, query, count, titles):
    kickoff(day())

    text = text_of(client.get(PAGE + query))

    assert count in text
    assert {title for title in ("Kaffe", "Værksted", "Robotter") if title in text} == titles


def test_a_choice_is_kept_in_the_form_and_in_the_other_language(client, kickoff):
    kickoff(day())

    page = client.get(f"{PAGE}?area=stem").get_data(as_text=True)

    assert '<option value="stem" selected>Piger og STEM</option>' in page
    assert '<option value="ambassador">Teknologiambassadør</option>' in page
    assert f'href="/en{PAGE}?area=stem"' in page


def test_every_choice_is_a_page_that_caches_keep(client, kickoff):
    kickoff(day())

    whole, part = client.get(PAGE), client.get(f"{PAGE}?kind=workshop")

    assert part.headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert whole.headers["ETag"] != part.headers["ETag"]
    assert client.get(PAGE, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["programme", "now", "sessions/RQBQTS", "presenters/BDLAKJ"])
def test_a6_a_visit_of_the_programme_sets_nothing(client, kickoff, name):
    kickoff(day())

    answer = client.get(f"/kickoff2018/{name}")

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_names_and_titles_are_shown_as_they_are_written(client, kickoff):
    nasty = make_released_person("<b>Åse</b> & 'Łuk' \u202e🎓", code="NASTY2")
    kickoff(day(make_entry("11:00", title_da="{{7*7}} <img src=x>", presenters=(nasty,), code="NASTYS")))

    for page in (PAGE, "/kickoff2018/sessions/NASTYS", "/kickoff2018/presenters/NASTY2"):
        answer = client.get(page)
        assert "{{7*7}} <img src=x>" in text_of(answer) or "<b>Åse</b>" in text_of(answer)
        assert "<img src=x" not in answer.get_data(as_text=True)


def test_a_sessions_page_tells_all_about_it(client, kickoff):
    kickoff(day(make_entry("11:00", 45, code="ABSTRA", abstract_da="Først.\nSå.", language="en", **STEM)))

    text = text_of(client.get("/kickoff2018/sessions/ABSTRA"))

    assert "torsdag 22. november 2018 11.00–11.45 (45 minutter)" in text
    assert "Sal A, 80 pladser Lokalet har: teleslynge" in text
    assert "Sprog Engelsk" in text
    assert "Først. Så." in text


def test_an_abstract_in_the_other_language_is_marked_so(client, kickoff):
    kickoff(day(make_entry("11:00", code="ABSTRA", abstract_da="Kun på dansk.")))

    page = client.get("/en/kickoff2018/sessions/ABSTRA").get_data(as_text=True)

    assert re.search(r'<section lang="da">\s*<p>Kun på dansk.</p>', page)


@pytest.mark.parametrize(
    ("wall", "said"), [("09:59", None), ("10:00", "Lige nu"), ("10:09", "Lige nu"), ("10:10", "Er slut")]
)
def test_a_session_says_whether_it_is_on(client, kickoff, at, wall, said):
    kickoff(day())
    at(f"2018-11-22 {wall}")

    text = text_of(client.get("/kickoff2018/sessions/RQBQTS"))

    assert [words for words in ("Lige nu", "Er slut") if words in text] == ([said] if said else [])


@pytest.mark.parametrize("name", ["sessions/NQNEAA", "presenters/NQNEAA", "sessions/NQNEAA/files/RQBQTS"])
def test_what_was_not_released_does_not_exist(client, kickoff, name):
    kickoff(day())

    assert client.get(f"/kickoff2018/{name}").status_code == 404


def test_a_presenters_page_leads_to_their_sessions_and_back(client, kickoff):
    kickoff(day())

    page = client.get("/kickoff2018/presenters/BDLAKJ")

    assert "Bodil Åkjær VIA I programmet torsdag 22. november 2018 10.00–10.10" in text_of(page)
    assert 'href="/kickoff2018/sessions/RQBQTS"' in page.get_data(as_text=True)
    session = client.get("/kickoff2018/sessions/RQBQTS").get_data(as_text=True)
    assert 'href="/kickoff2018/presenters/BDLAKJ"' in session


# portraits and slides


@pytest.fixture
def given(app, kickoff, saved):
    """Bodil's portrait and slides, stored and released; she agrees unless said otherwise."""

    def give(*, consent=True, cancelled=False):
        conference = kickoff()
        person = make_released_person("Bodil Åkjær", uid="bodil", code="BDLAKJ")
        released = {"code": "SLDES2", "filename": "Mit oplæg æøå.pdf", "extension": "pdf", "size": len(PDF)}
        talk = make_entry(code="RQBQTS", presenters=(person,), files=(released,), is_cancelled=cancelled)
        saved(make_release(conference, make_document(talk)))
        bodil = make_presenter(
            conference,
            uid="bodil",
            code="BDLAKJ",
            photo="portrait.webp",
            photo_alt_da="Bodil ved en robot",
            photo_alt_en="Bodil beside a robot",
            publication_consent_at=moment("2018-11-01 10:00") if consent else None,
        )
        file = SessionFile(
            session=make_session(conference, bodil, code="RQBQTS", state=State.CONFIRMED),
            presenter=bodil,
            code="SLDES2",
            filename="Mit oplæg æøå.pdf",
            extension="pdf",
            size=len(PDF),
            stored="slides.pdf",
            created_at=moment("2018-11-01 10:00"),
        )
        saved(file)
        with app.app_context():
            folder = config.current().files
        folder.mkdir(exist_ok=True)
        (folder / "portrait.webp").write_bytes(b"RIFF portrait")
        (folder / "slides.pdf").write_bytes(PDF)
        return "/kickoff2018/presenters/BDLAKJ", "/kickoff2018/sessions/RQBQTS/files/SLDES2"

    return give


def withdraw_consent(app):
    with app.app_context(), transaction():
        db.session.query(Presenter).update({"publication_consent_at": None})


def test_a39_slides_are_sent_to_be_kept_and_can_do_nothing(client, given):
    _, slides = given()

    answer = client.get(slides, buffered=True)

    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    name = "Mit%20opl%C3%A6g%20%C3%A6%C3%B8%C3%A5.pdf"
    assert answer.headers["Content-Disposition"].endswith(f"; filename*=UTF-8''{name}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_session_lists_its_slides_with_their_size(client, given):
    _, slides = given()

    page = client.get("/kickoff2018/sessions/RQBQTS")

    assert f'href="{slides}">Mit oplæg æøå.pdf</a>' in page.get_data(as_text=True)
    assert "(1 kB)" in text_of(page)


def test_a_portrait_is_shown_in_place_and_asked_for_once(client, given):
    page, _ = given()

    answer = client.get(f"{page}/photo", buffered=True)

    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"RIFF portrait", "image/webp")
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    again = client.get(f"{page}/photo", headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("root", "alt"), [("", "Bodil ved en robot"), ("/en", "Bodil beside a robot")])
def test_a_portrait_is_described_in_the_language_of_the_page(client, given, root, alt):
    page, _ = given()

    for shown in (page, "/kickoff2018/sessions/RQBQTS"):
        image = f'src="{root}{page}/photo" alt="{alt}"'
        assert image in client.get(root + shown).get_data(as_text=True)


@pytest.mark.parametrize("how", ["never agreed", "agreed no more"])
def test_without_consent_there_is_neither_portrait_nor_slides(app, client, given, how):
    page, slides = given(consent=how == "agreed no more")
    withdraw_consent(app)

    missing = client.get("/kickoff2018/sessions/RQBQTS/files/NQNEAA")
    assert [client.get(path).status_code for path in (f"{page}/photo", slides)] == [404, 404]
    assert text_of(client.get(slides)) == text_of(missing)
    for shown in (page, "/kickoff2018/sessions/RQBQTS"):
        assert client.get(shown).status_code == 200
        assert not re.search("/photo|/files/", client.get(shown).get_data(as_text=True))


def test_slides_given_after_the_release_wait_for_the_next(app, client, given, saved):
    given()
    with app.app_context(), transaction():
        known = db.session.query(SessionFile).one()
        later = {"session_id": known.session_id, "presenter_id": known.presenter_id, "extension": "pdf"}
        added = {"code": "LATER2", "filename": "ny.pdf", "size": 1, "stored": "slides2.pdf"}
        db.session.add(SessionFile(**later, **added, created_at=known.created_at))
        (config.current().files / "slides2.pdf").write_bytes(PDF)

    assert client.get("/kickoff2018/sessions/RQBQTS/files/LATER2").status_code == 404
    assert "LATER2" not in client.get("/kickoff2018/sessions/RQBQTS").get_data(as_text=True)


def test_of_a_cancelled_session_neither_portrait_nor_slides_are_left(client, given):
    page, slides = given(cancelled=True)

    assert [client.get(path).status_code for path in (page, f"{page}/photo", slides)] == [404, 404, 404]
    assert "/files/" not in client.get("/kickoff2018/sessions/RQBQTS").get_data(as_text=True)
    assert "/photo" not in client.get("/kickoff2018/sessions/RQBQTS").get_data(as_text=True)


def test_slides_that_are_lost_are_not_found(app, client, given):
    _, slides = given()
    with app.app_context():
        (config.current().files / "slides.pdf").unlink()

    assert client.get(slides).status_code == 404


# now and next


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        ("2018-11-21 12:00", "Programmet begynder torsdag 22. november 2018 kl. 09.00."),
        ("2018-11-22 08:00", "Programmet begynder i dag kl. 09.00."),
        ("2018-11-22 09:10", "Hallen Nu, til kl. 09.30 Kaffe ‖ Pause Næste, 10.00–10.30 Værksted"),
        ("2018-11-22 09:40", "Der sker ikke noget lige nu. Vi fortsætter kl. 10.00."),
        ("2018-11-22 10:20", "Sal A Ikke noget lige nu Ikke mere i dette lokale"),
        ("2018-11-22 10:30", "Programmet er slut. Tak for i dag."),
    ],
)
def test_the_page_of_now_tells_what_is_on_at_any_time(client, kickoff, at, wall, said):
    kickoff(day())
    at(wall)

    assert said in text_of(client.get("/kickoff2018/now"))


def test_the_page_of_now_of_a_conference_called_off_tells_that_alone(client, kickoff):
    kickoff(day(), called_off_at=moment("2018-11-05 12:00"))

    said = text_of(client.get("/kickoff2018/now"))

    assert "Konferencen er aflyst" in said
    assert "Hallen" not in said
    assert "Programmet er slut" not in said


def test_times_of_the_old_day_say_so_until_the_new_day_is_released(client, kickoff):
    hours = {f"{name}_at": moment(f"2018-11-29 {wall}") for name, wall in HOURS}
    kickoff(day(), moved_from_at=moment("2018-11-22 09:00"), moved_at=moment("2018-11-05 12:30"), **hours)

    now, programme = text_of(client.get("/kickoff2018/now")), text_of(client.get(PAGE))

    assert "tiderne her er fra den gamle dag" in now
    assert "tiderne her er fra den gamle dag" in programme
    assert "Programmet begynder" not in now


def test_the_page_of_now_asks_again_every_minute_unless_one_says_no(client, kickoff):
    kickoff(day())

    alive, still = client.get("/kickoff2018/now"), client.get("/kickoff2018/now?update=off")

    assert alive.headers["Refresh"] == "60"
    assert 'href="/kickoff2018/now?update=off"' in alive.get_data(as_text=True)
    assert "Refresh" not in still.headers
    assert 'href="/kickoff2018/now"' in still.get_data(as_text=True)


# how much it costs


def many(number):
    return make_document(
        *(
            make_entry(
                f"2018-11-22 {9 + slot // 6:02}:{slot % 6}0", 10, room_key=f"sal-{room}", presenters=(BODIL,)
            )
            for slot in range(number // 5)
            for room in range(5)
        )
    )


@pytest.mark.parametrize("name", ["programme", "programme?kind=ambassador", "now", "presenters/BDLAKJ"])
def test_a_long_programme_asks_the_database_no_more_than_a_short_one(client, kickoff, saved, name):
    conference = kickoff(many(20))
    client.get(f"/kickoff2018/{name}")  # reads the release, once in a process
    short = questions_of(client, f"/kickoff2018/{name}")

    saved(make_release(conference, make_document(*many(200).entries, number=2)))
    client.get(f"/kickoff2018/{name}")
    long = questions_of(client, f"/kickoff2018/{name}")

    assert len(long) == len(short) <= 3


def questions_of(client, path):
    """What the database is asked for one page."""
    with queries("SELECT") as asked:
        assert client.get(path).status_code == 200
    return asked
