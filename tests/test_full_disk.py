"""A disk that is full (acceptance A61): here the file may not grow, which SQLite tells in the very words.

A disk that was really full was tried by hand, see docs/backup.md.
"""

import pytest
from sqlalchemy import func, select, text

from conference import create_app
from conference.db import db
from conference.mail.models import Letter
from conference.registration.models import Registration
from tests.factories import make_conference
from tests.serving import close, make_settings


@pytest.fixture
def app(sqlite_template, tmp_path):
    """An app on a file of its own: one that other tests have filled and emptied has room inside."""
    file = tmp_path / "full.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    app = create_app(make_settings(tmp_path, f"sqlite:///{file}"))
    yield app
    close(app)


def grow(app, pages):
    with app.app_context():
        db.session.remove()
        db.engine.dispose()  # it is told to one connection, which is then the only one
        db.session.execute(text(f"PRAGMA max_page_count = {pages}"))
        db.session.commit()


def test_a_61_a_full_disk_is_told_nobody_is_half_registered_and_it_goes_on_when_there_is_room(
    app, client, saved, at
):
    at("2018-10-01 10:00")
    saved(make_conference())
    grow(app, 1)  # SQLite takes the present size for it
    forms = [
        {"name": f"Bo {'o' * 150}", "email": f"bo{number}@skole.example", "form_key": f"{number}"}
        for number in range(200)
    ]
    answers = [client.post("/kickoff2018/register", data=form) for form in forms[:1]]
    while answers[-1].status_code == 303 and len(answers) < len(forms):
        answers.append(client.post("/kickoff2018/register", data=forms[len(answers)]))
    refused, is_read = answers[-1], client.get("/kickoff2018/").status_code
    with app.app_context():
        rows = [db.session.scalar(select(func.count()).select_from(kind)) for kind in (Registration, Letter)]
        db.session.remove()
    grow(app, 1_000_000)

    assert (refused.status_code, is_read) == (503, 200)
    assert "Vi kan ikke gemme noget lige nu." in refused.text
    assert rows == [len(answers) - 1] * 2
    assert client.post("/kickoff2018/register", data=forms[len(answers) - 1]).status_code == 303
