"""Alerts that a change of the calendar raised, with the figures the next import starts from."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "integrity_alert"
CHANGE = "change_id"
ONE_CAUSE = "(batch_id IS NULL) <> (change_id IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("batch_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column(CHANGE, sa.Integer(), nullable=True))
        table.add_column(sa.Column("figures", sa.Text(), nullable=True))
        table.create_foreign_key(
            op.f("fk_integrity_alert_change_id_calendar_change"),
            "calendar_change",
            [CHANGE],
            ["id"],
            ondelete="RESTRICT",
        )
        table.create_check_constraint(op.f("ck_integrity_alert_one_cause"), ONE_CAUSE)
        table.create_index(op.f("ix_integrity_alert_change_id"), [CHANGE])


def downgrade() -> None:
    # Only imports raise alerts here; the audit trail keeps what each change of the calendar moved.
    op.execute("DELETE FROM integrity_alert WHERE batch_id IS NULL")
    with op.batch_alter_table(TABLE) as table:
        table.drop_index(op.f("ix_integrity_alert_change_id"))
        table.drop_constraint(op.f("ck_integrity_alert_one_cause"), type_="check")
        table.drop_constraint(
            op.f("fk_integrity_alert_change_id_calendar_change"), type_="foreignkey"
        )
        table.drop_column("figures")
        table.drop_column(CHANGE)
        table.alter_column("batch_id", existing_type=sa.Integer(), nullable=False)
