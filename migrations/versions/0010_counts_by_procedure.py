"""Counts by field without reading dossiers: their two indexes hold the procedure, too."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ENDED = ["finished_on", "unit_id", "judged_due_on", "received_on", "status"]
FINISHED = [*ENDED, "finished_minute", "due_minute"]
RECEIVED = ["received_on", "unit_id", "status", "channel"]


def upgrade() -> None:
    _build_again([*FINISHED, "procedure_id"], [*RECEIVED, "procedure_id"])


def downgrade() -> None:
    _build_again(FINISHED, RECEIVED)


def _build_again(finished, received) -> None:
    op.drop_index("ix_dossier_finished", "dossier")
    op.create_index("ix_dossier_finished", "dossier", finished)
    op.drop_index("ix_dossier_received", "dossier")
    op.create_index("ix_dossier_received", "dossier", received)
