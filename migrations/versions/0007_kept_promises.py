"""What became of promised measures; an apology for a dossier that has ended promises no day."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: Table → when its row stands for good.
SETTLED = {
    "apology_letter": "OLD.state IN ('sent', 'cancelled')",
    "measure_report": "true",
}


def upgrade() -> None:
    op.create_table(
        "measure_report",
        sa.Column("explanation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["explanation_id"],
            ["target_explanation.id"],
            name=op.f("fk_measure_report_explanation_id_target_explanation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["user.id"],
            name=op.f("fk_measure_report_recorded_by_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_report")),
        sa.UniqueConstraint(
            "explanation_id", "version", name=op.f("uq_measure_report_explanation_id_version")
        ),
    )
    _promise(nullable=True)
    _freeze("measure_report")


def downgrade() -> None:
    # A letter without a promise was written for a result that was there: its day stands for it.
    _thaw("apology_letter")
    op.execute(
        "UPDATE apology_letter SET promised_on = COALESCE((SELECT d.finished_on FROM dossier d "
        "WHERE d.id = apology_letter.dossier_id), send_by) WHERE promised_on IS NULL"
    )
    _freeze("apology_letter")
    _promise(nullable=False)
    op.drop_table("measure_report")


def _promise(*, nullable: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("apology_letter", "promised_on", nullable=nullable)
        return
    with op.batch_alter_table("apology_letter") as table:
        table.alter_column("promised_on", existing_type=sa.Date(), nullable=nullable)
    # SQLite makes the table anew, without its triggers.
    _freeze("apology_letter")


def _freeze(table: str) -> None:
    settled = SETTLED[table]
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {settled} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({settled}) EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION refuse_change()"
    )


def _thaw(table: str) -> None:
    for trigger in f"{table}_frozen", f"{table}_kept":
        place = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
        op.execute(f"DROP TRIGGER {trigger}{place}")
