"""The write block, and what an acknowledged write rests on."""

import threading

import pytest
from sqlalchemy import text

from conference import clock
from conference.audit.models import AuditEntry
from conference.db import FairLock, db, lock, transaction


def entry(act: str = "test") -> AuditEntry:
    return AuditEntry(at=clock.real_now(), act=act, by="system", detail={})


def count() -> int:
    return db.session.scalar(db.select(db.func.count(AuditEntry.id)))


def test_everything_in_a_write_block_happens_or_nothing_does(database):
    with pytest.raises(RuntimeError, match="stop"), transaction():
        db.session.add(entry())
        db.session.flush()
        raise RuntimeError("stop")

    assert count() == 0


def test_a_write_block_inside_another_is_refused_and_the_outer_one_is_undone(database):
    with pytest.raises(RuntimeError, match="inside another"), transaction():
        db.session.add(entry())
        with transaction():
            pass

    assert count() == 0


def test_a_row_changed_outside_a_write_block_is_never_saved_by_the_way(database):
    db.session.add(entry())

    with pytest.raises(RuntimeError, match="outside a write block"):
        db.session.flush()


def test_an_instant_without_a_zone_is_refused(database):
    row = entry()
    row.at = clock.real_now().replace(tzinfo=None)

    with pytest.raises(Exception, match="needs a zone"), transaction():
        db.session.add(row)


def test_an_instant_comes_back_as_it_went_in(database):
    row = entry()
    went_in = row.at

    with transaction():
        db.session.add(row)
    db.session.expire_all()

    assert db.session.scalar(db.select(AuditEntry.at)) == went_in


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a58_sqlite_survives_a_power_cut_and_keeps_its_promises(database):
    ask = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}

    assert {name: db.session.scalar(text(f"PRAGMA {name}")) for name in ask} == ask


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a58_a_write_block_on_sqlite_takes_the_lock_before_it_reads(app):
    began = []
    with app.app_context():
        db.event.listen(db.engine, "before_cursor_execute", lambda *call: began.append(call[2]))
        with transaction():
            count()
        db.session.remove()

    assert began[0] == "BEGIN IMMEDIATE"


def test_the_row_that_is_counted_for_makes_a_second_writer_wait(app):
    with app.app_context(), transaction():
        db.session.add(entry())
    seen, inside, go = [], threading.Event(), threading.Event()

    def first():
        with app.app_context(), transaction():
            row = lock(AuditEntry, db.session.scalar(db.select(AuditEntry.id)))
            inside.set()
            go.wait(5)
            row.act = "first"

    def second():
        inside.wait(5)
        with app.app_context(), transaction():
            go.set()
            seen.append(lock(AuditEntry, db.session.scalar(db.select(AuditEntry.id))).act)

    def release():
        inside.wait(5)
        go.wait(0.2)
        go.set()

    threads = [threading.Thread(target=run) for run in (first, second, release)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert seen == ["first"]


def test_the_lock_of_the_process_is_handed_over_in_the_order_of_asking():
    fair, order, asked = FairLock(), [], []

    def wait(number: int):
        with fair:
            order.append(number)

    with fair:
        for number in range(6):
            thread = threading.Thread(target=wait, args=(number,))
            thread.start()
            asked.append(thread)
            while len(fair._waiting) <= number:
                pass
    for thread in asked:
        thread.join(5)

    assert order == [0, 1, 2, 3, 4, 5]
