"""What the door has read of one person, on their page."""

import re

from sqlalchemy import select, update

from conference import clock
from conference.checkin.models import CheckinList, Settlement
from conference.checkin.organise import conflicts
from conference.db import db, transaction
from conference.registration import service as registrations
from conference.registration.models import Registration


def test_a_person_s_history_tells_what_became_of_each_reading(app, morning, staff_client, at):
    with app.app_context(), transaction():
        db.session.execute(update(CheckinList).values(emptied_at=clock.now()))
    morning.read("Dan", scanned_at="2018-11-22T08:59:00+01:00", decided="offline")
    at("2018-11-22 09:05")
    late = morning.read("Dan", decided="offline", scanned_at="2018-11-22T09:05:00+01:00")
    undone = morning.read("Dan", phone="Bo", override=True)
    morning.client.post(
        "/api/checkin/undo", json={"id": undone["id"]}, headers={"Authorization": "Bearer Bo"}
    )
    with app.app_context(), transaction():
        conference = registrations.get_conference(morning.slug)
        conflicts.settle(conference, late["id"], Settlement.TWO_PEOPLE, by="system")
        uid = db.session.scalar(select(Registration.uid).where(Registration.name == "Dan Lund"))

    page = staff_client("organiser").get(f"/en/organise/{morning.slug}/attendees/{uid}").text

    told = re.findall(r"(?:Scanned|Conflict settled)[^<]*", page)
    assert sorted(line.strip() for line in told) == [
        "Conflict settled: It was somebody else",
        "Scanned, Main entrance: Let in, though cancelled",
        "Scanned, Main entrance: Let in, though cancelled (counts no more: the list was emptied)",
        "Scanned, Main entrance: Welcome (taken back)",
    ]
