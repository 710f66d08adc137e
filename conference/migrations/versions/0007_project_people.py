"""The people of projects get a number, by which they are erased again after a restore."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("project_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uid", sa.String(), nullable=True))
    person = sa.table("project_person", sa.column("id", sa.Integer()), sa.column("uid", sa.String()))
    for key in op.get_bind().scalars(sa.select(person.c.id)).all():
        op.get_bind().execute(person.update().where(person.c.id == key).values(uid=str(uuid4())))
    with op.batch_alter_table("project_person", schema=None) as batch_op:
        batch_op.alter_column("uid", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_project_person_uid"), ["uid"])


def downgrade() -> None:
    with op.batch_alter_table("project_person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_project_person_uid"), type_="unique")
        batch_op.drop_column("uid")
