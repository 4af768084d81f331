"""Pulls of figures, what they brought byte for byte, and what people made of differences."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = "portal one_stop unit_report document sample file".split()
FROZEN = "pull_call", "raw_body"
ENDED = (
    "source_id period connector state started_at finished_at created_by captured_at call_count "
    "row_count added_count updated_count unchanged_count rejected_count skipped_count unit_count unit_key "
    "batch_id findings quality error_code error_params".split()
)


def upgrade() -> None:
    _widen_source([*KINDS, "dossiers"])
    op.create_index(
        "ix_measurement_source_period", "measurement", ["source_id", "period", "as_of"]
    )
    _create_runs()
    _create_replies()
    _create_differences()
    if op.get_bind().dialect.name == "sqlite":
        _freeze_sqlite()
    else:
        _freeze_postgresql()


def _widen_source(kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("source") as table:
        table.drop_constraint("kind", type_="check")
        table.create_check_constraint("kind", f"kind IN ({listed})")
    with op.batch_alter_table("source") as table:
        table.add_column(sa.Column("rank", sa.Integer(), server_default="100", nullable=False))
        table.add_column(sa.Column("max_age_days", sa.Integer()))
        table.add_column(sa.Column("stopped_at", sa.DateTime(timezone=True)))
        table.add_column(
            sa.Column("stopped_code", sa.String(length=60), server_default="", nullable=False)
        )


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete="RESTRICT"
    )


def _create_runs() -> None:
    op.create_table(
        "pull_run",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("connector", sa.String(length=24), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "ok", "ok_with_findings", "failed", name="state",
                    native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("resumed_from_id", sa.Integer()),
        sa.Column("captured_at", sa.DateTime(timezone=True)),
        sa.Column("call_count", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("added_count", sa.Integer(), nullable=False),
        sa.Column("updated_count", sa.Integer(), nullable=False),
        sa.Column("unchanged_count", sa.Integer(), nullable=False),
        sa.Column("rejected_count", sa.Integer(), nullable=False),
        sa.Column("skipped_count", sa.Integer(), nullable=False),
        sa.Column("unit_count", sa.Integer(), nullable=False),
        sa.Column("unit_key", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer()),
        sa.Column("findings", sa.Text()),
        sa.Column("quality", sa.Text()),
        sa.Column("error_code", sa.String(length=60), nullable=False),
        sa.Column("error_params", sa.Text()),
        sa.Column("accepted_by", sa.Integer()),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("pull_run", "accepted_by", "user"),
        _reference("pull_run", "batch_id", "import_batch"),
        _reference("pull_run", "created_by", "user"),
        _reference("pull_run", "resumed_from_id", "pull_run"),
        _reference("pull_run", "source_id", "source"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pull_run")),
    )
    op.create_index(op.f("ix_pull_run_batch_id"), "pull_run", ["batch_id"])
    op.create_index("ix_pull_run_source_period", "pull_run", ["source_id", "period"])


def _create_replies() -> None:
    op.create_table(
        "raw_body",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_body")),
        sa.UniqueConstraint("sha256", name=op.f("uq_raw_body_sha256")),
    )
    op.create_table(
        "pull_call",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text()),
        sa.Column("status", sa.Integer()),
        sa.Column("content_type", sa.String(length=120), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer()),
        sa.Column("error_code", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("pull_call", "body_id", "raw_body"),
        _reference("pull_call", "run_id", "pull_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pull_call")),
        sa.UniqueConstraint("run_id", "ordinal", name=op.f("uq_pull_call_run_id_ordinal")),
    )
    op.create_table(
        "source_unit",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("external_code", sa.String(length=120), nullable=False),
        sa.Column("external_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("first_run_id", sa.Integer(), nullable=False),
        sa.Column("last_run_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("source_unit", "first_run_id", "pull_run"),
        _reference("source_unit", "last_run_id", "pull_run"),
        _reference("source_unit", "source_id", "source"),
        _reference("source_unit", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_unit")),
        sa.UniqueConstraint(
            "source_id", "external_id", name=op.f("uq_source_unit_source_id_external_id")
        ),
    )


def _create_differences() -> None:
    causes = (
        "day_rule denominator sync_delay missing_unit dossier_in_one_only dates_differ not_stated"
        " unexplained"
    )
    op.create_table(
        "difference",
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("first_source_id", sa.Integer(), nullable=False),
        sa.Column("second_source_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "explained", "settled", name="state",
                    native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "cause",
            sa.Enum(*causes.split(), name="cause",
                    native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("judged", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("difference", "first_source_id", "source"),
        _reference("difference", "indicator_id", "indicator"),
        _reference("difference", "owner_id", "user"),
        _reference("difference", "second_source_id", "source"),
        _reference("difference", "unit_id", "unit"),
        _reference("difference", "updated_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difference")),
        sa.UniqueConstraint(
            "period",
            "first_source_id",
            "second_source_id",
            "indicator_id",
            "unit_id",
            name="uq_difference_figure",
        ),
    )


def _freeze_sqlite() -> None:
    for table in FROZEN:
        for event in "UPDATE", "DELETE":
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in ENDED)
    op.execute(
        "CREATE TRIGGER pull_run_frozen BEFORE UPDATE ON pull_run "
        f"WHEN OLD.state <> 'running' AND ({changed}) "
        "BEGIN SELECT RAISE(ABORT, 'a run that ended is frozen'); END"
    )
    op.execute(
        "CREATE TRIGGER pull_run_kept BEFORE DELETE ON pull_run "
        "BEGIN SELECT RAISE(ABORT, 'a run is kept'); END"
    )


def _freeze_postgresql() -> None:
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    old = ", ".join(f"OLD.{column}" for column in ENDED)
    new = ", ".join(f"NEW.{column}" for column in ENDED)
    op.execute(
        "CREATE TRIGGER pull_run_frozen BEFORE UPDATE ON pull_run FOR EACH ROW "
        f"WHEN (OLD.state <> 'running' AND ROW({new}) IS DISTINCT FROM ROW({old})) "
        "EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER pull_run_kept BEFORE DELETE ON pull_run FOR EACH ROW "
        "EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in "difference", "source_unit", "pull_call", "raw_body", "pull_run":
        op.drop_table(table)
    op.drop_index("ix_measurement_source_period", "measurement")
    with op.batch_alter_table("source") as table:
        for column in "stopped_code", "stopped_at", "max_age_days", "rank":
            table.drop_column(column)
    # What the older version has no word for becomes a file like any other.
    op.execute("UPDATE source SET kind = 'file' WHERE kind = 'dossiers'")
    listed = ", ".join(f"'{kind}'" for kind in KINDS)
    with op.batch_alter_table("source") as table:
        table.drop_constraint("kind", type_="check")
        table.create_check_constraint("kind", f"kind IN ({listed})")
