"""Photo and slides on the presenter's page: kept, given back, deleted, and nothing left behind."""

import io
import os
import re

import pytest
from PIL import Image
from sqlalchemy import select

from conference import clock, config
from conference.db import db, transaction
from conference.programme import service as programmes
from conference.programme.board import service as board
from conference.programme.models import Session, SessionFile, State
from conference.programme.uploads import service as files
from conference.registration.models import Conference
from tests.programme.uploads.bombs import PDF, SVG, from_a_phone, picture, png_of, pptx


def give(client, asked, name="Oplæg.pdf", content=PDF):
    return client.post(
        f"{asked.path}/sessions/{asked.session}/files", data={"file": (io.BytesIO(content), name)}
    )


def multipart(name, content):
    """The same as a browser writes it; the test client would leave a large one in a file."""
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=edge"}


def show_face(client, asked, name="mig.jpg", content=None, **words):
    words = {"alt_da": "Kvinde med briller", "alt_en": ""} | words
    given = {} if content is None else {"photo": (io.BytesIO(content), name)}
    return client.post(f"{asked.path}/photo", data=given | words, content_type="multipart/form-data")


def kept(kickoff):
    with kickoff.app.app_context():
        return list(db.session.execute(select(SessionFile.code, SessionFile.filename, SessionFile.stored)))


def test_slides_are_kept_under_a_random_name_and_given_back_as_they_came(client, kickoff):
    ida = kickoff.ask()
    large = PDF[:9] + b" " * 2_000_000 + PDF[9:]  # more than any other request may have

    saved = client.post(f"{ida.path}/sessions/{ida.session}/files", **multipart("Åbning & mere.pdf", large))
    [(code, filename, stored)] = kept(kickoff)
    back = client.get(f"{ida.path}/files/{code}", buffered=True)

    assert (saved.status_code, saved.location) == (
        303,
        f"{ida.path}/sessions/{ida.session}/files?done=saved",
    )
    assert (filename, len(stored)) == ("Åbning & mere.pdf", 36)
    assert (back.status_code, back.data, back.mimetype) == (200, large, "application/pdf")
    assert "filename*=UTF-8''%C3%85bning%20&%20mere.pdf" in back.headers["Content-Disposition"]
    assert back.headers["Content-Disposition"].startswith("attachment;")
    assert back.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (back.headers["X-Content-Type-Options"], back.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert kickoff.acts() == ["presenter.file"]


def test_slides_are_deleted_with_their_file(client, kickoff):
    ida = kickoff.ask()
    give(client, ida)
    [(code, *_)] = kept(kickoff)

    deleted = client.post(f"{ida.path}/files/{code}/delete")
    again = client.post(f"{ida.path}/files/{code}/delete")

    assert (deleted.status_code, again.status_code) == (303, 404)
    assert (kept(kickoff), kickoff.stored()) == ([], [])
    assert kickoff.acts() == ["presenter.file", "presenter.file_deleted"]


def test_the_file_of_another_is_none_at_all(client, kickoff):
    ida, bo = kickoff.ask(), kickoff.ask("Bo")
    give(client, ida)
    [(code, *_)] = kept(kickoff)

    others, none = (client.get(f"{bo.path}/files/{each}") for each in (code, "NONE22"))
    deleted = client.post(f"{bo.path}/files/{code}/delete")

    assert (others.status_code, others.data) == (404, none.data)
    assert (deleted.status_code, len(kept(kickoff))) == (404, 1)


@pytest.mark.parametrize(
    ("name", "content", "status", "told"),
    [
        ("a.png", SVG, 415, "The name says PNG, but that is not what the file is."),
        ("a.html", b"<!doctype html>", 415, "Choose a PDF, PPTX, ODP, PNG or JPG file."),
        ("a.pdf", b"", 400, "The file is empty."),
        ("a.png", png_of(30_000, 30_000), 400, "The picture is too large: at most 12 million pixels."),
        ("a.pdf", PDF + b" " * 20 * 2**20, 413, "The file is too large: at most 20 MB."),
        ("a.pdf", PDF + b" " * 21 * 2**20, 413, "The file is too large: at most 20 MB."),
        ("", PDF, 422, "Choose a file."),
    ],
)
def test_what_is_no_paper_is_refused_in_words_and_not_stored(client, kickoff, name, content, status, told):
    ida = kickoff.ask()

    page = client.post(f"/en{ida.path}/sessions/{ida.session}/files", **multipart(name, content))

    assert page.status_code == status
    assert told in page.text
    assert (kept(kickoff), kickoff.stored(), kickoff.acts()) == ([], [], [])


def test_other_forms_take_as_little_as_ever(client, kickoff):
    ida = kickoff.ask()

    page = client.post(f"{ida.path}/sessions/{ida.session}/wish", data={"text": "x" * 1_100_000})

    assert page.status_code == 413


def test_a_file_that_comes_as_text_is_none(client, kickoff):
    ida = kickoff.ask()

    page = client.post(f"/en{ida.path}/sessions/{ida.session}/files", data={"file": "a.pdf"})

    assert page.status_code == 422
    assert "Choose a file." in page.text


def test_a_presenter_has_five_files_all_sessions_together(client, kickoff):
    ida, other = kickoff.ask(), kickoff.ask("Bo")
    for asked in (ida, other):
        client.post(
            f"{asked.path}/sessions/{asked.session}/presenters",
            data={"name": "Eva", "email": "eva@firma.example", "organisation": "", "language": "da"},
        )
    eva = kickoff.of(ida, lambda session: link_of(session.presenters[1]))
    of_eva = [type(ida)(eva, asked.session) for asked in (ida, other)]

    answers = [give(client, of_eva[number % 2], f"{number}.pptx", pptx()) for number in range(6)]
    ida_too = give(client, ida)

    assert [answer.status_code for answer in answers] == [303] * 5 + [400]
    assert "Du har allerede 5 filer. Slet en først." in answers[5].text
    assert ida_too.status_code == 303
    assert (len(kept(kickoff)), len(kickoff.stored())) == (6, 6)


def link_of(presenter):
    return f"/p/{programmes.own_code(presenter)}"


def test_a_session_that_does_not_come_about_takes_no_files(client, kickoff):
    ida = kickoff.ask()
    kickoff.change(ida, state=State.CANCELLED)

    page = give(client, ida)

    assert page.status_code == 409
    assert (kept(kickoff), kickoff.stored()) == ([], [])


def test_slides_are_taken_after_the_lock_too(client, kickoff):
    ida = kickoff.ask()
    kickoff.lock()

    assert give(client, ida).status_code == 303


def test_a_folder_that_takes_nothing_is_told_and_nothing_is_half_done(client, kickoff, tmp_path):
    ida = kickoff.ask()
    (tmp_path / "files").write_text("no folder")

    page = give(client, ida)

    assert page.status_code == 503
    assert "Vi kan ikke gemme noget lige nu." in page.text
    assert kept(kickoff) == []


def test_a_file_whose_row_cannot_be_written_goes_again(client, kickoff, let_write):
    ida = kickoff.ask()
    let_write(False)

    page = give(client, ida)

    assert page.status_code == 503
    assert kickoff.stored() == []


def test_a_photo_is_small_and_tells_no_place(client, kickoff):
    ida = kickoff.ask()

    saved = show_face(client, ida, content=from_a_phone((1600, 1200)))
    shown = client.get(f"{ida.path}/photo/picture", buffered=True)
    page = client.get(f"{ida.path}/photo").text

    drawn = Image.open(io.BytesIO(shown.data))
    assert (saved.status_code, shown.mimetype, drawn.format, drawn.size) == (
        303,
        "image/webp",
        "WEBP",
        (600, 800),
    )
    assert dict(drawn.getexif()) == {}
    assert shown.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert shown.headers["Cache-Control"] == "no-store"
    assert 'alt="Kvinde med briller"' in page
    assert kickoff.acts() == ["presenter.photo"]


def test_a_new_photo_takes_the_place_of_the_old_one(client, kickoff):
    ida = kickoff.ask()
    show_face(client, ida, content=picture("JPEG"))
    [first] = kickoff.stored()

    show_face(client, ida, "mig.png", picture("PNG", (90, 90)))

    [second] = kickoff.stored()
    assert first != second


def test_the_words_of_a_photo_are_changed_without_it(client, kickoff):
    ida = kickoff.ask()
    show_face(client, ida, content=picture("JPEG"))

    saved = show_face(client, ida, alt_da="", alt_en="Woman with glasses")

    assert saved.status_code == 303
    assert 'alt="Woman with glasses"' in client.get(f"/en{ida.path}/photo").text
    assert len(kickoff.stored()) == 1


def test_a_photo_wants_words_and_words_want_a_photo(client, kickoff):
    ida = kickoff.ask()

    mute = show_face(client, ida, content=picture("JPEG"), alt_da=" ")
    blind = show_face(client, ida)

    assert (mute.status_code, blind.status_code) == (422, 422)
    assert '<a href="#alt_da">Skriv, hvad fotoet viser' in mute.text
    assert '<a href="#photo">Vælg et foto.</a>' in blind.text
    assert 'value="Kvinde med briller"' in blind.text
    assert kickoff.stored() == []


def test_what_is_no_photo_is_refused_and_the_words_are_kept(client, kickoff):
    ida = kickoff.ask()

    page = show_face(client, ida, "mig.jpg", SVG)

    assert page.status_code == 415
    assert 'value="Kvinde med briller"' in page.text
    assert kickoff.stored() == []


def test_a_photo_is_deleted_with_its_file(client, kickoff):
    ida = kickoff.ask()
    show_face(client, ida, content=picture("JPEG"))

    answers = [client.post(f"{ida.path}/photo/delete").status_code for _twice in range(2)]

    assert answers == [303, 303]
    assert kickoff.stored() == []
    assert client.get(f"{ida.path}/photo/picture").status_code == 404


def test_a_lost_file_is_not_there(client, kickoff):
    ida = kickoff.ask()
    give(client, ida)
    [(code, _name, stored)] = kept(kickoff)
    with kickoff.app.app_context():
        files.remove(stored)

    assert client.get(f"{ida.path}/files/{code}").status_code == 404


def release_slides(client, kickoff, asked):
    """Somebody's slides and photo, released with their session: the addresses of both."""
    show_face(client, asked, content=picture("JPEG"))
    client.post(f"{asked.path}/slots/{kickoff.slot('Sal A', '10:00')}/claim", data={"session": asked.session})
    client.post(f"{asked.path}/consents", data={"publication": "y"})
    give(client, asked)
    with kickoff.app.app_context(), transaction():
        programmes.release(db.session.scalars(select(Conference)).one(), by="system")
    code = kickoff.of(asked, lambda session: session.presenters[0].code)
    [(slides, *_)] = kept(kickoff)
    public = (f"presenters/{code}/photo", f"sessions/{asked.session}/files/{slides}")
    return [f"/kickoff2018/{path}" for path in public]


def statuses(client, paths):
    return [client.get(path, buffered=True).status_code for path in paths]


def test_who_leaves_a_session_leaves_nothing_there(client, kickoff):
    ida = kickoff.ask()
    colleague = {"name": "Eva", "email": "eva@firma.example", "organisation": "", "language": "da"}
    public = release_slides(client, kickoff, ida)
    before = statuses(client, public)

    client.post(f"{ida.path}/sessions/{ida.session}/hand-over", data=colleague)

    assert (before, statuses(client, public)) == ([200, 200], [404, 404])
    assert (kept(kickoff), len(kickoff.stored())) == ([], 1)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_slides_of_a_session_that_does_not_come_about_are_public_no_more(client, kickoff):
    ida = kickoff.ask()
    public = release_slides(client, kickoff, ida)

    kickoff.change(ida, state=State.WITHDRAWN)

    assert statuses(client, public) == [404, 404]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_organisers_see_who_may_be_recorded_and_delete_slides(client, staff_client, kickoff):
    ida = kickoff.ask()
    give(client, ida)
    [(slides, *_)] = kept(kickoff)
    page = f"/organise/kickoff2018/sessions/{ida.session}"
    organiser = staff_client("programme")

    client.post(f"{ida.path}/consents", data={"recording": "y"})
    shown = organiser.get(f"/en{page}").text
    deleted, again = (organiser.post(f"{page}/files/{slides}/delete") for _ in range(2))

    assert re.search(
        "✓</span> may be recorded.*–</span> photo and slides not to be published", shown, re.DOTALL
    )
    assert (deleted.status_code, again.status_code) == (303, 404)
    assert "The file has been deleted." in organiser.get(f"/en{deleted.location}").text
    assert (kept(kickoff), kickoff.stored()) == ([], [])


def test_slides_of_a_session_that_is_forgotten_are_removed(client, kickoff):
    ida = kickoff.ask()
    give(client, ida)

    with kickoff.app.app_context(), transaction():
        session = db.session.scalars(select(Session)).one()
        session.presenters.clear()
        board.remove_session(session)

    assert (kept(kickoff), kickoff.stored()) == ([], [])


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_a_broken_write_block_would_have_dropped_stays(client, kickoff):
    ida = kickoff.ask()
    give(client, ida)

    with kickoff.app.app_context(), pytest.raises(ZeroDivisionError), transaction():
        files.forget_files(db.session.scalars(select(Session)).one())
        raise ZeroDivisionError

    assert (len(kept(kickoff)), len(kickoff.stored())) == (1, 1)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_file_without_a_row_is_removed_after_a_day(client, kickoff, at):
    ida = kickoff.ask()
    give(client, ida)
    show_face(client, ida, content=picture("JPEG"))
    names = ("0" * 32 + ".pdf", "1" * 32 + ".webp", "notes.pdf")
    with kickoff.app.app_context():
        folder, long_ago = config.current().files, clock.now().timestamp() - 90_000
        for name in names:
            (folder / name).write_bytes(PDF)
        for file in folder.iterdir():
            os.utime(file, (long_ago, long_ago))
        os.utime(folder / names[1], (long_ago + 9_000, long_ago + 9_000))

        with transaction():
            files.remove_strays()

        left = {file.name for file in folder.iterdir()}
    assert len(left) == 4
    assert {names[1], names[2]} <= left


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_nul_in_a_form_is_left_out(client, kickoff, content_type):
    ida = kickoff.ask()
    path = f"{ida.path}/slots/{kickoff.slot('Sal A', '10:00')}/claim"

    answer = client.post(path, data={"session": "x\0"}, content_type=content_type)

    assert answer.status_code == 404
