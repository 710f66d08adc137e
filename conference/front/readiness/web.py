"""Go or no go, as a page for who runs the conference."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference.front import health
from conference.front.readiness import rules, service
from conference.web import staff

bp = Blueprint("readiness", __name__)


@bp.get("/organise/check")
@staff("organiser")
def show() -> ResponseReturnValue:
    findings = service.run(can_write=health.can_write())
    return render_template("front/check.html", findings=findings, is_go=rules.is_go(findings))
