"""The migrations and the models tell of the same tables."""

from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, String, inspect, text

from conference.credentials import key_check
from conference.db import Base, db


def test_the_migrated_schema_is_the_models(database):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_go_all_the_way_back_and_forth(tmp_path):
    from conference import create_app
    from tests.serving import close, make_settings

    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'back.sqlite3'}"))
    with app.app_context():
        upgrade()
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names())
        upgrade()
        again = set(inspect(db.engine).get_table_names())
    close(app)

    assert left == {"alembic_version"}
    assert again == {*Base.metadata.tables, "alembic_version"}


def test_a_newer_app_starts_on_the_tables_of_every_version_before_and_migrates_them(tmp_path):
    """Seen red when a column was added to the row that every start reads."""
    from conference import create_app
    from tests.serving import close, make_settings

    settings = make_settings(tmp_path, f"sqlite:///{tmp_path / 'older.sqlite3'}")
    app = create_app(settings)
    with app.app_context():
        upgrade(revision="0001")
        db.session.execute(
            text("INSERT INTO installation (id, key_check, epoch) VALUES (1, :check, 'first')"),
            {"check": key_check(settings.SECRET_KEY)},
        )
        db.session.commit()
    for revision in ("0002", "0003", "0004", "0005", "0006", "head"):
        close(app)
        app = create_app(settings)
        with app.app_context():
            upgrade(revision=revision)
    close(app)

    assert create_app(settings).config["IS_DEMO"] is False


def test_a_database_with_scans_keeps_them_through_the_door_s_migration(tmp_path):
    """Seen red with foreign keys on, where SQLite's copy of a table takes along what points to it."""
    from conference import create_app
    from tests.serving import close, make_settings

    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'full.sqlite3'}"))
    with app.app_context():
        upgrade(revision="0003")
        with db.engine.begin() as connection:
            _fill(connection, "pool", "conference", "registration", "checkin_list", "device", "scan")
            connection.exec_driver_sql("UPDATE registration SET name = 'Åse', organisation = 'VIA'")
        upgrade()
        kept = _scans()
        keys = list(db.session.scalars(text("SELECT double_key FROM registration")))
        db.session.remove()
        downgrade(revision="0003")
        kept_again = _scans()
    close(app)

    assert (kept, kept_again) == ([(1, 1, 1)], [(1, 1, 1)])
    assert keys == ["aase\nvia"]


def _fill(connection: Connection, *names: str) -> None:
    """One row in each table, number 1, with a value in every column that wants one."""
    tables = MetaData()
    tables.reflect(connection)
    for name in names:
        row = {column.name: _value(column) for column in tables.tables[name].columns if not column.nullable}
        if name == "scan":
            row["registration_id"] = 1
        connection.execute(tables.tables[name].insert().values(**row))


def _value(column):
    if column.name == "kind":
        return "entry" if column.table.name == "checkin_list" else "attendee"
    if column.name in HOURS:
        return datetime(2018, 11, 22, HOURS[column.name], tzinfo=UTC)
    if column.type.python_type is datetime:
        return datetime(2018, 11, 22, tzinfo=UTC)
    return "x" if isinstance(column.type, String) else 1


#: What a conference's checks ask of its times.
HOURS = {"opens_at": 1, "closes_at": 2, "doors_at": 8, "starts_at": 9, "ends_at": 16}


def _scans():
    with db.engine.connect() as connection:
        query = "SELECT device_id, list_id, registration_id FROM scan ORDER BY id"
        return [tuple(row) for row in connection.exec_driver_sql(query)]
