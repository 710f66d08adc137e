"""A wish for no invitations gets a number, by which it is forgotten again after a restore."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uid", sa.String(), nullable=True))
    wish = sa.table("suppression", sa.column("id", sa.Integer()), sa.column("uid", sa.String()))
    for key in op.get_bind().scalars(sa.select(wish.c.id)).all():
        op.get_bind().execute(wish.update().where(wish.c.id == key).values(uid=uuid4().hex))
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.alter_column("uid", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_suppression_uid"), ["uid"])


def downgrade() -> None:
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_suppression_uid"), type_="unique")
        batch_op.drop_column("uid")
