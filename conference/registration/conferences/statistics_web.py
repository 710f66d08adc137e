"""The page of a conference's numbers; it names nobody."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference.registration.conferences import service, statistics
from conference.web import staff

bp = Blueprint("statistics", __name__, url_prefix="/organise/<slug>/statistics")


@bp.get("")
@staff("organiser")
def show(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    return render_template(
        "conferences/statistics.html", conference=conference, numbers=statistics.of(conference)
    )
