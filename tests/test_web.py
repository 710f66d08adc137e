"""What every answer carries, and what is refused before a page is asked."""

import json
import re

import pytest

from conference import create_app
from conference.cli import role_table
from conference.config import Settings
from tests.factories import make_conference
from tests.serving import close

PUBLIC = ["/", "/en/", "/privacy", "/accessibility", "/calendar/", "/milestones", "/organise/sign-in"]
STRICT = {
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "default-src": "'self'",
}


def policy(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


@pytest.fixture
def https(app):
    """The same database behind an https address."""
    settings = Settings(**{**vars(app.config["SETTINGS"]), "BASE_URL": "https://pagt.example"})
    secure = create_app(settings)
    yield secure
    close(secure)


@pytest.mark.parametrize("path", [*PUBLIC, "/nothing-here"])
def test_a1_every_page_allows_our_own_scripts_and_styles_alone(client, path):
    found = policy(client.get(path))

    assert {name: found[name] for name in STRICT} == STRICT


@pytest.mark.parametrize("path", [*PUBLIC, "/nothing-here", "/static/css/app.css", "/healthz", "/was"])
def test_a2_every_answer_says_nosniff_and_keeps_its_referrer(client, path):
    headers = client.get(path, buffered=True).headers

    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert headers["Permissions-Policy"] == "camera=()"


def test_a3_over_https_a_browser_never_comes_back_over_http(https):
    headers = https.test_client().get("/", base_url="https://pagt.example").headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", PUBLIC)
def test_a4_pages_hold_no_script_and_no_style_of_their_own(client, path):
    page = client.get(path).text

    assert re.findall(r"\son\w+=|<style|\sstyle=|javascript:", page) == []


def test_a5_the_cookie_of_staff_is_bound_to_the_host_over_https(https):
    client = https.test_client()
    from conference.accounts import service as accounts
    from conference.accounts.rules import Role
    from conference.db import transaction

    with https.app_context(), transaction():
        code = accounts.sign_in_link(accounts.add("a@staff.example", Role.ADMIN))
    answer = client.post(f"/organise/sign-in/{code}", base_url="https://pagt.example")

    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-session"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in rest.split(";")}


@pytest.mark.parametrize("path", [p for p in PUBLIC if p != "/organise/sign-in"])
def test_a6_a_visitor_gets_no_cookie_and_caches_may_help(client, path):
    headers = client.get(path).headers

    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")
    assert headers["Cache-Control"].startswith("public")
    assert headers["ETag"]


def test_a_page_that_did_not_change_is_not_sent_again(client):
    first = client.get("/privacy")

    again = client.get("/privacy", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_a7_pages_of_staff_are_kept_by_nobody(staff_client):
    headers = staff_client().get("/organise/").headers

    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]
    assert headers["X-Robots-Tag"] == "noindex"


def test_a8_a_foreign_host_is_refused_and_health_answers_any(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "LOCALHOST"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


def test_a_file_that_is_not_there_yet_is_asked_for_again(client):
    answer = client.get("/static/css/not-there.css?v=0123456789ab")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize("path", ["/", "/en/privacy", "/static/css/app.css"])
def test_a9_nobody_else_may_read_us_and_trace_is_refused(client, path):
    assert "Access-Control-Allow-Origin" not in client.get(path, buffered=True).headers
    assert client.open(path, method="TRACE").status_code == 405


@pytest.mark.parametrize(("path", "words"), [("/x", "Der er ikke noget"), ("/en/x", "There is nothing")])
def test_a10_a_missing_page_says_so_in_the_language_of_its_path(client, path, words):
    answer = client.get(path)

    assert (answer.status_code, words in answer.text) == (404, True)


def test_a10_a_fault_of_ours_shows_a_number_to_ask_by_and_nothing_else(app):
    broken = create_app(app.config["SETTINGS"])

    def fail():
        raise ValueError("SELECT secret FROM /etc/passwd")

    fail.access = broken.view_functions["privacy.notice"].access
    broken.view_functions["privacy.notice"] = fail
    broken.testing = False
    answer = broken.test_client().get("/privacy")
    close(broken)

    assert answer.status_code == 500
    assert re.search(r"<code>[0-9a-f]{12}</code>", answer.text)
    assert "secret" not in answer.text
    assert "ValueError" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost"}, 302),
        ({}, 302),
    ],
)
def test_a24_a_change_that_another_site_sends_is_refused(client, headers, status):
    assert client.post("/organise/sign-out", headers=headers).status_code == status


def test_every_route_says_who_may(app):
    with app.app_context():
        nobody = [rule for rule, _, who, _ in role_table() if who == "nobody"]

    assert nobody == []


def test_log_lines_are_json_and_name_the_rule_and_no_path(app, client, capsys):
    import logging
    import sys

    stream = logging.getLogger("conference").handlers[0].setStream(sys.stdout)
    client.get("/r/0123456789ABCDEFGHJKMNPQRS?name=Inger")
    written = capsys.readouterr().out
    if stream is not None:
        logging.getLogger("conference").handlers[0].setStream(stream)

    line = json.loads(written.splitlines()[-1])
    assert (line["rule"], line["status"], line["method"]) == ("/r/<code>", 404, "GET")
    assert "0123456789ABCDEF" not in written
    assert "Inger" not in written


def test_an_address_in_the_log_points_at_a_network_not_a_person(client, capsys):
    from conference.logs import network_of

    assert (network_of("192.0.2.77"), network_of("2001:db8:1:2::3")) == ("192.0.2.0/24", "2001:db8:1::/48")
    assert network_of("::ffff:192.0.2.77") == "192.0.2.0/24"


def test_a61_what_cannot_be_written_is_told_to_people_and_goes_on_later(client, at, saved, let_write):
    at("2018-10-01 10:00")
    saved(make_conference())
    form = {"name": "Anna", "email": "anna@skole.dk", "kind": "attendee", "form_key": "one"}

    let_write(False)
    page, ready = client.get("/kickoff2018/"), client.get("/readyz")
    refused = client.post("/kickoff2018/register", data=form)
    let_write(True)

    assert (page.status_code, ready.status_code) == (200, 503)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "Vi kan ikke gemme noget lige nu." in refused.text
    assert client.post("/kickoff2018/register", data=form).status_code == 303
