"""`/i/<code>` of a conference that is called off."""

from datetime import date

import pytest

from conference import credentials
from conference.credentials import Purpose
from conference.db import transaction
from conference.registration import service as registrations
from conference.registration.conferences import moving
from conference.registration.conferences.rules import Notice
from conference.registration.invitations import service
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Kind
from tests.factories import make_conference


@pytest.fixture
def links(app, saved, at):
    """Clara and Bo are invited; gives what opens their pages."""
    at("2018-10-01 10:00")
    saved(make_conference(contact_email="spoerg@kickoff.example"))
    guests = [Guest(name, f"{name}@skole.example", "Dania", Kind.COUNCIL, "da") for name in ("Clara", "Bo")]
    with app.app_context(), transaction():
        conference = registrations.get_conference("kickoff2018")
        invited = service.invite(conference, guests, Asked(date(2018, 11, 1), holds_seat=True))
        return [f"/en/i/{credentials.live_code(Purpose.INVITATION, each.uid)}" for each in invited]


def test_who_was_invited_reads_that_it_is_called_off_and_whom_to_ask(app, client, links):
    client.post(f"{links[1]}/yes", data={"name": "Bo"})
    with app.app_context(), transaction():
        conference = registrations.get_conference("kickoff2018")
        moving.call_off(conference, Notice("Stormen kommer.", ""), by="system", seen=conference.version)

    silent, coming = (client.get(link).text.partition("<main")[2].partition("</main")[0] for link in links)

    for page in (silent, coming):
        for told in ("has been called off", "Stormen kommer.", "spoerg@kickoff.example"):
            assert told in page
        assert not [words for words in ("withdrawn", "mistake", "Where", "<form") if words in page]
    assert ("Open your page" in silent, "Open your page" in coming) == (False, True)
