"""The interface of phones (docs/checkin-api.md)."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from conference import clock, installation
from conference.checkin import forms, hints, rules, service
from conference.checkin.desk.welcome import Welcome, beside
from conference.checkin.offline import bundle, standing
from conference.checkin.rules import Phone
from conference.config import current
from conference.db import transaction
from conference.feeds import zipped
from conference.language import said
from conference.web import anyone, by_device

bp = Blueprint("phones", __name__, url_prefix="/api/checkin")


@bp.post("/pair")
@anyone
def pair() -> ResponseReturnValue:
    code, form = forms.read_pairing(sent())
    if not form.validate():
        raise rules.BrokenEnvelope(form.name.errors[0])
    with transaction():
        _device, token = service.pair(code, form.name.data, earlier=own_token())
        phone = service.get_phone(token)
    return jsonify(token=token, **_described(phone))


@bp.post("/scans")
@by_device
def scans() -> ResponseReturnValue:
    token = own_token()
    data = sent()
    envelope = forms.read_envelope(data)
    with transaction():
        phone = service.get_phone(token)
        rules.check_conference(phone, envelope)
        answer = service.record(phone, envelope)
        welcomes = beside(phone, envelope.items, answer.results)
    results = [
        {"id": forms.id_of(scan), **_told(result), **_told_beside(more)}
        for scan, result, more in zip(data["scans"], answer.results, welcomes, strict=True)
    ]
    return jsonify(received_at=answer.received_at.isoformat(), results=results, arrivals=answer.arrivals)


@bp.post("/undo")
@by_device
def undo() -> ResponseReturnValue:
    token = own_token()
    asked = forms.read_undo(sent())
    with transaction():
        undone_at = service.take_back(service.get_phone(token), asked)
    return jsonify(id=asked.id, undone_at=undone_at.isoformat())


@bp.get("/status")
@by_device
def status() -> ResponseReturnValue:
    """The heartbeat of a phone."""
    with transaction():
        phone = service.get_phone(own_token())
        waiting, sent_at = request.args.get("waiting"), request.args.get("sent_at")
        service.note_contact(phone, waiting=forms.read_count(waiting), sent_at=forms.read_clock(sent_at))
    here = standing.of(phone, standing.list_of(phone, request.args.get("list")))
    described = _described(phone)
    with_exits = {door_list.key for door_list in phone.lists if door_list.exits}
    described["lists"] = [{**each, "exits": each["key"] in with_exits} for each in described["lists"]]
    return jsonify(
        **described,
        desk=phone.desk,
        counts={"arrived": here.arrived, "expected": here.expected},
        revision=here.revision,
        hints=hints.of_kinds(phone.conference_id),
        epoch=installation.epoch(),
        received_at=clock.now().isoformat(),
    )


@bp.get("/bundle")
@by_device
def whole_list() -> ResponseReturnValue:
    """The sealed list; what changed since the phone's revision where it has one."""
    phone = service.get_phone(own_token())
    asked = request.args
    told = bundle.read(
        phone,
        standing.list_of(phone, asked.get("list")),
        since=forms.read_revision(asked.get("since")),
        epoch=asked.get("epoch"),
    )
    return zipped(jsonify(vars(told)))


@bp.post("/end")
@by_device
def end() -> ResponseReturnValue:
    """The phone signs itself off."""
    token = own_token()
    # Its cookie stays, and opens nothing: paired again, it says who has scans left to deliver.
    with transaction():
        ended_at = service.sign_off(service.get_phone(token))
    return jsonify(ended_at=ended_at.isoformat())


def cookie_name() -> str:
    """What a phone's cookie is called; the prefix binds it to this https host."""
    return "__Host-device" if current().is_https else "device"


def _told(result: service.Result) -> dict[str, Any]:
    attendee = result.attendee
    return {
        "verdict": result.verdict,
        "attendee": vars(attendee) if attendee else None,
        "first": result.first,
    }


def _told_beside(more: Welcome) -> dict[str, Any]:
    """Nothing, mostly."""
    told = {"party": [vars(attendee) for attendee in more.party], "hints": more.hints}
    return {name: value for name, value in told.items() if value}


def _described(phone: Phone) -> dict[str, Any]:
    lists = [
        {"key": door_list.key, "name": said(door_list, "name"), "kind": door_list.kind}
        for door_list in phone.lists
        if phone.may_read(door_list)
    ]
    return {"device": phone.name, "conference": phone.conference, "lists": lists}


def sent() -> Any:
    """The call's JSON. Raises BadRequest, also for what is nested deeper than can be read."""
    try:
        return request.get_json()
    except RecursionError:
        raise BadRequest from None


def own_token() -> str | None:
    """The device's token. With a cookie a call must say that it is JSON, which no other site's form can."""
    scheme, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip()
    if request.method == "POST" and not request.is_json:
        raise UnsupportedMediaType
    return request.cookies.get(cookie_name())
