"""A door in full: a desk, parties, hints, ways in and out, a rehearsal; and how its screens are read."""

import re

from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from conference import credentials
from conference.checkin import hints, lists, rehearsals, service
from conference.checkin.models import Device, Verdict
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.language import absolute_url
from conference.mail.models import Letter
from conference.registration.models import Kind, Party, Registration
from tests.browser.door import Door
from tests.factories import make_registration

#: Counts the pictures that the page has asked for and not ended.
COUNT_STREAMS = """(() => {
  const asked = [];
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await real(wanted);
    asked.push(stream);
    return stream;
  };
  const tracks = () => asked.flatMap((one) => one.getTracks());
  window.streams = () => tracks().filter((track) => track.readyState === "live").length;
})()"""


class Entrance(Door):
    """The door with a desk phone, a party, a hint and a rehearsal."""

    def pairing(self) -> str:
        with self.app.app_context(), transaction():
            code = service.pair_link(self._conference(), desk=True)
            return absolute_url("checkin.pairing", code=code)

    def party(self, *names: str) -> list[str]:
        """Their tickets, registered together."""
        with self.app.app_context(), transaction():
            party = Party(stays_together=False)
            people = [make_registration(self._conference(), name=name, party=party) for name in names]
            db.session.add_all(people)
            db.session.flush()
            return [credentials.issue(Purpose.TICKET, person.uid) for person in people]

    def hint(self, kind: Kind, text: str) -> None:
        with self.app.app_context(), transaction():
            hints.add(self._conference(), hints.Facts(kind, None, text, text), by="system")

    def read_out(self) -> None:
        with self.app.app_context(), transaction():
            lists.set_exits(self._conference(), "main", exits=True, by="system")

    def rehearse(self) -> dict[Verdict, str]:
        """A test ticket for each verdict."""
        with self.app.app_context(), transaction():
            rehearsals.prepare(self._conference(), by="system")
            return {each.verdict: each.code for each in rehearsals.list_tickets(self._conference())}

    def arrived(self) -> int:
        with self.app.app_context():
            return service.counts(self._conference().id).arrived

    def letters(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(select(Letter.to).order_by(Letter.id)))

    def ended(self) -> list[bool]:
        with self.app.app_context():
            return [moment is not None for moment in db.session.scalars(select(Device.ended_at))]

    def people(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(select(Registration.name).order_by(Registration.id)))


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the button of this name that is to be seen."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").click()


def hold_scans(page: Page, *, of: str) -> list[Route]:
    """The calls with scans of this, which wait from now on until the test lets them go."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if of in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/checkin/scans", hold)
    return held


def gone(page: Page) -> None:
    """The verdict has left the screen."""
    expect(page.locator("#verdict")).to_be_hidden()
