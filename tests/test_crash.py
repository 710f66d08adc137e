"""kill -9 of web server and mail worker, fifty times on each database, while people register.

`python -m benchmarks.crash` kills a thousand times.
"""

import os
from dataclasses import replace

from benchmarks import crash
from conference.db import db, transaction
from tests.serving import environment


def test_killed_at_any_moment_the_app_loses_nobody_and_sends_no_letter_twice(app, tmp_path, monkeypatch):
    with crash.mailbox() as (box, mail_url):
        settings = replace(
            app.config["SETTINGS"], MAIL_URL=mail_url, TRUSTED_PROXIES=1, INSTANCE_PATH=tmp_path
        )
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        with app.app_context(), transaction():
            db.session.add(crash.open_conference())

        outcome = crash.play(app, environment(settings), box, times=50, seed=6)
    others = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # as in registration/test_race.py

    assert (outcome.wrong, outcome.unreached, outcome.doubled) == ([], [], [])
    assert outcome.registered == len(outcome.acknowledged) > 0
    assert outcome.again <= 50  # under the same number, where the dead worker could not say
    assert max(outcome.forked) < crash.AGAIN_WITHIN * others
    assert max(outcome.loaded) < crash.AGAIN_WITHIN * others * 2  # two programs load the app at once
