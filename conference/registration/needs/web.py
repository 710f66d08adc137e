"""What people need, for the role care: counts, a list for the kitchen, and who needs what."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import spreadsheets
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.registration import service
from conference.registration.models import Conference
from conference.registration.needs import service as needs
from conference.web import staff_alone

bp = Blueprint("needs", __name__, url_prefix="/organise")


@bp.get("/needs")
@staff_alone("care", anywhere=True)
def index() -> ResponseReturnValue:
    """The needs of the conference that comes next."""
    conference = service.find_current_conference(signed_in().places("care", alone=True))
    if conference is None:
        return redirect(url_for("front.organise"))
    return redirect(url_for(".show", slug=conference.slug))


@bp.get("/<slug>/needs")
@staff_alone("care")
def show(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    overview = needs.overview(conference)
    _record("needs.counts", conference, overview.eaters + overview.with_access)
    return render_template(
        "registration/needs.html", conference=service.get_conference(slug), overview=overview
    )


@bp.get("/<slug>/needs/kitchen.csv")
@staff_alone("care", proved=True)
def kitchen(slug: str) -> ResponseReturnValue:
    """Food for the kitchen: what and how many, and nobody's name."""
    conference = service.get_conference(slug)
    overview = needs.overview(conference)
    _record("needs.export", conference, overview.eaters)
    records = [[_("Counted"), _("Number"), _("Food and allergies")]]
    for how, found in ((_("by word"), overview.foods), (_("as written"), overview.diets)):
        records += [[how, str(told.count), " / ".join(told.text.splitlines())] for told in found]
    response = Response(spreadsheets.written(records), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename=food-{slug}.csv"
    return response


@bp.get("/<slug>/needs/people")
@staff_alone("care")
def people(slug: str) -> ResponseReturnValue:
    """With names: each look is written down."""
    conference = service.get_conference(slug)
    found = needs.list_people(conference)
    _record("needs.names", conference, len(found))
    return render_template(
        "registration/needs_people.html", conference=service.get_conference(slug), people=found
    )


def _record(act: str, conference: Conference, count: int) -> None:
    slug = conference.slug
    with transaction():
        audit.record(act, by=signed_in().actor, detail={"conference": slug, "count": count})
