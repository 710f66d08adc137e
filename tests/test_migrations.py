"""The migrations and the models tell of the same tables."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from conference.db import Base, db


def test_the_migrated_schema_is_the_models(database):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_go_all_the_way_back_and_forth(tmp_path):
    from conference import create_app
    from tests.conftest import close, make_settings

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
