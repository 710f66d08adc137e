"""Two editors at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from conference.db import db, transaction
from conference.pact import service
from conference.pact.rules import ChangedMeanwhile
from tests.pact.timelines import add, change


@pytest.mark.usefixtures("database")
def test_of_two_edits_at_once_one_is_told_of_the_other(app):
    add()

    def edit(number: int) -> bool:
        with app.app_context():
            try:
                change(title_da=f"Møde {number}", seen=0)
            except ChangedMeanwhile:
                return False
            return True

    with ThreadPoolExecutor(8) as editors:
        saved = list(editors.map(edit, range(8)))

    db.session.rollback()
    assert saved.count(True) == 1
    assert service.get_milestone("meeting").sequence == 1


@pytest.mark.usefixtures("database")
def test_edits_of_different_milestones_at_once_all_move_the_timeline(app, at):
    now = at("2018-05-29 09:00")
    for number in range(4):
        add(f"meeting-{number}")
    before = service.timeline_changed_at()
    db.session.rollback()

    def edit(number: int) -> None:
        with app.app_context():
            change(f"meeting-{number}", title_da="Nyt")

    with ThreadPoolExecutor(4) as editors:
        list(editors.map(edit, range(4)))

    with transaction():
        moved = service.timeline_changed_at() - before
    assert moved.total_seconds() == 4
    assert before >= now
