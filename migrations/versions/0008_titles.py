"""titles.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("couples", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title", sa.String(length=80), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("couples", schema=None) as batch_op:
        batch_op.drop_column("title")
