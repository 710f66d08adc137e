"""The pact's public pages."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference import clock
from conference.language import language
from conference.pact import council as councils
from conference.pact import goals as barometer
from conference.pact import organise, service, timeline
from conference.web import anyone

bp = Blueprint("pact", __name__)
bp.register_blueprint(organise.bp)


@bp.get("/milestones")
@anyone
def milestones() -> ResponseReturnValue:
    milestones = service.list_milestones()
    pictures = timeline.draw(milestones, today=clock.today(), language=language())
    return render_template("pact/milestones.html", milestones=milestones, pictures=pictures)


@bp.get("/partners")
@anyone
def partners() -> ResponseReturnValue:
    return render_template("pact/partners.html", areas=service.list_areas(), partners=service.list_partners())


@bp.get("/partners/<key>")
@anyone
def partner(key: str) -> ResponseReturnValue:
    partner = service.get_partner(key)
    milestones = service.list_milestones(partner=partner)
    return render_template("pact/partner.html", partner=partner, milestones=milestones)


@bp.get("/council")
@anyone
def council() -> ResponseReturnValue:
    return render_template("pact/council.html", **vars(councils.overview()))


@bp.get("/goals")
@anyone
def goals() -> ResponseReturnValue:
    return render_template("pact/goals.html", goals=barometer.list_goals())


@bp.get("/about")
@anyone
def about() -> ResponseReturnValue:
    facts = service.facts_by_topic()
    return render_template("pact/about.html", members=service.list_members(), facts=facts)
