"""The phones' interface as it is described (docs/checkin-api.json), held against what is really answered."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from conference import credentials
from conference.checkin import forms, service
from conference.checkin.models import Decided, Direction, Hint, ListKind, Verdict
from conference.credentials import Purpose, lookup_of
from conference.db import db, transaction
from conference.programme.models import Kind as SessionKind
from conference.programme.models import WorkshopPlace
from conference.registration.models import Conference, Kind, Party, State
from tests.checkin.described import DESCRIBED, DOCS, OPERATIONS, SCHEMAS, Api, schema_of, untold
from tests.checkin.door import envelope, scan
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment
from tests.programme.factories import make_session


@pytest.fixture
def codes(app, at):
    """At nine there is somebody for every verdict; Anna's party of two go to a workshop."""
    at("2018-11-22 09:00")
    with app.app_context(), transaction():
        here, elsewhere, party = (
            make_conference(capacity=6),
            make_conference(slug="other"),
            Party(stays_together=False),
        )
        workshop = make_session(here, kind=SessionKind.WORKSHOP, reply_by=None)
        db.session.add_all([here, elsewhere, party, workshop])
        db.session.flush()
        made = {"created_at": moment("2018-11-01 12:00"), "changed_at": moment("2018-11-01 12:00")}
        people = {
            "anna": make_registration(here, party=party, double_key="anna soerensen"),
            "bo": make_registration(here, party=party, kind=Kind.PRESS),
            "carl": make_registration(here, state=State.WAITING),
            "dorte": make_registration(here, state=State.CANCELLED, cancelled_at=moment("2018-11-02 12:00")),
            "eva": make_registration(here),
            "fie": make_registration(here),
            "other": make_registration(elsewhere),
        }
        db.session.add_all(
            [
                make_checkin_list(here),
                make_checkin_list(here, key="robots", kind=ListKind.WORKSHOP, session_id=workshop.id),
                make_device(here, name="Anna", desk=True),
                make_device(here, name="Bo"),
                Hint(conference_id=here.id, kind=Kind.PRESS, text_da="Giv mappen", text_en="Give the folder"),
                Hint(
                    conference_id=here.id, session_id=workshop.id, text_da="Giv bånd", text_en="Give a band"
                ),
                *people.values(),
            ]
        )
        place = {"session": workshop, "registration": people["anna"], "state": State.CONFIRMED}
        db.session.add(WorkshopPlace(seq=1, **place, **made))
        db.session.flush()
        codes = {name: credentials.issue(Purpose.TICKET, each.uid) for name, each in people.items()}
        codes["gone"] = credentials.issue(Purpose.TICKET, "nobody-any-more")
        credentials.replace(Purpose.TICKET, people["eva"].uid)
        codes["pairing"], codes["late"] = service.pair_link(here), service.pair_link(here, lasting=True)
    return codes


def test_the_description_is_of_every_route_and_of_no_other(app):
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/checkin")
    }

    assert set(OPERATIONS) == routes


def test_the_description_and_its_page_have_our_words():
    page = (DOCS / "checkin-api.md").read_text("utf-8")
    sent = SCHEMAS["Scan"]["properties"]

    words = {"Verdict": Verdict, "GuestKind": Kind, "State": State, "ListKind": ListKind}
    assert {name: SCHEMAS[name]["enum"] for name in words} == {
        name: list(kind) for name, kind in words.items()
    }
    assert sent["said"]["enum"] == [verdict for verdict in Verdict if verdict not in forms.OURS_TO_SAY]
    assert (sent["type"]["enum"], sent["decided"]["enum"]) == (list(Direction), list(Decided))
    told = [*Verdict, *(code for _operation, code in DESCRIBED)]
    told += [f"{method} {path}" for method, path in OPERATIONS]
    told += [name for schema in ("Scan", "Result", "Bundle") for name in SCHEMAS[schema]["properties"]]
    assert [word for word in told if f"`{word}`" not in page] == []


def test_every_call_and_every_answer_is_as_described(app, client, codes, at, let_write):
    api = Api(client)

    pair_and_read(api, codes)
    scan_each_verdict(api, codes, at)
    look_up_and_walk_in(app, api, codes, at)
    at("2018-11-22 16:30")
    with app.app_context(), transaction():
        credentials.stop(Purpose.TICKET, "nobody-any-more")
    [first] = api.answers["GET", "/api/checkin/bundle"]
    since = f"since={first['revision']}&epoch={first['epoch']}"
    assert api("GET", f"bundle?{since}")["removed"] == [lookup_of(codes["gone"])]
    refuse_what_is_no_call(api)
    let_write(False)
    api("POST", "scans", envelope(scan(codes["bo"])))
    let_write(True)
    api("POST", "end", {})
    at("2018-11-24 09:00")
    api("POST", "pair", {"code": codes["late"], "name": "Turnstile"}, by="")

    assert api.errors == {(operation, code) for operation, code in DESCRIBED if code != "busy"} | {
        ("scans", "busy")
    }
    for (method, path), answers in api.answers.items():
        schema = schema_of(OPERATIONS[method, path]["responses"]["200"])
        assert [*untold(schema, answers, path)] == []
    assert set(api.answers) == set(OPERATIONS)


def pair_and_read(api: Api, codes: dict[str, str]) -> None:
    for _once in range(2):
        api("POST", "pair", {"code": codes["pairing"], "name": "Turnstile"}, by="")
    api("GET", "status?waiting=3&sent_at=2018-11-22T08:00:00Z")
    api("GET", "status?list=robots")
    api("GET", "status?list=nowhere")
    api("GET", "bundle?list=main")
    api("GET", "bundle?list=nowhere")


def scan_each_verdict(api: Api, codes: dict[str, str], at: Any) -> None:
    admitted, exited = scan(codes["anna"]), scan(codes["fie"], type="exit")
    said = api.scan(
        *(scan(codes[name]) for name in ("fie", "carl", "dorte", "eva", "other")),
        *(exited, admitted, scan(codes["anna"]), scan("0" * 26)),
        waiting=2,
    )
    offline = {"decided": "offline", "lookup": lookup_of(codes["anna"]), "offset_ms": 0}
    conflict = {name: value for name, value in scan(**offline).items() if name != "code"}
    said += api.scan(conflict, by="Bo")
    api.scan()
    broken = api("POST", "scans", envelope({"id": "7"}), is_broken=True)
    said += [result["verdict"] for result in broken["results"]]
    assert set(said) == set(Verdict)

    api(
        "POST",
        "undo",
        {"id": exited["id"], "undone_at": exited["scanned_at"], "sent_at": exited["scanned_at"]},
    )
    api("POST", "undo", {"id": exited["id"]}, by="Bo")
    at("2018-11-22 09:20")
    api("POST", "undo", {"id": admitted["id"]})
    api("POST", "scans", envelope(*[scan("x")] * 501), is_broken=True)
    api("POST", "scans", envelope(scan(codes["anna"]), conference="other"))


def look_up_and_walk_in(app: Any, api: Api, codes: dict[str, str], at: Any) -> None:
    api("POST", "search", {"q": "sørensen"})
    api("POST", "search", {"q": "sø"})
    api("POST", "search", {"q": "sørensen"}, by="Bo")

    def guest(**more: Any) -> dict[str, Any]:
        return {"id": str(uuid4()), "list": "main", "name": "Dagny Åkjær", **more}

    used = scan(codes["bo"])
    api.scan(used)
    api("POST", "walk-ins", guest(id=used["id"]))
    api("POST", "walk-ins", guest(email="dagny@skole.example", organisation="Mercantec"))
    api("POST", "walk-ins", guest(email="dagny@skole.example"))
    api("POST", "walk-ins", guest(list="robots"))
    api("POST", "walk-ins", guest(list="nowhere"))
    wrong = guest(name="", email="no address", organisation="x" * 201)
    assert set(api("POST", "walk-ins", wrong, is_broken=True)["error"]["fields"]) == {
        "name",
        "email",
        "organisation",
    }
    api("POST", "walk-ins", guest())
    api("POST", "walk-ins", guest())
    api("POST", "walk-ins", guest(override=True))
    for moment_, called_off_at in (
        ("2018-11-22 08:20", None),
        ("2018-11-22 09:30", moment("2018-11-22 09:25")),
    ):
        at(moment_)
        with app.app_context(), transaction():
            db.session.execute(update(Conference).values(called_off_at=called_off_at))
        api("POST", "walk-ins", guest())


def refuse_what_is_no_call(api: Api) -> None:
    """What every call may come to, as far as the description says so of it."""
    ways: dict[str, dict[str, Any]] = {
        "not_paired": {"by": "nobody"},
        "forbidden": {"headers": {"Authorization": "Bearer Anna", "Sec-Fetch-Site": "cross-site"}},
        "unsupported_media_type": {"json": None, "data": "x", "headers": {}},
        "bad_request": {"json": None, "data": "{", "content_type": "application/json"},
        "envelope": {"json": []},
        "request_entity_too_large": {"json": ["x" * 1_100_000]},
    }
    for (method, path), operation in OPERATIONS.items():
        for code in ways.keys() & {code for name, code in DESCRIBED if name == operation["operationId"]}:
            call = {"json": api.calls.get((method, path)), **ways[code]}
            api(method, path.removeprefix("/api/checkin/"), call.pop("json"), is_broken=True, **call)
