"""What audit writes down of a place is told in words."""

import ast
from collections.abc import Iterator

from flask_babel import force_locale

from conference.audit.models import AuditEntry
from conference.config import PACKAGE
from conference.registration.attendees import acts

#: Acts of these rooms about something else than one place.
OTHERS = {
    "registration.circular",
    "mail.unsubscribe",
    "workshop.seats",
    "workshop.view",
    "workshop.export",
}


def recorded() -> Iterator[str]:
    """Every act that the code writes down about a row, as far as it stands there in full."""
    for file in PACKAGE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            match call:
                case ast.Call(func=ast.Attribute(attr="record"), args=[ast.Constant(value=str(act))]):
                    if any(keyword.arg == "subject" for keyword in call.keywords):
                        yield act
                case ast.Call(
                    func=ast.Name(id="_record" | "_write_down"), args=[ast.Constant(value=str(act)), *_]
                ):
                    yield act


def test_every_act_about_a_place_has_words():
    about_places = {
        act for act in recorded() if act.startswith(("registration.", "mail.", "calendar.", "workshop."))
    }

    assert {"registration.change", "mail.read", "calendar.add"} <= about_places
    assert about_places - OTHERS - acts.LOOKS.keys() - acts.DEEDS.keys() == set()


def test_who_was_let_in_above_the_capacity_is_told_so(app):
    with app.app_context(), force_locale("en"):
        said = acts.said(AuditEntry(act="registration.walk_in", detail={"override": True}))

    assert said.endswith(": all seats were taken, and staff let them in anyway")


def test_an_act_of_another_version_is_told_as_audit_names_it():
    assert acts.said(AuditEntry(act="registration.unheard_of", detail={})) == "registration.unheard_of"
