"""Indexes of a month's list: a day's dossiers by unit, those that took long, those late."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ["judged_due_on", "received_on", "unit_id", "status", "finished_minute", "due_minute"]
BY_UNIT = ["unit_id", "judged_due_on", "received_on", "status", "finished_minute", "due_minute"]
LONG = ["finished_on", "unit_id", "judged_due_on", "received_on", "status", "due_minute"]


def upgrade() -> None:
    op.drop_index("ix_dossier_finished", "dossier")
    op.create_index("ix_dossier_finished", "dossier", ["finished_on", *BY_UNIT])
    op.create_index(
        "ix_dossier_long",
        "dossier",
        LONG,
        sqlite_where=sa.text("finished_on > date(received_on, '+31 days')"),
        postgresql_where=sa.text("finished_on > received_on + 31"),
    )
    op.create_index(
        "ix_dossier_late",
        "dossier",
        ["finished_on"],
        sqlite_where=sa.text("finished_on > judged_due_on"),
        postgresql_where=sa.text("finished_on > judged_due_on"),
    )


def downgrade() -> None:
    op.drop_index("ix_dossier_late", "dossier")
    op.drop_index("ix_dossier_long", "dossier")
    op.drop_index("ix_dossier_finished", "dossier")
    op.create_index("ix_dossier_finished", "dossier", ["finished_on", *COLUMNS])
