"""What is a go and what is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask_babel import force_locale

from conference.config import Settings
from conference.front.readiness import rules
from conference.front.readiness.rules import Answer

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=27)
COMPLETE = Settings(
    SECRET_KEY="0123456789abcdef0123456789abcdef",
    BASE_URL="https://pagt.example",
    INSTANCE_PATH=Path(),
    DPO="dpo@region.example",
    CONTACT_EMAIL="pagt@region.example",
    CONTACT_PHONE="+45 12 34 56 78",
    SECURITY_CONTACT="mailto:sikkerhed@region.example",
    ACCESSIBILITY_STATEMENT_URL="https://www.was.digst.dk/pagt-example",
    TRUSTED_PROXIES=1,
)
CASES = [
    (rules.judge_demo, {"is_demo": False}, {"is_demo": True}),
    (rules.judge_writing, {"can_write": True}, {"can_write": False}),
    (rules.judge_schema, {"is_at_head": True}, {"is_at_head": False}),
    (rules.judge_durability, {"wrong": []}, {"wrong": ["synchronous=1"]}),
    (rules.judge_disk, {"free": 2**30}, {"free": 2**30 - 1}),
    (rules.judge_clock, {"drift": 1.9, "is_kept": True}, {"drift": -2.1, "is_kept": True}),
    (rules.judge_clock, {"drift": None, "is_kept": True}, {"drift": None, "is_kept": False}),
    (
        rules.judge_outbox,
        {"has_server": True, "due_since": NOW - timedelta(minutes=15), "now": NOW},
        {"has_server": True, "due_since": NOW - timedelta(minutes=16), "now": NOW},
    ),
    (
        rules.judge_outbox,
        {"has_server": True, "due_since": None, "now": NOW},
        {"has_server": False, "due_since": None, "now": NOW},
    ),
    (rules.judge_failed, {"sent": 9, "failed": 1}, {"sent": 8, "failed": 1}),
    (
        rules.judge_worker,
        {"seen_at": NOW - timedelta(minutes=5), "now": NOW},
        {"seen_at": NOW - timedelta(minutes=6), "now": NOW},
    ),
    (rules.judge_worker, {"seen_at": NOW, "now": NOW}, {"seen_at": None, "now": NOW}),
    (rules.judge_backup, {"last_at": NOW, "now": NOW}, {"last_at": LONG_AGO, "now": NOW}),
    (rules.judge_backup, {"last_at": NOW, "now": NOW}, {"last_at": None, "now": NOW}),
    (rules.judge_retention, {"last_at": NOW, "now": NOW}, {"last_at": LONG_AGO, "now": NOW}),
    (
        rules.judge_phones,
        {"count": 2, "missed": [], "waiting": 0},
        {"count": 2, "missed": ["Indgang"], "waiting": 12},
    ),
]


@pytest.fixture(autouse=True)
def in_english(bare_app):
    with bare_app.app_context(), force_locale("en"):
        yield


@pytest.mark.parametrize(("judge", "good", "bad"), CASES)
def test_each_check_has_its_go_and_its_no_go_and_tells_what_to_do(judge, good, bad):
    fit, unfit = judge(**good), judge(**bad)

    assert (fit.answer, fit.todo) == (Answer.GO, "")
    assert unfit.answer is Answer.NO_GO
    assert unfit.todo


@pytest.mark.parametrize(
    ("judge", "wrong"),
    [
        (rules.judge_address, {"BASE_URL": "http://pagt.example"}),
        (rules.judge_contact, {"DPO": ""}),
        (rules.judge_contact, {"SECURITY_CONTACT": ""}),
        (rules.judge_statement, {"ACCESSIBILITY_STATEMENT_URL": ""}),
    ],
)
def test_a_setting_that_the_law_or_safety_needs_is_no_choice(judge, wrong):
    assert judge(COMPLETE).answer is Answer.GO
    assert judge(replace(COMPLETE, **wrong)).answer is Answer.NO_GO


def test_what_cannot_be_seen_from_here_is_not_judged():
    clock = rules.judge_clock(drift=None, is_kept=None)
    proxy = rules.judge_address(replace(COMPLETE, TRUSTED_PROXIES=0))

    assert clock.answer is proxy.answer is Answer.UNKNOWN
    assert rules.is_go([clock, proxy])
