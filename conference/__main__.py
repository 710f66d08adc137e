"""`python -m conference`, which `make run` calls: the whole app on this computer, until it is stopped.

Prepares settings, database and demo, starts web server and worker, prints three links that are good until the
end, and ends both. Everything but the three lines goes to stderr.
"""

import http.client
import multiprocessing.connection
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from multiprocessing.process import BaseProcess

import click
import flask.cli
from flask import Flask
from gunicorn.app import wsgiapp
from sqlalchemy.exc import SQLAlchemyError

from conference import config
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.checkin import pairing
from conference.config import PACKAGE, Misconfigured, Settings
from conference.db import db, transaction
from conference.demo import certificate, home, service
from conference.errors import Refused
from conference.language import absolute_url
from conference.registration import service as registrations

#: One process with threads: several processes that write to SQLite make each other wait for seconds.
GUNICORN = ("--worker-class=gthread", "--workers=1", "--threads=8", "--no-control-socket")
#: Whose one-time sign-in link is printed.
ORGANISER = "organiser@teknologipagt.example"
#: Seconds until a server that does not say it is ready is shown all the same, and until a child is killed.
READY_WITHIN, END_WITHIN = 10, 8
#: Seconds within which a signal to end is heard.
HEAR_EVERY = 1

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(Exception):
    """The message says why, and what to do."""


@click.command()
@click.option("--https", is_flag=True, help="Serve the local network, with a certificate made here.")
def main(https: bool) -> None:
    """Run the app on this computer until it is stopped."""
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    try:
        code = _run(https=https)
    except (CannotStart, Misconfigured, Refused) as reason:
        raise click.ClickException(str(reason)) from None
    except KeyboardInterrupt:
        code = 0
    sys.exit(code)


def _run(*, https: bool) -> int:
    with redirect_stdout(sys.stderr):
        listener, tls = _prepare_address(https=https)
        app = home.migrated_app()
        lines = _prepare_demo(app)
    quiet = ("--log-level=warning", "--graceful-timeout=3")
    children: list[BaseProcess] = []
    try:
        children.append(
            _start(wsgiapp.run, *GUNICORN, *quiet, *tls, f"--bind=fd://{listener.fileno()}", "wsgi:app")
        )
        address = listener.getsockname()
        listener.close()  # the server has it now: when it ends, callers are told so
        children.append(_start(flask.cli.main, "--app=wsgi", "worker"))
        _wait_until_ready(address, app.config["SETTINGS"], children, https=bool(tls))
        click.echo("\n".join(lines))
        return _watch(children)
    finally:
        _end(app, children)


def _prepare_address(*, https: bool) -> tuple[socket.socket, Sequence[str]]:
    """The socket to serve on, and the server's options for a certificate; the settings learn the address."""
    home.write_settings()
    if https:
        os.environ.setdefault("HOST", "0.0.0.0")
        os.environ.setdefault("BASE_URL", "https://localhost")  # until the port is known
    settings = config.load()
    listener = _listen(settings.HOST, settings.PORT)
    os.environ["PORT"] = str(listener.getsockname()[1])
    if not https:
        return listener, ()
    lan = certificate.lan_address()
    if os.environ["BASE_URL"] == "https://localhost":
        os.environ["BASE_URL"] = f"https://{lan}:{os.environ['PORT']}"
    file, key = certificate.ensure(settings.INSTANCE_PATH, lan)
    return listener, (f"--certfile={file.resolve()}", f"--keyfile={key.resolve()}")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CannotStart(
            f"Port {port} on {host} cannot be used ({error.strerror}): free it, or give another PORT."
        ) from None


def _prepare_demo(app: Flask) -> list[str]:
    """Load the demo where nothing is yet, put its clock back when it is too late, and make the links."""
    with app.app_context():
        with transaction():
            if not service.holds_conference():
                click.echo("Loading the demo", err=True)
                service.load()
            if service.put_back():
                click.echo("The demo's clock is put back to 5 November 2018, 09:00", err=True)
        with transaction():
            accounts.end_links()  # of a process that was killed
            pairing.end_pairings()
            sign_in = accounts.sign_in_link(accounts.add(ORGANISER, Role.ORGANISER), lasting=True)
            conference = registrations.find_current_conference() or registrations.list_conferences()[0]
            phone = pairing.pair_link(conference, desk=True, lasting=True)
        db.engine.dispose()  # no connection is taken along into the children
        return [
            f"public: {absolute_url('front.home')}",
            f"organiser: {absolute_url('accounts.link', code=sign_in)}",
            f"phone: {absolute_url('checkin.pairing', code=phone)}",
        ]


def _start(run: Callable[[], object], *arguments: str) -> BaseProcess:
    """A child that is this process once more, all modules loaded, as the program with these arguments."""
    child = multiprocessing.get_context("fork").Process(target=_become, args=(run, arguments))
    child.start()
    return child


def _become(run: Callable[[], object], arguments: Sequence[str]) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.chdir(PACKAGE.parent)
    sys.argv[1:] = arguments
    run()


def _wait_until_ready(
    address: tuple[str, int], settings: Settings, children: Sequence[BaseProcess], *, https: bool
) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if not all(child.is_alive() for child in children):
            raise CannotStart("The app could not start; the reason stands above.")
        if _is_ready(host, address[1], settings, https=https):
            return
        time.sleep(0.05)
    click.echo("The app does not say yet that it is ready: see /readyz.", err=True)


def _is_ready(host: str, port: int, settings: Settings, *, https: bool) -> bool:
    call = http.client.HTTPConnection(host, port, timeout=READY_WITHIN)
    if https:
        trusted = certificate.trusting(settings.INSTANCE_PATH)
        call = http.client.HTTPSConnection(host, port, timeout=READY_WITHIN, context=trusted)
    try:
        call.request("GET", "/readyz", headers={"Host": settings.host})
        return call.getresponse().status == 200
    except OSError:
        return False
    finally:
        call.close()


def _watch(children: Sequence[BaseProcess]) -> int:
    """Wait until a child ends, which none should."""
    sentinels = [child.sentinel for child in children]
    while not multiprocessing.connection.wait(sentinels, HEAR_EVERY):
        pass  # a signal that came just before the wait is heard here
    name = "worker" if children[0].is_alive() else "web server"
    click.echo(f"The {name} has ended by itself, so everything ends.", err=True)
    return 1


def _end(app: Flask, children: Sequence[BaseProcess]) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    for child in children:
        child.join(END_WITHIN)
        child.kill()
    with suppress(SQLAlchemyError), app.app_context(), transaction():  # else the next start ends them
        accounts.end_links()
        pairing.end_pairings()


if __name__ == "__main__":
    main()
