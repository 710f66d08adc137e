"""kill -9 of the web and the mail worker, fifty times each on each database, while people register."""

from dataclasses import replace

from benchmarks import crash
from conference.db import db, transaction
from tests.conftest import SECRET_KEY


def test_killed_at_any_moment_the_app_loses_nobody_and_sends_no_letter_twice(app, tmp_path, monkeypatch):
    with crash.mailbox() as (box, mail_url):
        settings = replace(app.config["SETTINGS"], MAIL_URL=mail_url)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        with app.app_context(), transaction():
            db.session.add(crash.open_conference())
        environ = {
            "INSTANCE_PATH": str(tmp_path),
            "DATABASE_URL": settings.DATABASE_URL,
            "SECRET_KEY": SECRET_KEY,
            "MAIL_URL": mail_url,
            "TRUSTED_PROXIES": "1",
        }

        outcome = crash.play(app, environ, box, tmp_path, times=50, seed=6)

    assert (outcome.wrong, outcome.unreached, outcome.doubled) == ([], [], [])
    assert outcome.registered == len(outcome.acknowledged) >= 50
    assert outcome.again <= 50  # under the same number, where the dead worker could not say
    assert max(*outcome.web, *outcome.worker) < crash.AGAIN_WITHIN
